package dev.mcpfly.api.emulator.internal.http;

/** Answers one operation. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers a call.
   *
   * @throws ApiError to answer with an error
   */
  Reply handle(ReceivedCall call);
}
