package dev.mcpfly.image.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Layers written by hand, entry by entry. */
public final class Archives {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarWriter tar = new TarWriter(bytes);

  private Archives() {}

  public static Archives layer() {
    return new Archives();
  }

  public Archives file(String path, String text) {
    return file(path, text, 0644);
  }

  public Archives file(String path, String text, int mode) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return add(TarEntry.of(TarEntry.Type.FILE, path, "", mode, content.length, 5), content);
  }

  public Archives directory(String path) {
    return add(TarEntry.of(TarEntry.Type.DIRECTORY, path + "/", "", 0755, 0, 5), new byte[0]);
  }

  public Archives symlink(String path, String target) {
    return add(TarEntry.of(TarEntry.Type.SYMLINK, path, target, 0777, 0, 5), new byte[0]);
  }

  public Archives hardLink(String path, String target) {
    return add(TarEntry.of(TarEntry.Type.HARD_LINK, path, target, 0644, 0, 5), new byte[0]);
  }

  private Archives add(TarEntry entry, byte[] content) {
    try {
      tar.add(entry, new java.io.ByteArrayInputStream(content));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the archive, not compressed. */
  public byte[] tar() {
    try {
      tar.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the archive, gzipped by the JDK. */
  public byte[] gzip() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(tar());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
