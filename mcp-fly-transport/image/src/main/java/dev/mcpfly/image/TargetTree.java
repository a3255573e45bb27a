package dev.mcpfly.image;

import dev.mcpfly.image.internal.FileNode;
import dev.mcpfly.image.internal.FileTree;
import dev.mcpfly.image.internal.LayerListing;
import dev.mcpfly.image.internal.TarException;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of the image being assembled, as far as they matter to the next layer. A directory
 * written over a link to a directory would hide what is behind the link ({@code /bin} on current
 * Debian), so directories are looked up here first. The base's layers are read only when that is
 * needed.
 */
final class TargetTree {
  private final Supplier<FileTree> base;
  private final List<List<LayerListing.Item>> added = new ArrayList<>();
  private @Nullable FileTree tree;

  TargetTree(Supplier<FileTree> base) {
    this.base = base;
  }

  /** Puts a new layer on top. */
  void add(List<LayerListing.Item> layer) {
    if (tree == null) {
      added.add(layer);
    } else {
      put(tree, layer);
    }
  }

  /**
   * Finds a directory.
   *
   * @return its path without links, or null if there is none
   */
  @Nullable String directory(String path) {
    try {
      FileTree here = tree();
      return here.find(path, true).filter(FileNode::isDirectory).isPresent()
          ? here.realPath(path).orElse(null)
          : null;
    } catch (TarException e) {
      throw new ImageException(Reason.BAD_LAYER, "The image " + e.getMessage() + ".", e);
    }
  }

  private FileTree tree() {
    if (tree == null) {
      tree = base.get();
      for (List<LayerListing.Item> layer : added) {
        put(tree, layer);
      }
      added.clear();
    }
    return tree;
  }

  private static void put(FileTree tree, List<LayerListing.Item> layer) {
    try {
      tree.add(layer);
    } catch (TarException e) {
      throw new ImageException(Reason.BAD_LAYER, "The new layer " + e.getMessage() + ".", e);
    }
  }
}
