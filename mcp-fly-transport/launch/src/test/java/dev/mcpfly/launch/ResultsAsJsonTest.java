package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.json.JsonModel;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That a web page can answer with results as they are: Jackson writes them as their toJson. */
class ResultsAsJsonTest {
  private final JsonMapper jackson = JsonMapper.builder().build();

  private JsonNode written(Object result, String json) {
    JsonNode tree = jackson.readTree(jackson.writeValueAsString(result));
    assertThat(tree).isEqualTo(jackson.readTree(json));
    return tree;
  }

  private JsonNode written(JsonModel result) {
    return written(result, result.toJson());
  }

  @Test
  void aPlanIsWrittenAsItsCallsAndSteps() {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      LaunchPlan plan =
          McpLauncher.on(emulator.client())
              .command("npx pkg")
              .server("s")
              .secret("K", "v4lue")
              .plan();
      JsonNode json = written(plan, plan.toJson());
      assertThat(json.path("server").asString()).isEqualTo("s");
      assertThat(json.path("steps").isEmpty()).isFalse();
      assertThat(json.toString()).doesNotContain("v4lue");
    }
  }

  @Test
  void anInspectionIsWrittenWithTimesInMilliseconds() {
    JsonNode json =
        written(
            new ServerInspection(
                "n",
                "1",
                "2025-11-25",
                List.of("tools"),
                List.of("a"),
                Duration.ofMillis(7),
                Duration.ofMillis(2),
                List.of()));
    assertThat(json.path("handshake_ms").asInt()).isEqualTo(7);
    assertThat(json.path("tools").get(0).asString()).isEqualTo("a");
  }

  @Test
  void everyKindOfEventIsWrittenWithItsName() {
    LaunchPlan.Step step =
        new LaunchPlan.Step(LaunchPlan.Step.Kind.APP, "do it", List.of(), "", List.of());
    Duration time = Duration.ofMillis(5);
    List<LaunchEvent> events =
        List.of(
            new LaunchEvent.StepStarted(step, 1, 2, time),
            new LaunchEvent.StepProgressed(step, 1, 2, "m", time),
            new LaunchEvent.Warned(step, "w", time),
            new LaunchEvent.StepFinished(step, 1, 2, "o", time, time),
            new LaunchEvent.StepFailed(step, "r", time),
            new LaunchEvent.StepUndone(step, "o", time),
            new LaunchEvent.UndoFailed(step, "r", time),
            new LaunchEvent.Launched(URI.create("https://a.fly.dev/"), true, time));
    assertThat(events).hasSameSizeAs(LaunchEvent.class.getPermittedSubclasses());
    assertThat(events.stream().map(event -> written(event).path("event").asString()))
        .containsExactly(
            "step_started",
            "step_progressed",
            "warned",
            "step_finished",
            "step_failed",
            "step_undone",
            "undo_failed",
            "launched");
  }

  @Test
  void aFleetIsWrittenByMember() {
    McpFleet.Result<String> result =
        new McpFleet.Result<>(
            List.of(new McpFleet.Result.Failed<>("a", new IllegalStateException("no"))));
    assertThat(written(result).path("failed").path("a").asString()).isEqualTo("no");
    assertThat(jackson.writeValueAsString(Map.of("r", result))).contains("\"launched\":{}");
  }

  @Test
  void everyResultOfADeploymentOrALauncherIsAnObjectForPrograms() {
    assertThat(
            List.of(
                McpDeployment.class,
                DeploymentSummary.class,
                ServerInspection.class,
                DeploymentCheck.class,
                McpFleet.Result.class,
                InProcessServer.class,
                SignIn.class,
                LaunchEvent.class))
        .allMatch(JsonModel.class::isAssignableFrom);
  }
}
