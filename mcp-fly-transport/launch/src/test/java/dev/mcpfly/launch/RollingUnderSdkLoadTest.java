package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * Clients of the TypeScript and Python SDKs call, with progress on streams, sampling and
 * elicitation, while machines are changed, restarted, added and taken away one after the other: not
 * one call is lost, also none that waits for its client's answer when its machine is told to end.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "mcp.machines.soak.seconds", matches = "\\d+")
class RollingUnderSdkLoadTest extends BuiltLaunchTestBase {
  private static final long SEED = Long.getLong("rolling.seed", 20_261_129);
  private static final int CLIENTS = 12;
  private static final long HOLD_MILLIS = 4000;

  /** Each kind of call, and how many of them were in flight at a machine that was told to end. */
  private final Map<String, Integer> inFlight = new TreeMap<>();

  @Test
  void noCallIsLostWhileMachinesAreChangedAddedAndTakenAway() throws Exception {
    System.out.println("rolling.seed " + SEED);
    CallVerdict verdict = new CallVerdict(CallVerdict.Excuses.NONE);
    int[] anew = {0};
    try (SdkClients clients = SdkClients.install("rolling", CLIENTS, SEED, HOLD_MILLIS, 0)) {
      McpDeployment deployment =
          McpLauncher.on(fly)
              .command(clients.server())
              .server("notes")
              .host(host)
              .images(images())
              .machines(2)
              .environment("JOURNAL", clients.journal().toString())
              .autostop(Autostop.OFF)
              .authorization(Authorization.none())
              .startTimeout(Duration.ofMinutes(3))
              .answerTimeout(Duration.ofMinutes(3))
              .launch();
      clients.start(deployment.uri().toString(), "", "");
      clients.awaitSessions();
      int before = emulator.requests().size();

      deployment.update(u -> u.memoryMb(512)); // each of two machines, one after the other
      deployment.scale(3);
      deployment.restart();
      deployment.scale(1);

      clients.finish();
      assertThat(deployment.handle().machines().list()).hasSize(1).noneMatch(Machine::cordoned);
      List<FlyEmulator.RecordedRequest> signals =
          emulator.requests().stream()
              .skip(before)
              .filter(request -> request.operation().equals("Machines_signal"))
              .toList();
      assertThat(signals).as("2 + 3 + 2 machines are told to end").hasSize(7);
      verdict.judge(
          clients,
          opened -> anew[0] += opened.path("anew").asBoolean() ? 1 : 0,
          call -> note(call, signals));
    }
    verdict.print("rolling");
    System.out.printf(
        "rolling: in flight at machines that were told to end, and answered: %s; sessions begun"
            + " anew: %d%n",
        inFlight, anew[0]);
    assertThat(verdict.problems()).isEmpty();
    assertThat(inFlight).containsKeys("elicit", "sample");
    assertThat(anew[0]).isPositive();
  }

  private void note(JsonNode call, List<FlyEmulator.RecordedRequest> signals) {
    long end = call.path("at").asLong();
    long start = end - call.path("millis").asLong();
    String path = "/machines/" + call.path("machine").asString("?") + "/";
    for (FlyEmulator.RecordedRequest signal : signals) {
      long at = signal.time().toEpochMilli();
      if (signal.path().contains(path) && start < at && at < end) {
        inFlight.merge(call.path("tool").asString(), 1, Integer::sum);
      }
    }
  }
}
