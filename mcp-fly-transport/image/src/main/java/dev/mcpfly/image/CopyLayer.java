package dev.mcpfly.image;

import dev.mcpfly.image.internal.FileNode;
import dev.mcpfly.image.internal.FileTree;
import dev.mcpfly.image.internal.LayerListing;
import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.internal.TarException;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds a layer from a path of another image, as {@code COPY --from} does: the merged content of
 * the image's layers at that path, owned by root, with symbolic links and hard links among the
 * copied files preserved. The order is directories, then files in the order of the source's layers,
 * then links, so each source layer is read once and nothing is buffered.
 */
final class CopyLayer {
  private final ImageFiles source;
  private final String from;
  private final String to;
  private final TargetTree target;

  private final SortedMap<String, Integer> directories = new TreeMap<>();
  private final SortedMap<String, String> links = new TreeMap<>();
  private final IdentityHashMap<FileNode, SortedSet<String>> files = new IdentityHashMap<>();

  CopyLayer(ImageFiles source, String from, String to, TargetTree target) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.target = target;
  }

  BuiltLayer build(BlobCache cache) {
    plan();
    String what = from + " of " + source.image();
    String key = key();
    BuiltLayer known = noted(cache, key, what);
    if (known != null) {
      return known;
    }
    BuiltLayer built = LayerWriter.write(cache, what, this::fill);
    cache.note(
        key,
        built.digest()
            + " "
            + built.diffId()
            + " "
            + built.size()
            + "\n"
            + LayerListing.format(built.items()));
    return built;
  }

  private void plan() {
    FileNode node =
        source
            .node(from)
            .orElseThrow(
                () ->
                    new ImageException(
                        Reason.BAD_INPUT,
                        "Image " + source.image() + " has no " + from + " that could be copied."));
    String place = String.join("/", names(to));
    if (node.isDirectory()) {
      directory(node, place);
    } else {
      String name = to.endsWith("/") ? last(names(from)) : "";
      entry(node, name.isEmpty() ? place : place.isEmpty() ? name : place + "/" + name);
    }
  }

  private void directory(FileNode node, String place) {
    String there = place.isEmpty() ? "" : target.directory(place);
    if (there == null) {
      directories.put(place, node.mode());
      there = place;
    }
    for (Map.Entry<String, FileNode> child : node.children().entrySet()) {
      entry(child.getValue(), there.isEmpty() ? child.getKey() : there + "/" + child.getKey());
    }
  }

  private void entry(FileNode node, String place) {
    switch (node.type()) {
      case DIRECTORY -> directory(node, place);
      case SYMLINK -> links.put(place, node.link());
      case FILE -> files.computeIfAbsent(node, n -> new TreeSet<>()).add(place);
      default ->
          throw new ImageException(
              Reason.BAD_LAYER,
              "Image "
                  + source.image()
                  + " has a device or a pipe below "
                  + from
                  + ", which cannot be copied.");
    }
  }

  private void fill(LayerWriter layer) throws IOException {
    for (Map.Entry<String, Integer> directory : directories.entrySet()) {
      layer.add(
          TarEntry.of(
              TarEntry.Type.DIRECTORY,
              directory.getKey() + "/",
              "",
              directory.getValue(),
              0,
              FilesLayer.TIME));
    }
    for (int number = 0; number < source.image().layers().size(); number++) {
      Map<Integer, SortedSet<String>> wanted = new TreeMap<>();
      for (Map.Entry<FileNode, SortedSet<String>> file : files.entrySet()) {
        if (file.getKey().layer() == number) {
          wanted.put(file.getKey().ordinal(), file.getValue());
        }
      }
      if (!wanted.isEmpty()) {
        source.eachEntry(
            number,
            (ordinal, entry, content) -> {
              SortedSet<String> paths = wanted.remove(ordinal);
              if (paths != null) {
                file(layer, entry, paths, content);
              }
              return !wanted.isEmpty();
            });
      }
    }
    for (Map.Entry<String, String> link : links.entrySet()) {
      layer.add(
          TarEntry.of(
              TarEntry.Type.SYMLINK, link.getKey(), link.getValue(), 0777, 0, FilesLayer.TIME));
    }
  }

  private static void file(
      LayerWriter layer, TarEntry entry, SortedSet<String> paths, java.io.InputStream content)
      throws IOException {
    String first = paths.first();
    layer.add(
        new TarEntry(
            TarEntry.Type.FILE,
            first,
            "",
            entry.mode(),
            0,
            0,
            entry.size(),
            entry.mtime(),
            entry.attributes()),
        content);
    for (String other : paths.tailSet(first + "\0")) {
      layer.add(TarEntry.of(TarEntry.Type.HARD_LINK, other, first, entry.mode(), 0, entry.mtime()));
    }
  }

  /** Returns a key that names everything that the layer depends on. */
  private String key() {
    List<String> placed = new ArrayList<>();
    files.forEach((node, paths) -> placed.add(node.layer() + "/" + node.ordinal() + " " + paths));
    Collections.sort(placed);
    String content = directories + "\n" + links + "\n" + placed;
    return "copy 1 "
        + source.image().reference().digest().map(Digest::toString).orElse("")
        + " "
        + Digest.sha256(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static @Nullable BuiltLayer noted(BlobCache cache, String key, String what) {
    Optional<String> note = cache.note(key);
    if (note.isEmpty()) {
      return null;
    }
    String[] parts = note.get().split("\n", 2);
    String[] head = parts[0].split(" ", -1);
    if (head.length != 3 || parts.length != 2) {
      return null;
    }
    try {
      Digest digest = Digest.parse(head[0]);
      return cache.find(digest).isEmpty()
          ? null
          : new BuiltLayer(
              digest,
              Digest.parse(head[1]),
              Long.parseLong(head[2]),
              what,
              LayerListing.parse(parts[1]));
    } catch (ImageException | IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> names(String path) {
    try {
      return FileTree.names(path);
    } catch (TarException e) {
      throw new ImageException(
          Reason.BAD_INPUT, "'" + path + "' leads out of the image: leave out the '..'.", e);
    }
  }

  private static String last(List<String> names) {
    return names.isEmpty() ? "" : names.get(names.size() - 1);
  }
}
