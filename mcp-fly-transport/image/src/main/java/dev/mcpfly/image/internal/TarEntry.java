package dev.mcpfly.image.internal;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The head of one entry of a tar archive.
 *
 * @param type what it is
 * @param path its name as it stands in the archive
 * @param link where a link leads; else empty
 * @param mode permission bits
 * @param uid owner
 * @param gid group
 * @param size how many bytes of content follow
 * @param mtime when it was changed, in seconds since 1970
 * @param attributes extended attributes by their pax key, the bytes as ISO 8859-1
 */
public record TarEntry(
    Type type,
    String path,
    String link,
    int mode,
    long uid,
    long gid,
    long size,
    long mtime,
    SortedMap<String, String> attributes) {

  /** The kinds of entries. */
  public enum Type {
    /** A regular file. */
    FILE,
    /** Another name of a file earlier in the archive. */
    HARD_LINK,
    /** A symbolic link. */
    SYMLINK,
    /** A directory. */
    DIRECTORY,
    /** A device or a pipe. */
    SPECIAL
  }

  /** Copies the map. */
  public TarEntry {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** Creates an entry owned by root, without attributes. */
  public static TarEntry of(Type type, String path, String link, int mode, long size, long mtime) {
    return new TarEntry(type, path, link, mode, 0, 0, size, mtime, new TreeMap<>());
  }
}
