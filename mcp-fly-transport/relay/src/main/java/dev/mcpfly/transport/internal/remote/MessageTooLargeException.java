package dev.mcpfly.transport.internal.remote;

import java.io.IOException;

/** A message that is larger than the limit; says the limit, never what the message says. */
final class MessageTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  MessageTooLargeException(int limit) {
    super("A message is larger than the limit of " + limit + " bytes.");
  }
}
