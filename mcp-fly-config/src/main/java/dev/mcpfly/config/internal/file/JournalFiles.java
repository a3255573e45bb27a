package dev.mcpfly.config.internal.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a {@link Journal}, as they are written and read. */
final class JournalFiles {
  static final String LIST = ".mcp-fly.transaction";
  static final String RECORD = ".mcp-fly.journal";
  static final int MAGIC = 0x6d63_7031;
  static final int MOST_FILES = 1000;
  static final long LONGEST = 1L << 30;

  private JournalFiles() {}

  /** What is known of an unfinished change of a file. */
  static final class Entry {
    final String id;
    final Path list;
    final byte[] changed;
    final byte @Nullable [] former;

    Entry(String id, Path list, byte[] changed, byte @Nullable [] former) {
      this.id = id;
      this.list = list;
      this.changed = changed;
      this.former = former;
    }
  }

  /** Returns the content of a list. */
  static byte[] list(String id, List<Path> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(id);
      out.writeInt(files.size());
      for (Path file : files) {
        out.writeUTF(file.toString());
      }
    }
    return bytes.toByteArray();
  }

  /** Returns the content of a record. */
  static byte[] record(String id, Path list, byte @Nullable [] former, byte[] changed)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(id);
      out.writeUTF(list.toString());
      out.write(changed);
      out.writeBoolean(former != null);
      if (former != null) {
        out.write(former);
      }
    }
    return bytes.toByteArray();
  }

  static @Nullable Entry entry(Path file) throws IOException {
    byte[] bytes = own(beside(file, RECORD));
    if (bytes == null) {
      return null;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        return null;
      }
      String id = in.readUTF();
      Path list = file.getFileSystem().getPath(in.readUTF());
      byte[] changed = in.readNBytes(32);
      byte[] former = in.readBoolean() ? in.readAllBytes() : null;
      return new Entry(id, list, changed, former);
    } catch (IOException | InvalidPathException e) {
      return null; // written half, or something else
    }
  }

  static @Nullable String idOf(Path list) throws IOException {
    byte[] bytes = own(list);
    if (bytes == null) {
      return null;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readInt() == MAGIC ? in.readUTF() : null;
    } catch (IOException e) {
      return null;
    }
  }

  static List<Path> members(Path list) throws IOException {
    List<Path> members = new ArrayList<>();
    byte[] bytes = own(list);
    if (bytes == null) {
      return members;
    }
    FileSystem files = list.getFileSystem();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.readInt();
      in.readUTF();
      int count = Math.min(in.readInt(), MOST_FILES);
      for (int i = 0; i < count; i++) {
        Path member = files.getPath(in.readUTF());
        if (Files.exists(beside(member, RECORD), LinkOption.NOFOLLOW_LINKS)) {
          members.add(member);
        }
      }
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
    return members;
  }

  /** Returns the bytes of a record that this user wrote; null if there is none. */
  static byte @Nullable [] own(Path record) throws IOException {
    boolean file = Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS);
    if (!file || Files.size(record) > LONGEST || FileKinds.readByOthers(record).isPresent()) {
      return null;
    }
    return new AtomicFile(record).read();
  }

  static Path beside(Path file, String suffix) {
    return file.resolveSibling("." + file.getFileName() + suffix);
  }

  static byte[] hash(byte @Nullable [] content) {
    if (content == null) {
      byte[] deleted = new byte[32]; // the hash of a file that was deleted
      Arrays.fill(deleted, (byte) 1);
      return deleted;
    }
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
