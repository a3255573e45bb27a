package dev.mcpfly.transport.auth;

/** Thrown when a sign-in or sign-out fails; the message says why and holds nothing secret. */
public final class SignInException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SignInException(String message, Throwable cause) {
    super(message, cause);
  }
}
