package dev.mcpfly.transport.internal.auth.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown if a sign-in fails. The message is for a person and holds nothing secret. */
public final class OAuthFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** What the caller can do about the failure. */
  enum Kind {
    /** The network or the server failed for now: what is stored stays valid. */
    TRANSIENT,
    /** The authorization server answered with an error of OAuth. */
    REFUSED,
    /** The server does not ask for OAuth: its own answer says more than this failure. */
    NOT_OFFERED,
    /** Anything else: it takes a person to change something. */
    FINAL
  }

  private final Kind kind;
  private final String error;

  private OAuthFailure(Kind kind, String error, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.error = error;
  }

  static OAuthFailure because(String message) {
    return new OAuthFailure(Kind.FINAL, "", message, null);
  }

  static OAuthFailure because(String message, Throwable cause) {
    return new OAuthFailure(Kind.FINAL, "", message, cause);
  }

  static OAuthFailure forNow(String message) {
    return new OAuthFailure(Kind.TRANSIENT, "", message, null);
  }

  static OAuthFailure notOffered(String message) {
    return new OAuthFailure(Kind.NOT_OFFERED, "", message, null);
  }

  /** Returns an error response; {@code error} is its code, such as {@code invalid_grant}. */
  static OAuthFailure refused(String error, String message) {
    return new OAuthFailure(Kind.REFUSED, error, message, null);
  }

  boolean isTransient() {
    return kind == Kind.TRANSIENT;
  }

  /** Returns whether the server knows nothing of OAuth, so that its own answer should be shown. */
  public boolean isNotOffered() {
    return kind == Kind.NOT_OFFERED;
  }

  /** Returns whether an OAuth error with this code was the answer. */
  boolean is(String code) {
    return kind == Kind.REFUSED && error.equals(code);
  }
}
