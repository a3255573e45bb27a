package dev.mcpfly.api.json;

/**
 * Thrown for text that is not JSON, or for a JSON value of another type than the reader asked for.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message names the place and what was expected there. */
  public JsonException(String message) {
    super(message);
  }

  /** Creates an exception that also keeps the parser's own error. */
  public JsonException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns this exception with the name of the enclosing field put before the message. */
  public JsonException in(String place) {
    return new JsonException(place + ": " + getMessage(), this);
  }
}
