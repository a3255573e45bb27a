package dev.mcpfly.transport.internal.front;

import dev.mcpfly.transport.internal.GrowingBytes;
import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.http.Exchange.BodyReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads the body of a request from a stream that blocks. */
final class RequestBody {
  /** Opens the stream. */
  interface Source {
    InputStream open() throws IOException;
  }

  private static final int PIECE = 1 << 13;

  private RequestBody() {}

  /** Gives the body to a receiver, or says that it is too long; false if the client went away. */
  static boolean read(Source source, int limit, BodyReceiver receiver) {
    HeapBudget budget = HeapBudget.messages();
    int most = budget.longest(limit);
    GrowingBytes body = new GrowingBytes(budget);
    try {
      InputStream in = source.open();
      byte[] piece = new byte[PIECE];
      int count;
      while ((count = in.read(piece, 0, PIECE)) >= 0) {
        if (body.length() + count > most) {
          receiver.tooLarge();
          return true;
        }
        if (!body.append(piece, 0, count, most, false)) {
          receiver.noRoom();
          return true;
        }
      }
      // This thread waits for the end of the request only, and holds the body for so long.
      receiver.received(Arrays.copyOf(body.array(), body.length()));
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      body.release();
    }
  }
}
