package dev.mcpfly.transport.internal;

/** A message that is not one JSON-RPC message; says what is wrong and where, never what it says. */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How the message is wrong, as the JSON-RPC error to answer with. */
  public enum Reason {
    /** The bytes are not JSON: {@code -32700}. */
    NOT_JSON(-32700),
    /** The bytes are JSON, but no JSON-RPC message: {@code -32600}. */
    NOT_A_MESSAGE(-32600);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** Returns the JSON-RPC error code. */
    public int code() {
      return code;
    }
  }

  private final Reason reason;

  MalformedMessageException(Reason reason, String message) {
    // Bad input is ordinary for a relay: no stack trace, which would cost more than the scan.
    super(message, null, false, false);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Says which JSON-RPC error this is. */
  public Reason reason() {
    return reason;
  }
}
