package dev.mcpfly.image.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The merged content of a stack of layers: each layer's whiteouts delete from the layers below,
 * then its entries are added. Links are followed as in a chroot, so nothing leads out of the tree;
 * names with {@code ..} are refused.
 */
public final class FileTree {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int MOST_LINKS = 40;

  private FileNode root = FileNode.directory(-1, -1, 0755);
  private int layers;

  /** Returns how many layers were added. */
  public int layers() {
    return layers;
  }

  /** Returns the root directory. */
  public FileNode root() {
    return root;
  }

  /**
   * Adds a layer on top.
   *
   * @param listing all entries of the layer in their order
   * @throws TarException if a name leads out of the tree, or an entry contradicts what is there
   */
  public void add(List<LayerListing.Item> listing) throws TarException {
    int layer = layers++;
    for (LayerListing.Item item : listing) {
      List<String> names = names(item.path());
      String last = names.isEmpty() ? "" : names.get(names.size() - 1);
      if (last.startsWith(WHITEOUT)) {
        whiteout(names.subList(0, names.size() - 1), last);
      }
    }
    int ordinal = 0;
    for (LayerListing.Item item : listing) {
      List<String> names = names(item.path());
      if (!names.isEmpty() && !names.get(names.size() - 1).startsWith(WHITEOUT)) {
        place(names, item, layer, ordinal);
      }
      ordinal++;
    }
  }

  private void whiteout(List<String> parents, String name) throws TarException {
    FileNode directory = walk(parents, true);
    if (directory == null || !directory.isDirectory()) {
      return;
    }
    if (name.equals(OPAQUE)) {
      directory.children().clear();
    } else if (!name.startsWith(WHITEOUT + WHITEOUT)) {
      directory.children().remove(name.substring(WHITEOUT.length()));
    }
  }

  private void place(List<String> names, LayerListing.Item item, int layer, int ordinal)
      throws TarException {
    String name = names.get(names.size() - 1);
    FileNode parent = makeDirectory(names.subList(0, names.size() - 1), layer, item.path());
    FileNode old = parent.children().get(name);
    FileNode fresh;
    if (item.type() == TarEntry.Type.HARD_LINK) {
      List<String> target = names(item.link());
      fresh = target.isEmpty() ? null : walk(target, false);
      if (fresh == null || fresh.isDirectory()) {
        throw new TarException(
            "links " + item.path() + " to " + item.link() + ", which is not a file in it");
      }
    } else if (item.type() == TarEntry.Type.DIRECTORY && old != null && old.isDirectory()) {
      fresh = old.as(layer, ordinal, item.mode());
    } else {
      fresh = new FileNode(item.type(), layer, ordinal, item.mode(), item.link());
    }
    parent.children().put(name, fresh);
  }

  /** Returns the directory at a place, making what is missing on the way. */
  private FileNode makeDirectory(List<String> names, int layer, String forWhat)
      throws TarException {
    FileNode node = root;
    for (int i = 0; i < names.size(); i++) {
      FileNode next = node.children().get(names.get(i));
      if (next != null && next.type() == TarEntry.Type.SYMLINK) {
        next = walk(names.subList(0, i + 1), true);
      }
      if (next == null) {
        next = FileNode.directory(layer, -1, 0755);
        node.children().put(names.get(i), next);
      }
      if (!next.isDirectory()) {
        throw new TarException("holds " + forWhat + " below something that is not a directory");
      }
      node = next;
    }
    return node;
  }

  /**
   * Returns what is at a path, with all links on the way followed.
   *
   * @param followLast whether a link at the end of the path is followed too
   * @throws TarException if the path leads out of the tree or links lead in a circle
   */
  public Optional<FileNode> find(String path, boolean followLast) throws TarException {
    return Optional.ofNullable(walk(names(path), followLast));
  }

  /**
   * Returns the path without links to the same place, if it exists.
   *
   * @throws TarException if the path leads out of the tree or links lead in a circle
   */
  public Optional<String> realPath(String path) throws TarException {
    List<String> way = new ArrayList<>();
    return walk(names(path), true, way) == null
        ? Optional.empty()
        : Optional.of(String.join("/", way));
  }

  private @Nullable FileNode walk(List<String> names, boolean followLast) throws TarException {
    return walk(names, followLast, new ArrayList<>());
  }

  private @Nullable FileNode walk(List<String> names, boolean followLast, List<String> way)
      throws TarException {
    Deque<String> ahead = new ArrayDeque<>(names);
    List<FileNode> passed = new ArrayList<>(List.of(root));
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.removeFirst();
      FileNode here = passed.get(passed.size() - 1);
      if (name.equals("..")) {
        // Only links bring this here; above the root is the root.
        if (passed.size() > 1) {
          passed.remove(passed.size() - 1);
          way.remove(way.size() - 1);
        }
        continue;
      }
      FileNode next = here.children().get(name);
      if (next == null) {
        return null;
      }
      if (next.type() != TarEntry.Type.SYMLINK || (ahead.isEmpty() && !followLast)) {
        passed.add(next);
        way.add(name);
        continue;
      }
      if (++links > MOST_LINKS) {
        throw new TarException(
            "has symbolic links that lead in a circle at " + String.join("/", names));
      }
      if (next.link().startsWith("/")) {
        passed.subList(1, passed.size()).clear();
        way.clear();
      }
      String[] target = next.link().split("/", -1);
      for (int i = target.length - 1; i >= 0; i--) {
        if (!target[i].isEmpty() && !target[i].equals(".")) {
          ahead.addFirst(target[i]);
        }
      }
    }
    return passed.get(passed.size() - 1);
  }

  /**
   * Splits a path into names.
   *
   * @throws TarException if one of them is {@code ..}
   */
  public static List<String> names(String path) throws TarException {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        throw new TarException("holds a path that leads out of the image: " + path);
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }
}
