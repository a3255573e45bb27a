package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.time.Duration;

/**
 * What happens during a launch. Events arrive on the launching thread, in order; an exception that
 * a listener throws is logged and does not disturb the launch. No event holds a secret.
 */
public sealed interface LaunchEvent extends JsonModel {
  /** Returns the time since the launch began. */
  Duration elapsed();

  /**
   * Returns the event as an object: {@code event} (such as {@code step_started}), {@code
   * elapsed_ms}, and what the event has of {@code step} (its kind), {@code description}, {@code
   * number}, {@code total}, {@code message}, {@code took_ms}, {@code uri} and {@code changed}.
   */
  @Override
  default JsonObject json() {
    return EventJson.of(this);
  }

  /**
   * A step began.
   *
   * @param step the step
   * @param number its place, from 1
   * @param total the number of steps
   * @param elapsed the time since the launch began
   */
  record StepStarted(LaunchPlan.Step step, int number, int total, Duration elapsed)
      implements LaunchEvent {}

  /**
   * A step that takes longer reports its progress.
   *
   * @param step the step
   * @param number its place, from 1
   * @param total the number of steps
   * @param message what it is doing, in one line
   * @param elapsed the time since the launch began
   */
  record StepProgressed(
      LaunchPlan.Step step, int number, int total, String message, Duration elapsed)
      implements LaunchEvent {}

  /**
   * A step does something that the user should know about, such as writing a token into a file that
   * others can read. The plan of the step has the same warning.
   *
   * @param step the step
   * @param warning a sentence, with what to do about it
   * @param elapsed the time since the launch began
   */
  record Warned(LaunchPlan.Step step, String warning, Duration elapsed) implements LaunchEvent {}

  /**
   * A step is done.
   *
   * @param step the step
   * @param number its place, from 1
   * @param total the number of steps
   * @param outcome what came of it, in one line
   * @param took how long the step took
   * @param elapsed the time since the launch began
   */
  record StepFinished(
      LaunchPlan.Step step, int number, int total, String outcome, Duration took, Duration elapsed)
      implements LaunchEvent {}

  /**
   * A step failed; the steps before it are undone next.
   *
   * @param step the step
   * @param reason why, in one line
   * @param elapsed the time since the launch began
   */
  record StepFailed(LaunchPlan.Step step, String reason, Duration elapsed) implements LaunchEvent {}

  /**
   * A step was undone.
   *
   * @param step the step
   * @param outcome what was undone, in one line
   * @param elapsed the time since the launch began
   */
  record StepUndone(LaunchPlan.Step step, String outcome, Duration elapsed)
      implements LaunchEvent {}

  /**
   * A step could not be undone.
   *
   * @param step the step
   * @param reason why, and what is left
   * @param elapsed the time since the launch began
   */
  record UndoFailed(LaunchPlan.Step step, String reason, Duration elapsed) implements LaunchEvent {}

  /**
   * The launch succeeded.
   *
   * @param uri where the server answers
   * @param changed whether anything had to be done
   * @param elapsed the time since the launch began
   */
  record Launched(URI uri, boolean changed, Duration elapsed) implements LaunchEvent {}
}
