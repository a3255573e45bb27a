package dev.mcpfly.api.emulator.internal.http;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler to answer with an error. */
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String code;
  private final boolean messageShape;

  private ApiError(int status, @Nullable String code, String message, boolean messageShape) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.messageShape = messageShape;
  }

  /** Returns an error with only a text. */
  public static ApiError of(int status, String message) {
    return new ApiError(status, null, message, false);
  }

  /** Returns an error with a text and the service's code for it. */
  public static ApiError coded(int status, String code, String message) {
    return new ApiError(status, code, message, false);
  }

  /** Returns an error in the form that leases use: the text as {@code message}. */
  public static ApiError message(int status, String message) {
    return new ApiError(status, null, message, true);
  }

  /** Returns a 400. */
  public static ApiError badRequest(String message) {
    return of(400, message);
  }

  /** Returns a 400 for an invalid value. */
  public static ApiError invalid(String message) {
    return of(400, "invalid_argument: " + message);
  }

  /** Returns a 404. */
  public static ApiError notFound(String message) {
    return of(404, message);
  }

  /** Returns a 412 for something that the current state does not allow. */
  public static ApiError precondition(String message) {
    return of(412, "failed_precondition: " + message);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns the service's code, or null. */
  public @Nullable String code() {
    return code;
  }

  /** Returns the text. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** Returns whether the text goes into {@code message} instead of {@code error}. */
  public boolean messageShape() {
    return messageShape;
  }
}
