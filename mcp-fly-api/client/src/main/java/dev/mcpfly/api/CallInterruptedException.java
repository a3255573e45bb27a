package dev.mcpfly.api;

/** Thrown when the calling thread is interrupted; its interrupt flag is set again. */
public final class CallInterruptedException extends FlyException {
  private static final long serialVersionUID = 1L;

  CallInterruptedException(String message, Failure failure) {
    super(message, failure);
  }
}
