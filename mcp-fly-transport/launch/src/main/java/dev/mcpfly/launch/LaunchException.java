package dev.mcpfly.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a launch, or an action on a deployment, fails. The message says what failed, why,
 * what was undone and what is left; it never contains a secret.
 */
public class LaunchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient LaunchPlan.@Nullable Step failedStep;
  private final transient List<LaunchPlan.Step> undone;
  private final transient List<NotUndone> notUndone;

  LaunchException(String message, @Nullable Throwable cause) {
    this(message, cause, null, List.of(), List.of());
  }

  LaunchException(
      String message,
      @Nullable Throwable cause,
      LaunchPlan.@Nullable Step failedStep,
      List<LaunchPlan.Step> undone,
      List<NotUndone> notUndone) {
    super(message, cause);
    this.failedStep = failedStep;
    this.undone = List.copyOf(undone);
    this.notUndone = List.copyOf(notUndone);
  }

  /** Returns the step that failed, or null if nothing had been started. */
  public LaunchPlan.@Nullable Step failedStep() {
    return failedStep;
  }

  /** Returns the steps that had been done and were undone again, newest first. */
  public List<LaunchPlan.Step> undone() {
    return undone;
  }

  /** Returns what could not be undone and is left for the caller to clear away. */
  public List<NotUndone> notUndone() {
    return notUndone;
  }

  /**
   * Something that a failed launch left behind.
   *
   * @param step the step that made it
   * @param reason why it could not be undone, and what to do
   */
  public record NotUndone(LaunchPlan.Step step, String reason) {}

  /** Thrown when what is to be opened is not there: the app, or a deployment in it. */
  public static final class NotFound extends LaunchException {
    private static final long serialVersionUID = 1L;

    NotFound(String message) {
      super(message, null);
    }
  }
}
