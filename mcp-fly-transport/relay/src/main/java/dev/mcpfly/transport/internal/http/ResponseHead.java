package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Writes status lines and headers. */
final class ResponseHead {
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(202, "Accepted"),
          Map.entry(204, "No Content"),
          Map.entry(303, "See Other"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(417, "Expectation Failed"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(505, "HTTP Version Not Supported"));

  private static volatile DateLine date = new DateLine(0, "");

  private record DateLine(long second, String line) {}

  private ResponseHead() {}

  /** Headers as bytes, the empty line included. */
  static byte[] write(
      int status, boolean close, long contentLength, boolean chunked, String[] headers) {
    StringBuilder out = new StringBuilder(256);
    out.append("HTTP/1.1 ")
        .append(status)
        .append(' ')
        .append(REASONS.getOrDefault(status, "Status"))
        .append("\r\n")
        .append(dateLine());
    for (int i = 0; i + 1 < headers.length; i += 2) {
      out.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    if (contentLength >= 0) {
      out.append("Content-Length: ").append(contentLength).append("\r\n");
    }
    if (chunked) {
      out.append("Transfer-Encoding: chunked\r\n");
    }
    if (close) {
      out.append("Connection: close\r\n");
    }
    return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The whole answer to what is not a request that can be served; the connection closes. */
  static byte[] refusal(int status, String message) {
    byte[] body = Json.error(null, -32600, message);
    String[] type = {"Content-Type", "application/json"};
    byte[] head =
        write(
            status,
            true,
            body.length,
            false,
            status == 503
                ? new String[] {"Content-Type", "application/json", "Retry-After", "1"}
                : type);
    return concat(head, body, body.length);
  }

  private static String dateLine() {
    long second = System.currentTimeMillis() / 1000;
    DateLine now = date;
    if (now.second != second) {
      now = new DateLine(second, "Date: " + HttpDate.of(second) + "\r\n");
      date = now;
    }
    return now.line;
  }

  /** Joins an array and the first bytes of another. */
  static byte[] concat(byte[] first, byte[] second, int count) {
    byte[] both = Arrays.copyOf(first, first.length + count);
    System.arraycopy(second, 0, both, first.length, count);
    return both;
  }
}
