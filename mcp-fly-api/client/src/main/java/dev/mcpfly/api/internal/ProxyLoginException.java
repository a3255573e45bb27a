package dev.mcpfly.api.internal;

import java.io.IOException;

/**
 * Thrown when an HTTP proxy requires a login or rejects the given one; the request was not sent on.
 */
public final class ProxyLoginException extends IOException {
  static final int STATUS = 407;

  private static final String SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param known whether a login was there to be sent
   */
  ProxyLoginException(boolean known) {
    super(message(known));
  }

  private static String message(boolean known) {
    if (!known) {
      return "the HTTP proxy requires a login (407); set it in HTTPS_PROXY, for example"
          + " http://user:password@proxy.local:3128, or set httpClient(…)";
    }
    return "the HTTP proxy did not accept the login (407); check the user and password in"
        + " HTTPS_PROXY, and start Java with -D"
        + SCHEMES
        + "= because it sends no password for https otherwise";
  }
}
