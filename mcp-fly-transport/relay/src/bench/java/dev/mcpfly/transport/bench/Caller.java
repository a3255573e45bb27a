package dev.mcpfly.transport.bench;

import java.io.IOException;

/** Makes JSON-RPC requests, one after the other. Not thread-safe. */
interface Caller extends AutoCloseable {
  /**
   * Makes a request and waits for its answer.
   *
   * @param method the method
   * @param name what {@code Mcp-Name} says in the stateless revision; empty for nothing
   * @param params as JSON
   * @return the answer, as it came
   * @throws IOException if none came
   */
  String request(String method, String name, String params) throws IOException;

  /** Shakes hands as a client of the revision with sessions. */
  void initialize() throws IOException;

  @Override
  void close() throws IOException;
}
