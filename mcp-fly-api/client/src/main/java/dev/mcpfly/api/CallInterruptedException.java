package dev.mcpfly.api;

/** Signals that the calling thread was interrupted; its interrupt flag is set again. */
public final class CallInterruptedException extends FlyException {
  private static final long serialVersionUID = 1L;

  CallInterruptedException(String message, Failure failure) {
    super(message, failure);
  }
}
