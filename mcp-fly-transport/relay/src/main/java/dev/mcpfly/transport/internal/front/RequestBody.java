package dev.mcpfly.transport.internal.front;

import dev.mcpfly.transport.internal.http.Exchange.BodyReceiver;
import java.io.IOException;
import java.io.InputStream;

/** Reads the body of a request from a stream that blocks. */
final class RequestBody {
  /** Opens the stream. */
  interface Source {
    InputStream open() throws IOException;
  }

  private RequestBody() {}

  /** Gives the body to a receiver, or says that it is too long; false if the client went away. */
  static boolean read(Source source, int limit, BodyReceiver receiver) {
    byte[] body;
    try {
      InputStream in = source.open();
      body = in.readNBytes(limit);
      if (body.length == limit && in.read() >= 0) {
        receiver.tooLarge();
        return true;
      }
    } catch (IOException e) {
      return false;
    }
    receiver.received(body);
    return true;
  }
}
