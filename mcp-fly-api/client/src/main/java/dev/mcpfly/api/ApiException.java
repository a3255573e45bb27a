package dev.mcpfly.api;

/** Thrown when the server answers with an error status. Subclasses say what it means. */
public abstract class ApiException extends FlyException {
  private static final long serialVersionUID = 1L;

  ApiException(String message, Failure failure) {
    super(message, failure);
  }

  /** Thrown when the server rejects a request as malformed (HTTP 400); retrying cannot help. */
  public static final class BadRequest extends ApiException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message, Failure failure) {
      super(message, failure);
    }
  }

  /** Thrown when the token is missing, expired or malformed (HTTP 401). */
  public static final class Unauthorized extends ApiException {
    private static final long serialVersionUID = 1L;

    Unauthorized(String message, Failure failure) {
      super(message, failure);
    }
  }

  /**
   * Thrown when the token is not allowed to access the app, organization or operation (HTTP 403).
   */
  public static final class Forbidden extends ApiException {
    private static final long serialVersionUID = 1L;

    Forbidden(String message, Failure failure) {
      super(message, failure);
    }
  }

  /**
   * Thrown when a request conflicts with another operation in progress (HTTP 409 without a more
   * specific reason).
   */
  public static final class Conflict extends ApiException {
    private static final long serialVersionUID = 1L;

    Conflict(String message, Failure failure) {
      super(message, failure);
    }
  }

  /**
   * Thrown when the resource's state does not allow the operation, for now or ever (HTTP 412); the
   * message names the state.
   */
  public static final class PreconditionFailed extends ApiException {
    private static final long serialVersionUID = 1L;

    PreconditionFailed(String message, Failure failure) {
      super(message, failure);
    }
  }

  /**
   * Thrown for a status that the operation does not define: a failure inside the server (5xx), for
   * example.
   */
  public static final class UnexpectedStatus extends ApiException {
    private static final long serialVersionUID = 1L;

    UnexpectedStatus(String message, Failure failure) {
      super(message, failure);
    }
  }

  /**
   * Thrown when a name is already in use: app names are global, machine names are unique within
   * their app.
   */
  public static final class NameTaken extends ApiException {
    private static final long serialVersionUID = 1L;

    NameTaken(String message, Failure failure) {
      super(message, failure);
    }
  }
}
