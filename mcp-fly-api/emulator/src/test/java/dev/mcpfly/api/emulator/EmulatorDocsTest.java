package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.Machines;
import dev.mcpfly.api.emulator.junit.FlyEmulatorExtension;
import dev.mcpfly.api.model.JobResult;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of docs/emulator.md: each runs here, and each there is one of these. */
@Timeout(120)
class EmulatorDocsTest {
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void firstSteps() {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("my-app", app -> app.org("personal"));
      Machine machine = fly.app("my-app").machines().create(m -> m.config(c -> c.image("nginx")));
      fly.app("my-app").machines().await(machine.id(), MachineState.STARTED, Duration.ofMinutes(1));
      assertThat(emulator.counts().started()).isEqualTo(1);
    }
  }

  @Test
  void aClockToHold() {
    HeldClock clock = EmulatorClock.held();
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .clock(clock)
            .delays(LifecycleDelays.all(Duration.ofSeconds(10)))
            .start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("my-app", app -> app.org("personal"));
      Machine machine = fly.app("my-app").machines().create(m -> m.config(c -> c.image("nginx")));
      clock.advance(Duration.ofSeconds(10));
      assertThat(state(fly, machine)).isEqualTo("starting");
      clock.advance(Duration.ofSeconds(10));
      assertThat(state(fly, machine)).isEqualTo("started");
    }
  }

  private static String state(FlyClient fly, Machine machine) {
    return fly.app("my-app").machines().get(machine.id()).state().value();
  }

  @Test
  void faults() {
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .fault(Fault.on("Machines_create").call(1).dropAfter())
            .fault(Fault.on("Machines_show").calls(2, 3).answer(503, "upstream gone"))
            .start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("my-app", app -> app.org("personal"));
      fly.app("my-app").machines().create(m -> m.config(c -> c.image("nginx")));
      int machines = emulator.counts().machines();
      assertThat(machines).isEqualTo(1);
    }
  }

  @Nested
  class DeployTest {
    @RegisterExtension
    static FlyEmulatorExtension fly = FlyEmulatorExtension.create(o -> o.rateLimits(false));

    @Test
    void deploys(FlyClient client, FlyEmulator emulator) {
      client.apps().create("my-app", app -> app.org("personal"));
      assertThat(emulator.counts().apps()).isEqualTo(1);
    }
  }

  @Test
  void jobs() {
    try (FlyEmulator emulator = FlyEmulator.builder().runtime(MachineRuntime.processes()).start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("my-app", app -> app.org("personal"));
      Machines machines = fly.app("my-app").machines();
      JobResult job = machines.runJob(m -> m.config(c -> c.image("any").cmd("echo", "hello")));
      int exitCode = job.exitCode();
      assertThat(exitCode).isZero();
    }
  }

  static List<String> examples() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("docs/emulator.md")));
    return example.results().map(result -> result.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsATest(String example) throws IOException {
    Path source = Path.of("src/test/java/dev/mcpfly/api/emulator/EmulatorDocsTest.java");
    String code =
        Files.readString(source)
            .lines()
            .filter(line -> !line.contains("assertThat"))
            .map(String::strip)
            .reduce("", String::concat);
    String wanted =
        example
            .lines()
            .map(String::strip)
            .filter(line -> !line.startsWith("//"))
            .reduce("", String::concat);
    assertThat(code).contains(wanted);
  }
}
