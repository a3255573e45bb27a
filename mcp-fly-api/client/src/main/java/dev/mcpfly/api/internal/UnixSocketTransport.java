package dev.mcpfly.api.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Speaks HTTP/1.1 over a Unix socket, one connection for each request: the JDK's client knows TCP
 * only. Inside a Machine, Fly's API is at such a socket.
 */
public final class UnixSocketTransport implements Transport {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_HEADERS = 200;

  private final Path socket;

  /** Creates a transport for the socket at a path. */
  public UnixSocketTransport(Path socket) {
    this.socket = socket;
  }

  @Override
  public Reply send(Request request, Duration timeout) throws IOException, InterruptedException {
    // Closing the channel ends a blocked read or write.
    try (SocketChannel channel = open()) {
      return start(channel, request).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Transport.late(timeout, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException io ? io : new IOException(String.valueOf(cause), cause);
    }
  }

  private static SocketChannel open() throws IOException {
    try {
      return SocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException | UnsupportedOperationException e) {
      throw new IOException("Unix sockets do not work here", e);
    }
  }

  private CompletableFuture<Reply> start(SocketChannel channel, Request request) {
    CompletableFuture<Reply> result = new CompletableFuture<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                result.complete(exchange(channel, request));
              } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            },
            "fly-unix-socket");
    worker.setDaemon(true);
    worker.start();
    return result;
  }

  private Reply exchange(SocketChannel channel, Request request) throws IOException {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      ConnectException refused = new ConnectException("no connection to " + socket);
      refused.initCause(e);
      throw refused;
    }
    ByteBuffer bytes = ByteBuffer.wrap(head(request));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
    int status;
    Map<String, List<String>> headers;
    do {
      status = status(line(in));
      headers = headers(in);
    } while (status / 100 == 1);
    boolean error = status >= 400;
    int limit = error ? request.maxErrorBody() : request.maxBody();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean whole = status == 204 || status == 304 || body(in, headers, body, limit);
    if (!whole && !error) {
      throw new IOException("The reply is longer than " + limit + " bytes.");
    }
    return new Reply(status, headers, body.toByteArray(), !whole);
  }

  private static byte[] head(Request request) {
    StringBuilder head = new StringBuilder();
    String query = request.uri().getRawQuery();
    head.append(request.method())
        .append(' ')
        .append(request.uri().getRawPath())
        .append(query == null ? "" : "?" + query)
        .append(" HTTP/1.1\r\nHost: ")
        .append(request.uri().getAuthority())
        .append("\r\nConnection: close\r\n");
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("A line break in the header " + name + ".");
              }
              head.append(name).append(": ").append(value).append("\r\n");
            });
    byte[] body = request.body();
    if (body != null || !request.method().equals("GET")) {
      head.append("Content-Length: ").append(body == null ? 0 : body.length).append("\r\n");
    }
    byte[] text = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    if (body == null) {
      return text;
    }
    byte[] all = new byte[text.length + body.length];
    System.arraycopy(text, 0, all, 0, text.length);
    System.arraycopy(body, 0, all, text.length, body.length);
    return all;
  }

  private static int status(String line) throws IOException {
    if (line.startsWith("HTTP/1.") && line.length() >= 12) {
      try {
        return Integer.parseInt(line.substring(9, 12));
      } catch (NumberFormatException e) {
        throw new IOException("The reply is not HTTP.", e);
      }
    }
    throw new IOException("The reply is not HTTP.");
  }

  private static Map<String, List<String>> headers(InputStream in) throws IOException {
    Map<String, List<String>> headers = new HashMap<>();
    for (int count = 0; ; count++) {
      String line = line(in);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || count == MOST_HEADERS) {
        throw new IOException("The headers of the reply are broken.");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
  }

  /** Reads the body; false if it is longer than the limit. */
  private static boolean body(
      InputStream in, Map<String, List<String>> headers, ByteArrayOutputStream out, int limit)
      throws IOException {
    String encoding = String.join(",", headers.getOrDefault("transfer-encoding", List.of()));
    if (encoding.toLowerCase(Locale.ROOT).contains("chunked")) {
      return chunks(in, out, limit);
    }
    List<String> length = headers.get("content-length");
    if (length == null) {
      return copy(in, out, Long.MAX_VALUE, limit, false);
    }
    return copy(in, out, number(length.get(0), 10), limit, true);
  }

  private static boolean chunks(InputStream in, ByteArrayOutputStream out, int limit)
      throws IOException {
    while (true) {
      String line = line(in);
      int semicolon = line.indexOf(';');
      long size = number(semicolon < 0 ? line : line.substring(0, semicolon), 16);
      if (size == 0) {
        headers(in);
        return true;
      }
      if (!copy(in, out, size, limit, true)) {
        return false;
      }
      if (!line(in).isEmpty()) {
        throw new IOException("A chunk of the reply is broken.");
      }
    }
  }

  private static boolean copy(
      InputStream in, ByteArrayOutputStream out, long count, int limit, boolean exact)
      throws IOException {
    byte[] buffer = new byte[8192];
    long left = count;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        if (exact) {
          throw new EOFException("The reply ended early.");
        }
        return true;
      }
      int room = limit - out.size();
      out.write(buffer, 0, Math.min(read, room));
      if (read > room) {
        return false;
      }
      left -= read;
    }
    return true;
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long value = Long.parseLong(text.strip(), radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IOException("A length in the reply is broken.", e);
    }
    throw new IOException("A length in the reply is negative.");
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("The reply ended early.");
      }
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      if (line.size() == LONGEST_LINE) {
        throw new IOException("A line of the reply is too long.");
      }
      line.write(b);
    }
  }
}
