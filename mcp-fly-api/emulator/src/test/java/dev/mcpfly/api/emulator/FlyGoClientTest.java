package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fly's own client in Go, which flyctl deploys with, against the emulator: {@code
 * src/test/resources/fly-go}. Needs Go, and its modules from the Go proxy; the profile "flyctl"
 * runs it.
 */
@Timeout(600)
@Tag("fly-go")
class FlyGoClientTest {
  private static final String APP = "fly-mcp";

  @TempDir static Path folder;
  private static Path program;

  private final HeldClock clock = EmulatorClock.leaping();
  private final FlyEmulator emulator = FlyEmulator.builder().clock(clock).rateLimits(false).start();
  private final FlyClient fly = emulator.client();

  @BeforeAll
  static void build() throws Exception {
    program = folder.resolve("fly-go");
    ProcessBuilder go =
        new ProcessBuilder("go", "build", "-mod=readonly", "-o", program.toString(), ".")
            .directory(Path.of("src", "test", "resources", "fly-go").toFile())
            .redirectErrorStream(true);
    go.environment().put("GOFLAGS", "-buildvcs=false");
    Process process = go.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  /** Runs scenarios to their end, and moves the clock on whenever they wait for it. */
  private void run(String... scenarios) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(scenarios));
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("FLY_FLAPS_BASE_URL", emulator.uri().toString());
    builder.environment().put("FLY_API_TOKEN", emulator.token());
    Process process = builder.start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        OutputStream input = process.getOutputStream()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (line.startsWith("advance ")) {
          clock.advance(Duration.ofSeconds(Integer.parseInt(line.substring(8))));
          input.write('\n');
          input.flush();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(lines + " " + Files.readString(errors), e);
    } finally {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    assertThat(process.exitValue()).as(lines + "\n" + Files.readString(errors)).isZero();
    for (String scenario : scenarios) {
      assertThat(lines).contains("done " + scenario);
    }
  }

  private List<Machine> machines() {
    return fly.app(APP).machines().list().stream()
        .filter(machine -> !machine.state().equals(MachineState.DESTROYED))
        .toList();
  }

  private void assertReleased(String version, int count) {
    assertThat(machines())
        .hasSize(count)
        .allSatisfy(
            machine -> {
              assertThat(machine.config().orElseThrow().metadata())
                  .containsEntry("fly_release_version", version);
              assertThat(fly.app(APP).machines().leaseInfo(machine.id())).isEmpty();
            });
  }

  @Test
  void launchesOneMachine() throws Exception {
    run("launch");
    assertReleased("1", 1);
    assertThat(machines().get(0).state()).isEqualTo(MachineState.STARTED);
  }

  @Test
  void rollingDeployUpdatesEveryMachine() throws Exception {
    run("launch", "scale", "rolling");
    assertReleased("2", 2);
  }

  @Test
  void canaryDeployDestroysTheCanaryWhoseLeaseIsOver() throws Exception {
    run("launch", "scale", "canary");
    assertReleased("2", 2);
  }

  @Test
  void blueGreenDeployReplacesEveryMachine() throws Exception {
    run("launch");
    String blue = machines().get(0).id();
    run("bluegreen");
    assertReleased("2", 1);
    assertThat(machines().get(0).id()).isNotEqualTo(blue);
  }

  @Test
  void volumesAreCreatedExtendedAndDeleted() throws Exception {
    run("launch", "volumes");
    clock.advance(Duration.ofMinutes(10));
    assertThat(fly.app(APP).volumes().list()).isEmpty();
    assertReleased("1", 1);
  }

  @Test
  void machinesStopSuspendAndRestart() throws Exception {
    run("launch", "lifecycle");
    assertThat(fly.app(APP).secrets().list()).isEmpty();
    assertReleased("1", 1);
  }
}
