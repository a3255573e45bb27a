package dev.mcpfly.api.json;

/** Signals text that is not JSON, or a JSON value of another type than the reader asked for. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates one with a message that names the place and what was expected there. */
  public JsonException(String message) {
    super(message);
  }

  /** Creates one that also keeps the parser's own complaint. */
  public JsonException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns this complaint with the name of the enclosing field put in front of it. */
  public JsonException in(String place) {
    return new JsonException(place + ": " + getMessage(), this);
  }
}
