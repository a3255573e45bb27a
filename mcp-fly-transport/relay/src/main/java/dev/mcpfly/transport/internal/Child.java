package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A stdio MCP server that runs: a {@link ChildProcess}, or a server in this JVM that is spoken to
 * in the same lines.
 */
public interface Child {
  /** Starts children. */
  @FunctionalInterface
  interface Factory {
    /**
     * Starts one.
     *
     * @throws IOException if it cannot be started
     */
    Child start(ChildListener listener) throws IOException;

    /**
     * Starts one that may have variables of a principal.
     *
     * @param owner whose it alone is, or empty if it is anybody's
     * @throws IOException if it cannot be started
     * @throws IllegalStateException if it is to be a principal's, and this factory knows none
     */
    default Child start(ChildListener listener, String owner) throws IOException {
      if (!owner.isEmpty()) {
        throw new IllegalStateException(
            "This server cannot be started with its own environment variables.");
      }
      return start(listener);
    }
  }

  /**
   * Writes one message, which must end with a line end and hold no other. Never blocks.
   *
   * @return a position to {@link #confirm} once the child has answered, or -1 if the line was not
   *     taken because the child is gone or does not read what waits for it
   */
  long send(byte[] line);

  /**
   * Says that the child has read everything up to a position that {@link #send} returned. Does
   * nothing by default, where there is no pipe.
   */
  default void confirm(long position) {}

  /** Returns its name in log lines. */
  String name();

  /** Returns whether the child runs and has not been told to stop. */
  boolean isAlive();

  /** Begins to end the child and all that it started; returns at once. */
  void stop();

  /** Completes when the child is gone and its last line was heard. */
  CompletableFuture<ChildExit> onExit();

  /** Completes when the child and all that it started are gone; by default that is itself alone. */
  default CompletableFuture<Void> onTreeGone() {
    return onExit().thenAccept(exit -> {});
  }
}
