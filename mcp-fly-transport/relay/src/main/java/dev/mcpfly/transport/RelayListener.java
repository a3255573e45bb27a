package dev.mcpfly.transport;

/**
 * Receives the events of a {@link Relay}: who called what, how long it took, and with what outcome;
 * never the contents of a message.
 *
 * <pre>{@code
 * Relay.stdio("npx", "-y", "pkg")
 *     .bearerToken(token)
 *     .listener(event -> {
 *       if (event instanceof RelayEvent.CallEnded call) {
 *         System.out.println(call.method() + " took " + call.duration().toMillis() + " ms");
 *       }
 *     })
 *     .start();
 * }</pre>
 *
 * <p>Events come in order, one at a time, on a thread that serves only the relay's listeners: a
 * listener may be slow or throw, and no call waits for it. It must be thread-safe only if several
 * relays share it. Up to 10,000 events wait for a slow listener; then further ones are dropped, and
 * {@link RelayEvent.EventsDropped} says how many. Closing the relay waits up to two seconds for the
 * events that are left.
 */
@FunctionalInterface
public interface RelayListener {
  /** Handles an event. Exceptions are logged and otherwise ignored. */
  void on(RelayEvent event);
}
