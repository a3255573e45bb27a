package dev.mcpfly.transport.internal.relay;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes server-sent events; messages hold no line breaks. */
final class Sse {
  /** What every event stream says about itself. */
  static final String[] HEADERS = {
    "Content-Type", "text/event-stream",
    "Cache-Control", "no-cache, no-transform",
    "X-Accel-Buffering", "no"
  };

  /** A comment: keeps connections, and shows whether the client is there. */
  static final byte[] HEARTBEAT = ": \n\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] END = {'\n', '\n'};

  /** Says before a stream ends that the client may come back at once. */
  static final byte[] RETRY_SOON = "retry: 200\n\n".getBytes(StandardCharsets.US_ASCII);

  private Sse() {}

  static byte[] message(@Nullable String id, byte[] data) {
    String top = (id == null ? "" : "id: " + id + "\n") + "event: message\ndata: ";
    return event(top, data);
  }

  /** Returns the event without data that gives the client an id to come back with. */
  static byte[] priming(String id) {
    return ("id: " + id + "\nretry: 1000\ndata: \n\n").getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] event(String top, byte[] data) {
    byte[] head = top.getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[head.length + data.length + END.length];
    System.arraycopy(head, 0, out, 0, head.length);
    System.arraycopy(data, 0, out, head.length, data.length);
    System.arraycopy(END, 0, out, out.length - END.length, END.length);
    return out;
  }
}
