package dev.mcpfly.transport.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Streamable HTTP over one kept connection, with as little of its own as a client can have. */
final class HttpCaller implements Caller {
  /** Ids of one session differ, whichever connection they come by. */
  private static final AtomicInteger NEXT_IDS = new AtomicInteger();

  private final int port;
  private final String path;
  private final boolean modern;
  private final String authorization;
  private Socket socket;
  private InputStream in;
  private String session = "";
  private int last;

  HttpCaller(int port, String path, boolean modern) {
    this(port, path, modern, "");
  }

  /** Makes a caller that shows credentials with every request, unless there are none. */
  HttpCaller(int port, String path, boolean modern, String authorization) {
    this.port = port;
    this.path = path;
    this.modern = modern;
    this.authorization = authorization;
  }

  /** Returns a caller with a connection of its own for the same session. */
  HttpCaller inSameSession() {
    HttpCaller other = new HttpCaller(port, path, modern, authorization);
    other.session = session;
    other.last = NEXT_IDS.addAndGet(1_000_000);
    return other;
  }

  @Override
  public void initialize() throws IOException {
    request("initialize", "", Messages.INITIALIZE);
    post(0, "notifications/initialized", "", Messages.INITIALIZED);
  }

  @Override
  public String request(String method, String name, String params) throws IOException {
    int id = ++last;
    return post(id, method, name, Messages.request(id, method, params));
  }

  private String post(int id, String method, String name, String message) throws IOException {
    connect();
    byte[] body = message.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(400);
    head.append("POST ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(port);
    head.append("\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream");
    if (!authorization.isEmpty()) {
      head.append("\r\nAuthorization: ").append(authorization);
    }
    if (modern) {
      head.append("\r\nMCP-Protocol-Version: ").append(Messages.MODERN);
      head.append("\r\nMcp-Method: ").append(method);
      if (!name.isEmpty()) {
        head.append("\r\nMcp-Name: ").append(name);
      }
    } else if (!session.isEmpty()) {
      head.append("\r\nMcp-Session-Id: ").append(session);
      head.append("\r\nMCP-Protocol-Version: ").append(Messages.LEGACY);
    }
    head.append("\r\nContent-Length: ").append(body.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    socket.getOutputStream().write(all);
    return answer(id);
  }

  private void connect() throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }
  }

  private String answer(int id) throws IOException {
    String status = line();
    long length = -1;
    boolean chunked = false;
    boolean stream = false;
    boolean closes = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String field = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      switch (field) {
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "content-type" -> stream = value.startsWith("text/event-stream");
        case "connection" -> closes = value.equalsIgnoreCase("close");
        case "mcp-session-id" -> session = value;
        default -> {}
      }
    }
    byte[] body = chunked ? chunks() : in.readNBytes((int) Math.max(length, 0));
    if (closes) {
      close();
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (!status.contains(" 200") && !status.contains(" 202")) {
      throw new IOException(status + " " + text.substring(0, Math.min(200, text.length())));
    }
    return stream ? event(id, text) : text;
  }

  private static String event(int id, String text) throws IOException {
    for (String line : text.split("\n")) {
      if (line.startsWith("data:") && Messages.isAnswerTo(id, line)) {
        return line.substring(5).strip();
      }
    }
    throw new EOFException("The stream ended without the answer");
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      byte[] chunk = in.readNBytes(size);
      line();
      if (size == 0) {
        return body.toByteArray();
      }
      body.write(chunk, 0, chunk.length);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) {
        throw new EOFException("The connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
