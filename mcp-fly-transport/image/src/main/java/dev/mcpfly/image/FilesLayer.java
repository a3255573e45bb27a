package dev.mcpfly.image;

import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.registry.BlobCache;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Builds a layer from local files. */
final class FilesLayer {
  /** One second after the epoch: some tools take the epoch itself for "no time". */
  static final long TIME = 1;

  private final LayerItems files;
  private final TargetTree target;
  private final Map<String, String> directories = new HashMap<>();

  FilesLayer(LayerItems files, TargetTree target) {
    this.files = files;
    this.target = target;
  }

  BuiltLayer build(BlobCache cache) {
    String first = files.items().isEmpty() ? "nothing" : "/" + files.items().firstKey();
    int more = files.items().size() - 1;
    return LayerWriter.write(
        cache, more > 0 ? first + " and " + more + " more" : first, this::fill);
  }

  private void fill(LayerWriter layer) throws IOException {
    // The map is sorted, so a directory comes before what is in it.
    for (Map.Entry<String, LayerItems.Item> item : files.items().entrySet()) {
      String path = item.getKey();
      if (item.getValue() instanceof LayerItems.Directory directory) {
        String there = target.directory(path);
        if (there == null) {
          there = below(path);
          layer.add(
              TarEntry.of(TarEntry.Type.DIRECTORY, there + "/", "", directory.mode(), 0, TIME));
        }
        directories.put(path, there);
      } else if (item.getValue() instanceof LayerItems.Link link) {
        layer.add(TarEntry.of(TarEntry.Type.SYMLINK, below(path), link.target(), 0777, 0, TIME));
      } else if (item.getValue() instanceof LayerItems.Content content) {
        try (InputStream in = content.source().open()) {
          layer.add(
              TarEntry.of(
                  TarEntry.Type.FILE,
                  below(path),
                  "",
                  content.mode(),
                  content.source().size(),
                  TIME),
              in);
        }
      }
    }
  }

  /** Returns a path with its directory resolved, as far as this layer names that directory. */
  private String below(String path) {
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? null : directories.get(path.substring(0, slash));
    return parent == null
        ? path
        : parent.isEmpty() ? path.substring(slash + 1) : parent + path.substring(slash);
  }
}
