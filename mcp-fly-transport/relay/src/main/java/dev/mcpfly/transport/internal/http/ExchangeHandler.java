package dev.mcpfly.transport.internal.http;

/** Answers HTTP requests. */
@FunctionalInterface
public interface ExchangeHandler {
  /**
   * Takes an exchange and answers it now or later. Never blocks: it may be called by the one thread
   * that serves all connections.
   */
  void handle(Exchange exchange);
}
