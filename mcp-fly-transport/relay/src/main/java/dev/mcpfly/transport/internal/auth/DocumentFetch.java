package dev.mcpfly.transport.internal.auth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches one small document over HTTPS from an address that was checked before: the name is not
 * looked up again, so that DNS cannot answer differently the second time. Follows no redirect, and
 * ends at a deadline.
 */
final class DocumentFetch {
  /** The longest document. */
  static final int LONGEST = 5 << 10;

  private static final int LONGEST_HEAD = 16 << 10;

  /** The response. */
  static final class Document {
    private final int status;
    private final byte[] body;
    private final long maxAge;

    /**
     * Makes an answer.
     *
     * @param maxAge how long the server lets it be kept, in seconds; -1 if it does not say
     */
    Document(int status, byte[] body, long maxAge) {
      this.status = status;
      this.body = body;
      this.maxAge = maxAge;
    }

    int status() {
      return status;
    }

    byte[] body() {
      return body;
    }

    long maxAge() {
      return maxAge;
    }
  }

  private final SSLSocketFactory sockets;

  DocumentFetch(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  /**
   * Gets a document.
   *
   * @throws IOException if it cannot be had in time, is too long, or is not HTTP
   */
  Document get(URI uri, InetAddress address, int millis) throws IOException {
    long deadline = System.nanoTime() + millis * 1_000_000L;
    int port = uri.getPort() < 0 ? 443 : uri.getPort();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(address, port), millis);
      plain.setSoTimeout(remaining(deadline));
      try (SSLSocket socket = (SSLSocket) sockets.createSocket(plain, uri.getHost(), port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String request =
            "GET "
                + path
                + " HTTP/1.1\r\nHost: "
                + uri.getRawAuthority()
                + "\r\nAccept: application/json\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return read(socket, deadline);
      }
    }
  }

  private static int remaining(long deadline) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new IOException("The document took too long.");
    }
    return (int) millis;
  }

  private static Document read(Socket socket, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    while (true) {
      socket.setSoTimeout(remaining(deadline));
      int count = in.read(buffer);
      if (count < 0) {
        break;
      }
      all.write(buffer, 0, count);
      if (all.size() > LONGEST_HEAD + 2 * LONGEST) {
        throw new IOException("The document is too long.");
      }
    }
    return parse(all.toByteArray());
  }

  static Document parse(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0
        || end > LONGEST_HEAD
        || !text.matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9][ \r].*")) {
      throw new IOException("The answer is not HTTP.");
    }
    List<String> lines = List.of(text.substring(0, end).split("\r\n"));
    String body = text.substring(end + 4);
    long maxAge = -1;
    for (String line : lines.subList(1, lines.size())) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("transfer-encoding:")) {
        body = dechunk(body);
      } else if (lower.startsWith("content-length:")) {
        String length = lower.substring(15).trim();
        if (!length.matches("\\d{1,9}") || Integer.parseInt(length) != body.length()) {
          throw new IOException("The document was cut off.");
        }
      } else if (lower.startsWith("cache-control:")) {
        maxAge = maxAge(lower);
      }
    }
    if (body.length() > LONGEST) {
      throw new IOException("The document is too long.");
    }
    return new Document(
        Integer.parseInt(text.substring(9, 12)),
        body.getBytes(StandardCharsets.ISO_8859_1),
        maxAge);
  }

  private static long maxAge(String header) {
    if (header.contains("no-store") || header.contains("no-cache")) {
      return 0;
    }
    int at = header.indexOf("max-age=");
    String digits = at < 0 ? "" : header.substring(at + 8).replaceFirst("\\D.*", "");
    return digits.isEmpty() || digits.length() > 9 ? -1 : Long.parseLong(digits);
  }

  private static String dechunk(String body) throws IOException {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (true) {
      int line = body.indexOf("\r\n", at);
      String size = line < 0 ? "" : body.substring(at, line).replaceFirst(";.*", "").trim();
      if (!size.matches("[0-9A-Fa-f]{1,6}")) {
        throw new IOException("The document was cut off.");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return out.toString();
      }
      if (line + 2 + length + 2 > body.length()) {
        throw new IOException("The document was cut off.");
      }
      out.append(body, line + 2, line + 2 + length);
      at = line + 2 + length + 2;
    }
  }
}
