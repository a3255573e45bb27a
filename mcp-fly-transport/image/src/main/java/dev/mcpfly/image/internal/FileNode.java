package dev.mcpfly.image.internal;

import java.util.NavigableMap;
import java.util.TreeMap;

/** A file, link or directory of a {@link FileTree}. */
public final class FileNode {
  private final TarEntry.Type type;
  private final int layer;
  private final int ordinal;
  private final int mode;
  private final String link;
  private final NavigableMap<String, FileNode> children = new TreeMap<>();

  FileNode(TarEntry.Type type, int layer, int ordinal, int mode, String link) {
    this.type = type;
    this.layer = layer;
    this.ordinal = ordinal;
    this.mode = mode;
    this.link = link;
  }

  static FileNode directory(int layer, int ordinal, int mode) {
    return new FileNode(TarEntry.Type.DIRECTORY, layer, ordinal, mode, "");
  }

  /** Returns a directory with other permissions and this one's children. */
  FileNode as(int newLayer, int newOrdinal, int newMode) {
    FileNode node = directory(newLayer, newOrdinal, newMode);
    node.children.putAll(children);
    return node;
  }

  /** Returns its type: never a hard link, because all names of a file are equal. */
  public TarEntry.Type type() {
    return type;
  }

  /** Returns the number of the layer that holds it. */
  public int layer() {
    return layer;
  }

  /**
   * Returns the number of its entry in that layer, which all names of one file share; -1 if there
   * is no entry.
   */
  public int ordinal() {
    return ordinal;
  }

  /** Returns the permission bits. */
  public int mode() {
    return mode;
  }

  /** Returns where a symbolic link leads. */
  public String link() {
    return link;
  }

  /** Returns whether it is a directory. */
  public boolean isDirectory() {
    return type == TarEntry.Type.DIRECTORY;
  }

  /** Returns a directory's entries by name, in order. */
  public NavigableMap<String, FileNode> children() {
    return children;
  }
}
