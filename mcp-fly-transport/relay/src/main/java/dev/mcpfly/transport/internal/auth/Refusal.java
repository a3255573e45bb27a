package dev.mcpfly.transport.internal.auth;

import org.jspecify.annotations.Nullable;

/**
 * The reason why a request is refused.
 *
 * @param status 400, 401, 403 or 503
 * @param challenge the value of {@code WWW-Authenticate}, or null for none
 * @param message one sentence for the client, without anything that is secret
 */
public record Refusal(int status, @Nullable String challenge, String message) {
  static final String MISSING = "Credentials are missing or wrong.";

  /** Returns the usual answer to a request without valid credentials. */
  public static Refusal unauthorized(String challenge) {
    return new Refusal(401, challenge, MISSING);
  }

  /** Returns the answer while whoever knows the answer cannot be asked. */
  public static Refusal unavailable(String message) {
    return new Refusal(503, null, message);
  }
}
