package dev.mcpfly.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes messages as lines, each in one piece, from any thread. */
final class MessageWriter implements Consumer<byte[]> {
  private static final int COPIED = 1 << 16;

  private final OutputStream out;
  private final Consumer<IOException> onFailure;
  private @Nullable IOException failure;

  /**
   * Prepares to write.
   *
   * @param onFailure is told, once, when the stream takes nothing more
   */
  MessageWriter(OutputStream out, Consumer<IOException> onFailure) {
    this.out = out;
    this.onFailure = onFailure;
  }

  @Override
  public synchronized void accept(byte[] message) {
    if (failure != null) {
      return;
    }
    try {
      if (message.length < COPIED) {
        // One write: a reader that looks at every piece sees whole lines.
        byte[] line = new byte[message.length + 1];
        System.arraycopy(message, 0, line, 0, message.length);
        line[message.length] = '\n';
        out.write(line);
      } else {
        out.write(message);
        out.write('\n');
      }
      out.flush();
    } catch (IOException e) {
      failure = e;
      onFailure.accept(e);
    }
  }

  /** Reports a failure of an earlier write. */
  synchronized void rethrow() {
    if (failure != null) {
      throw new UncheckedIOException(
          "The client has disconnected: messages to it cannot be written.", failure);
    }
  }
}
