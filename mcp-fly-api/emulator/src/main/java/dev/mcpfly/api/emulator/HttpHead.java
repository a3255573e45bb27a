package dev.mcpfly.api.emulator;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The first line and the headers of an HTTP/1.1 message, to look at and to change. */
final class HttpHead {
  private static final int LIMIT = 64 * 1024;

  private String first;
  private final List<String> headers;

  private HttpHead(String first, List<String> headers) {
    this.first = first;
    this.headers = headers;
  }

  /**
   * Reads a head and nothing behind it.
   *
   * @return the head, or null if the stream ends before it begins
   */
  static @Nullable HttpHead read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    int ends = 0;
    while (ends < 2) {
      int b = in.read();
      if (b < 0) {
        if (bytes.size() == 0) {
          return null;
        }
        throw new EOFException("the connection closed inside an HTTP head");
      }
      bytes.write(b);
      if (b == '\n') {
        ends++;
      } else if (b != '\r') {
        ends = 0;
      }
      if (bytes.size() > LIMIT) {
        throw new IOException("the HTTP head is longer than " + LIMIT + " bytes");
      }
    }
    String[] lines = bytes.toString(StandardCharsets.ISO_8859_1).split("\r?\n", -1);
    List<String> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isEmpty()) {
        headers.add(lines[i]);
      }
    }
    return new HttpHead(lines[0], headers);
  }

  HttpHead copy() {
    return new HttpHead(first, new ArrayList<>(headers));
  }

  /** Returns a response's status, or 0. */
  int status() {
    String[] words = first.split(" ", 3);
    return words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0;
  }

  /** Returns a request's path, with the query. */
  String path() {
    String[] words = first.split(" ", 3);
    return words.length > 1 ? words[1] : "";
  }

  /** Changes a request's path, the query included. */
  void path(String path) {
    String[] words = first.split(" ", 3);
    first = words[0] + " " + path + (words.length > 2 ? " " + words[2] : "");
  }

  /** Returns a header's value, or an empty text. */
  String get(String name) {
    return headers.stream()
        .filter(header -> nameOf(header).equals(name.toLowerCase(Locale.ROOT)))
        .map(header -> header.substring(header.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** Sets a header, in place of any that have its name. */
  void set(String name, String value) {
    remove(name);
    headers.add(name + ": " + value);
  }

  void remove(String name) {
    headers.removeIf(header -> nameOf(header).equals(name.toLowerCase(Locale.ROOT)));
  }

  private static String nameOf(String header) {
    int colon = header.indexOf(':');
    return colon < 0 ? "" : header.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(first).append("\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
