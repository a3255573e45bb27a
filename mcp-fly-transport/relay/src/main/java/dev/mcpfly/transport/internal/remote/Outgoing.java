package dev.mcpfly.transport.internal.remote;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** A request body that says when the connection takes it, which is when it is on its way. */
final class Outgoing implements BodyPublisher {
  private final BodyPublisher bytes;
  private final Runnable taken;

  Outgoing(byte[] body, Runnable taken) {
    this.bytes = BodyPublishers.ofByteArray(body);
    this.taken = taken;
  }

  @Override
  public long contentLength() {
    return bytes.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    bytes.subscribe(subscriber);
    taken.run();
  }
}
