package dev.mcpfly.transport;

import java.util.Optional;

/**
 * Decides who may use a {@link Relay}. Called for each request, possibly from several threads at
 * once, and on the thread that serves all connections: it must be quick and must not block.
 */
@FunctionalInterface
public interface Authenticator {
  /**
   * Names the sender of a request.
   *
   * @return the principal's name, to which sessions are bound, or empty to refuse with 401
   */
  Optional<String> authenticate(Request request);

  /** What is known of a request before its body is read. */
  interface Request {
    /** The HTTP method. */
    String method();

    /** The path, undecoded and without query. */
    String path();

    /** The first value of a header, whose name's case does not matter. */
    Optional<String> header(String name);

    /** The address that the request came from; a proxy's, if there is one in between. */
    String remoteAddress();
  }
}
