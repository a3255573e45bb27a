package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.TextFormatException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a file's bytes into text and back, and the engines' errors into errors that name the file.
 */
final class ConfigText {
  private static final String UNTOUCHED = "The file was not changed";

  private final Path path;
  private final FileLayout layout;
  private final String clientName;

  ConfigText(Path path, FileLayout layout, String clientName) {
    this.path = path;
    this.layout = layout;
    this.clientName = clientName;
  }

  /**
   * Returns the text that {@link ConfigFormat#fileEngine()} edits, without byte order mark; a file
   * that is not there is an empty text.
   */
  String decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return "";
    }
    if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff) || hasZeros(bytes)) {
      throw refused(1, 1, "the text is UTF-16, which " + clientName + " does not read");
    }
    boolean mark = hasMark(bytes);
    if (mark && !layout.byteOrderMark()) {
      throw refused(1, 1, "a byte order mark, which " + clientName + " does not accept");
    }
    int start = mark ? 3 : 0;
    checkUtf8(bytes, start);
    return new String(bytes, start, bytes.length - start, layout.format().fileCharset());
  }

  /** Checks that bytes are UTF-8, without making a text of them. */
  private void checkUtf8(byte[] bytes, int start) {
    int ascii = start;
    while (ascii < bytes.length && bytes[ascii] >= 0) {
      ascii++;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, ascii, bytes.length - ascii);
    CharBuffer part = CharBuffer.allocate(8192);
    CoderResult result = CoderResult.OVERFLOW;
    while (result.isOverflow()) {
      result = decoder.decode(in, part.clear(), true);
    }
    if (result.isError()) {
      String before = new String(bytes, start, in.position() - start, StandardCharsets.UTF_8);
      TextFormatException place =
          TextFormatException.at(before, before.length(), "a byte that is not valid UTF-8");
      throw refused(
          place.line(),
          place.column(),
          String.format(
              "a byte that is not valid UTF-8 (0x%02x, %d bytes from the start)",
              bytes[in.position()] & 0xff, in.position()));
    }
  }

  /** Returns the bytes of a text, behind the byte order mark that the file had. */
  byte[] encode(String text, byte @Nullable [] before) {
    byte[] plain = text.getBytes(layout.format().fileCharset());
    if (before == null || !hasMark(before)) {
      return plain;
    }
    byte[] marked = new byte[plain.length + 3];
    System.arraycopy(before, 0, marked, 0, 3);
    System.arraycopy(plain, 0, marked, 3, plain.length);
    return marked;
  }

  /** Runs an engine on a text; its error becomes one that names the file. */
  <T> T with(String text, Function<String, T> work) {
    try {
      return work.apply(text);
    } catch (TextFormatException e) {
      throw refused(e.line(), e.column(), e.reason());
    }
  }

  private ConfigException.Malformed refused(int line, int column, String reason) {
    return new ConfigException.Malformed(path, line, column, reason, UNTOUCHED + ".");
  }

  private static boolean hasMark(byte[] bytes) {
    return startsWith(bytes, 0xef, 0xbb, 0xbf);
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether every second of the first bytes is zero: UTF-16 without a mark. */
  private static boolean hasZeros(byte[] bytes) {
    return bytes.length >= 2 && (bytes[0] == 0) != (bytes[1] == 0);
  }
}
