package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import org.jspecify.annotations.Nullable;

/** Knows who may come in. */
@FunctionalInterface
public interface Gate {
  /** The name of whoever sends this request, or null if it must be refused. */
  @Nullable String principal(Exchange exchange);
}
