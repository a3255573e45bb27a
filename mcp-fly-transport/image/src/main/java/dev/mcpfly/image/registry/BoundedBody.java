package dev.mcpfly.image.registry;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Keeps a response's body up to a limit. */
final class BoundedBody {
  private final int limit;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  BoundedBody(int limit) {
    this.limit = limit;
  }

  /** Keeps what fits and returns whether there is room for more. */
  boolean write(ByteBuffer bytes) {
    byte[] chunk = new byte[Math.min(bytes.remaining(), limit - kept.size())];
    bytes.get(chunk);
    kept.writeBytes(chunk);
    return kept.size() < limit;
  }

  byte[] bytes() {
    return kept.toByteArray();
  }
}
