package dev.mcpfly.api;

import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.Optional;

/** An event in a client. Events never hold the token or a body. */
public sealed interface FlyEvent {

  /**
   * A request is about to be sent.
   *
   * @param operation the operation
   * @param target what it addresses: {@code "my-app"} or {@code "my-app/1857156b526dd8"}, or empty
   * @param attempt 1 for the first
   */
  record Sent(FlyOperation operation, String target, int attempt) implements FlyEvent {}

  /**
   * A reply arrived.
   *
   * @param operation the operation
   * @param target what it addresses
   * @param attempt 1 for the first
   * @param status the HTTP status
   * @param requestId the {@code fly-request-id}
   * @param took the time from sending to the end of the body
   */
  record Answered(
      FlyOperation operation,
      String target,
      int attempt,
      int status,
      Optional<String> requestId,
      Duration took)
      implements FlyEvent {}

  /**
   * An attempt failed and another follows after a pause.
   *
   * @param operation the operation
   * @param target what it addresses
   * @param attempt the attempt that failed
   * @param reason the failure, as text
   * @param pause the pause before the next attempt
   */
  record Retrying(FlyOperation operation, String target, int attempt, String reason, Duration pause)
      implements FlyEvent {}

  /**
   * A request waits to stay within Fly's rate limits.
   *
   * @param operation the operation
   * @param target what it addresses
   * @param pause how long it waits
   */
  record Throttled(FlyOperation operation, String target, Duration pause) implements FlyEvent {}

  /**
   * A create or update whose reply was lost had taken effect; its result was found and adopted.
   *
   * @param operation the operation
   * @param target what it addresses
   * @param id the id of what was found
   */
  record Adopted(FlyOperation operation, String target, String id) implements FlyEvent {}

  /**
   * The state of a machine that is being waited for was read.
   *
   * @param app the app
   * @param machine the machine's id
   * @param awaited what is waited for
   * @param state the state seen
   * @param elapsed the time since the wait began
   */
  record Waiting(String app, String machine, String awaited, MachineState state, Duration elapsed)
      implements FlyEvent {}

  /**
   * A lease was refreshed.
   *
   * @param app the app
   * @param machine the machine's id
   */
  record LeaseRefreshed(String app, String machine) implements FlyEvent {}

  /**
   * A lease could not be refreshed in time, or was taken away.
   *
   * @param app the app
   * @param machine the machine's id
   * @param reason the failure, as text
   */
  record LeaseLost(String app, String machine, String reason) implements FlyEvent {}

  /**
   * Listens to what a client does, for logs, metrics and progress bars. Called on the thread that
   * does the work, so it should return quickly; exceptions that it throws are logged and ignored.
   */
  @FunctionalInterface
  interface Listener {
    /** Called for each event. */
    void on(FlyEvent event);
  }
}
