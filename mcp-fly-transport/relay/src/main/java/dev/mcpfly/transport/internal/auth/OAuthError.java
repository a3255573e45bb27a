package dev.mcpfly.transport.internal.auth;

/** An error with the spelling that the specifications give it. */
final class OAuthError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final int retryAfter;

  private OAuthError(int status, String code, String message, int retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Returns an error with status 400. */
  static OAuthError of(String code, String message) {
    return new OAuthError(400, code, message, 0);
  }

  /** Returns a client that is not known, or does not prove that it is the one that it names. */
  static OAuthError invalidClient() {
    return new OAuthError(401, "invalid_client", "The client is unknown or not authenticated.", 0);
  }

  /** Returns an error with another status. */
  static OAuthError status(int status, String code, String message) {
    return new OAuthError(status, code, message, 0);
  }

  /** Too much at once. */
  static OAuthError later(int seconds) {
    return new OAuthError(
        429, "temporarily_unavailable", "Too many requests; try again later.", seconds);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  int retryAfter() {
    return retryAfter;
  }
}
