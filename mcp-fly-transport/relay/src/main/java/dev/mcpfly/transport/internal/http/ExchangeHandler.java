package dev.mcpfly.transport.internal.http;

/** Answers HTTP requests. */
@FunctionalInterface
public interface ExchangeHandler {
  /**
   * Takes an exchange and answers it now or later. Never blocks: it may be called by the one thread
   * that serves all connections.
   */
  void handle(Exchange exchange);

  /**
   * Whether requests to this path are answered even when there are as many connections as may be:
   * checks of a platform, whose answer costs nothing. None by default.
   */
  default boolean isCheck(String path) {
    return false;
  }
}
