package dev.mcpfly.transport.internal.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A stream that is open before it is known how to read it; keeps the little that comes first. */
final class RawStream implements BodySink {
  private final int maxBytes;
  private final ByteArrayOutputStream early = new ByteArrayOutputStream();
  private @Nullable BodySink reader;

  RawStream(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized void bytes(ByteBuffer chunk) throws IOException {
    BodySink now = reader;
    if (now != null) {
      now.bytes(chunk);
      return;
    }
    if ((long) early.size() + chunk.remaining() > maxBytes) {
      throw new MessageTooLargeException(maxBytes);
    }
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes);
    early.write(bytes, 0, bytes.length);
  }

  /** Gives everything to a reader from now on, first of all what came before. */
  synchronized void readWith(BodySink given) throws IOException {
    reader = given;
    given.bytes(ByteBuffer.wrap(early.toByteArray()));
    early.reset();
  }

  /** Returns whether the first words are those of HTTP+SSE. */
  synchronized boolean isEventStream() {
    String text = early.toString(StandardCharsets.UTF_8);
    return text.startsWith("event:") || text.startsWith(":") || text.startsWith("data:");
  }
}
