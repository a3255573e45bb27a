package dev.mcpfly.transport;

/**
 * Hears what happens in a {@link Relay}: who called what, how long it took, and with what outcome;
 * never what a message contained.
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
 * <p>Events come in their order, one at a time, on a thread that belongs to the relay's listeners
 * and to nothing else: a listener may be slow, and may throw, and no call waits for it. It need not
 * be thread-safe unless several relays share it. Up to 10,000 events wait for a slow listener; then
 * further ones are dropped, and {@link RelayEvent.EventsDropped} says how many. Closing the relay
 * waits up to two seconds for the events that are left.
 */
@FunctionalInterface
public interface RelayListener {
  /** Takes an event. What it throws is logged, and nothing else. */
  void on(RelayEvent event);
}
