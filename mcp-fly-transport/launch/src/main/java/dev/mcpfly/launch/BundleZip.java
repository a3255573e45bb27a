package dev.mcpfly.launch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads an untrusted zip into memory, but rejects paths that lead out of it, links, duplicate
 * names, and contents that unpack to more than the limits.
 */
final class BundleZip {
  private static final int MAX_ENTRIES = 20_000;
  private static final long MAX_BYTES = 256L << 20;
  private static final int MAX_RATIO = 200;
  private static final int MAX_NAME = 512;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LINK = 0120000;
  private static final int TYPE = 0170000;
  private static final int EXECUTABLE = 0111;

  private BundleZip() {}

  /**
   * Reads it.
   *
   * @return the files by their paths, with slashes
   * @throws RegistryException if it is not a zip, or not a harmless one
   */
  static Map<String, Content> read(byte[] zip) {
    Map<String, Integer> modes = modes(zip);
    Map<String, Content> files = new LinkedHashMap<>();
    Set<String> folded = new HashSet<>();
    long total = 0;
    long most = Math.min(MAX_BYTES, Math.max(1L << 20, (long) zip.length * MAX_RATIO));
    int count = 0;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (++count > MAX_ENTRIES) {
          throw refused("has more than " + MAX_ENTRIES + " files");
        }
        String path = checked(entry.getName());
        if (entry.isDirectory()) {
          continue;
        }
        int mode = modes.getOrDefault(entry.getName(), 0);
        if ((mode & TYPE) == LINK) {
          throw refused("has the link \"" + Texts.shown(path) + "\"");
        }
        if (!folded.add(path.toLowerCase(Locale.ROOT))) {
          throw refused("has \"" + Texts.shown(path) + "\" twice");
        }
        byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, most - total + 1));
        total += bytes.length;
        if (total > most) {
          throw refused("unpacks to more than " + most + " bytes");
        }
        files.put(path, new Content(bytes, (mode & EXECUTABLE) != 0));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refused("is not a zip file that can be read");
    }
    if (files.isEmpty()) {
      throw refused("is not a zip file, or is empty");
    }
    return files;
  }

  private static RegistryException refused(String why) {
    return new RegistryException("The bundle " + why + "; it is not used.");
  }

  private static String checked(String name) {
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    boolean valid =
        !path.isEmpty()
            && path.length() <= MAX_NAME
            && path.indexOf('\\') < 0
            && !path.startsWith("/")
            && !path.matches("[A-Za-z]:.*")
            && !RegistryField.hasControls(path)
            && path.chars().noneMatch(Character::isISOControl);
    for (String part : path.split("/", -1)) {
      valid &=
          !part.isEmpty() && !part.equals(".") && !part.equals("..") && !part.startsWith(".wh.");
    }
    if (!valid) {
      throw refused(
          "has a file with the path \""
              + Texts.shown(name)
              + "\", which leads out of it or is not valid");
    }
    return path;
  }

  /** Reads the files' modes of Unix from the central directory, which a stream does not show. */
  private static Map<String, Integer> modes(byte[] zip) {
    Map<String, Integer> modes = new LinkedHashMap<>();
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - END_BYTES;
    while (end >= 0 && in.getInt(end) != END) {
      end--;
    }
    if (end < 0) {
      throw refused("is not a zip file, or is cut off");
    }
    int count = in.getShort(end + 10) & 0xffff;
    long at = in.getInt(end + 16) & 0xffffffffL;
    for (int i = 0; i < count && at + 46 <= zip.length; i++) {
      int place = (int) at;
      if (in.getInt(place) != CENTRAL) {
        break;
      }
      int length = in.getShort(place + 28) & 0xffff;
      int extra = in.getShort(place + 30) & 0xffff;
      int comment = in.getShort(place + 32) & 0xffff;
      if (at + 46 + length > zip.length) {
        break;
      }
      String name = new String(zip, place + 46, length, java.nio.charset.StandardCharsets.UTF_8);
      modes.merge(name, in.getInt(place + 38) >>> 16, (one, other) -> one | other);
      at += 46L + length + extra + comment;
    }
    return modes;
  }

  /**
   * A file.
   *
   * @param bytes its content, which must not be changed
   * @param isExecutable whether it may be started
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Content(byte[] bytes, boolean isExecutable) {
    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }
}
