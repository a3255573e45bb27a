package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import java.util.concurrent.CompletionStage;

/** A server behind one way of speaking HTTP. */
interface Upstream extends AutoCloseable {
  /**
   * Sends a request; its response goes to the client by itself, or an error if there is none.
   *
   * @return completes when messages behind it may leave; only {@code initialize} makes them wait
   */
  CompletionStage<?> request(Call call);

  /** Sends a notification or a response; completes when the server took it or it was given up. */
  CompletionStage<?> message(Envelope message);

  /** Ends a request that the client cancelled with the given notification. */
  CompletionStage<?> cancel(Call call, Envelope notification);

  /** Says goodbye to the server; completes when it knows or does not matter. */
  CompletionStage<?> end();

  /** Ends every connection at once. */
  @Override
  void close();
}
