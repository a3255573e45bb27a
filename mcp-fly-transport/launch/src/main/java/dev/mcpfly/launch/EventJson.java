package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.util.Locale;

/** Launch events as objects. */
final class EventJson {
  private EventJson() {}

  static JsonObject of(LaunchEvent event) {
    if (event instanceof LaunchEvent.StepStarted e) {
      return step("step_started", event, e.step())
          .with("number", e.number())
          .with("total", e.total());
    } else if (event instanceof LaunchEvent.StepProgressed e) {
      return step("step_progressed", event, e.step())
          .with("number", e.number())
          .with("total", e.total())
          .with("message", e.message());
    } else if (event instanceof LaunchEvent.Warned e) {
      return step("warned", event, e.step()).with("message", e.warning());
    } else if (event instanceof LaunchEvent.StepFinished e) {
      return step("step_finished", event, e.step())
          .with("number", e.number())
          .with("total", e.total())
          .with("message", e.outcome())
          .with("took_ms", e.took().toMillis());
    } else if (event instanceof LaunchEvent.StepFailed e) {
      return step("step_failed", event, e.step()).with("message", e.reason());
    } else if (event instanceof LaunchEvent.StepUndone e) {
      return step("step_undone", event, e.step()).with("message", e.outcome());
    } else if (event instanceof LaunchEvent.UndoFailed e) {
      return step("undo_failed", event, e.step()).with("message", e.reason());
    }
    LaunchEvent.Launched e = (LaunchEvent.Launched) event;
    return named("launched", event).with("uri", e.uri().toString()).with("changed", e.changed());
  }

  private static JsonObject step(String name, LaunchEvent event, LaunchPlan.Step step) {
    return named(name, event)
        .with("step", step.kind().name().toLowerCase(Locale.ROOT))
        .with("description", step.description());
  }

  private static JsonObject named(String name, LaunchEvent event) {
    return JsonObject.of("event", name).with("elapsed_ms", event.elapsed().toMillis());
  }
}
