package dev.mcpfly.transport.internal.remote;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of a response that is a stream, in order, one call at a time. */
interface BodySink {
  /** Takes the next bytes; an exception ends the exchange. */
  void bytes(ByteBuffer chunk) throws IOException;
}
