package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides who may use the relay. Thread-safe. */
@FunctionalInterface
public interface Gate {
  /** Receives the decision about a request: exactly one call, from any thread. */
  interface Decision {
    /** Lets the request in. */
    void admitted(Caller caller);

    /** Turns the request away. */
    void refused(Refusal refusal);
  }

  /** Decides about a request, at once or later. Never blocks. */
  void decide(Exchange exchange, Decision decision);

  /** Answers a request to an endpoint that sign-in needs; false if the request is to none. */
  default boolean serve(Exchange exchange) {
    return false;
  }

  /**
   * Returns the challenge for a caller whose scopes do not suffice, or null if this gate knows
   * none.
   *
   * @param scopes all scopes that the request needs
   */
  default @Nullable String insufficient(Exchange exchange, Set<String> scopes) {
    return null;
  }

  /** Tells where clients reach the relay, once that is known: {@code http://127.0.0.1:8080}. */
  default void servedAt(String origin) {}

  /** Gives back threads and connections. */
  default void close() {}
}
