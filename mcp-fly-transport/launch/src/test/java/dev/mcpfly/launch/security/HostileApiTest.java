package dev.mcpfly.launch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.LaunchEvent;
import dev.mcpfly.launch.LaunchException;
import dev.mcpfly.launch.LaunchPlan;
import dev.mcpfly.launch.McpLauncher;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The attacker is the Machines API, or whoever speaks in its place: it lies, says too much, sends
 * what terminals obey, and forgets what it was asked. A launch fails then, with a bounded sentence
 * and without a secret, and nothing of it is left on this computer.
 */
@Timeout(120)
class HostileApiTest {
  private static final String SECRET = "sk-very-secret-value";
  private static final String CLAUDE_TEXT = "{\n  \"mcpServers\": {}\n}\n";

  @TempDir Path home;

  private final List<LaunchEvent> events = new ArrayList<>();
  private FlyEmulator emulator;
  private FlyClient fly;
  private Path claude;

  @BeforeEach
  void start() throws IOException {
    emulator = FlyEmulator.builder().delays(LifecycleDelays.none()).rateLimits(false).start();
    // As often as ever, but without the pauses: nothing comes that had only to be waited for.
    fly = emulator.clientBuilder().sleeper(pause -> Thread.sleep(1)).build();
    claude = home.resolve(".config/Claude/claude_desktop_config.json");
    Files.createDirectories(claude.getParent());
    Files.writeString(claude, CLAUDE_TEXT);
  }

  @AfterEach
  void nothingIsLeftHere() {
    emulator.close();
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(home.resolve(".local")).doesNotExist();
  }

  private McpLauncher launcher() {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    return McpLauncher.on(fly)
        .command("npx -y some-server")
        .server("notes")
        .secret("API_TOKEN", SECRET)
        .host(host)
        .client(McpClients.in(host).claudeDesktop())
        .startTimeout(Duration.ofSeconds(2))
        .answerTimeout(Duration.ofMillis(500))
        .listener(events::add);
  }

  private String failure() {
    Throwable thrown = catchThrowable(() -> launcher().launch());
    assertThat(thrown).isInstanceOfAny(LaunchException.class, FlyException.class);
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(SECRET);
    String all = thrown + "\n" + events;
    assertThat(all).doesNotContain(SECRET);
    assertThat(all.lines()).noneMatch(line -> line.length() > 20_000);
    assertThat(all.chars().filter(c -> c != '\n').noneMatch(Character::isISOControl)).isTrue();
    return String.valueOf(thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Apps_create", "App_IPAssignments_create", "Secrets_update", "Machines_create"})
  void doesNotPassOnTerminalControls(String operation) {
    String evil = "{\"error\":\"\\u001b[2J\\u001b]0;owned\\u0007\\r\\nDone: all well \\u202e\"}";
    emulator.faults().add(Fault.on(operation).answer(422, evil));
    assertThat(failure()).contains("Done: all well").doesNotContain("\u202e").doesNotContain("\n");
  }

  @Test
  void cutsEndlessErrors() {
    emulator
        .faults()
        .add(Fault.on("Apps_create").answer(422, "{\"error\":\"" + "x".repeat(5_000_000) + "\"}"));
    assertThat(failure().length()).isLessThan(10_000);
  }

  @Test
  void neitherErrorsNorTheirCausesShowARepeatedSecret() {
    emulator
        .faults()
        .add(
            Fault.on("Machines_create")
                .answer(422, "{\"error\":\"bad value " + SECRET + " in config\"}"));
    assertThat(failure()).contains("bad value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"x\"",
        "{",
        "<html>504</html>",
        "{\"id\":null}",
        "{\"id\":7}",
        "{\"id\":\"\"}",
        "{\"id\":{\"id\":{}}}"
      })
  void answersThatAreNoMachinesAreRefused(String body) {
    emulator.faults().add(Fault.on("Machines_create").answer(200, body));
    failure();
  }

  @Test
  void rejectsAnswersThatAreTooDeep() {
    String deep = "{\"id\":".repeat(20_000) + "1" + "}".repeat(20_000);
    emulator.faults().add(Fault.on("Machines_create").answer(200, deep));
    failure();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../other/machines/1", "a/../../b", "x?force=true", "x#y", "%2e%2e%2f", "x y"})
  void machineIdCannotChangeThePath(String id) {
    emulator
        .faults()
        .add(
            Fault.on("Machines_create")
                .answer(
                    200, "{\"id\":\"%s\",\"state\":\"created\",\"nonce\":\"n\"}".formatted(id)));
    failure();
    assertThat(emulator.requests())
        .extracting(request -> request.path())
        .noneMatch(path -> List.of(path.split("[/?]")).contains(".."))
        .noneMatch(path -> path.contains("/other") || path.contains("x?force"));
  }

  @Test
  void redirectTargetGetsNoToken() throws IOException {
    try (var thief = new java.net.ServerSocket(0)) {
      thief.setSoTimeout(1);
      emulator
          .faults()
          .add(
              Fault.on("Apps_create")
                  .answer(
                      307,
                      "",
                      Map.of("Location", "http://127.0.0.1:" + thief.getLocalPort() + "/")));
      failure();
      assertThat(catchThrowable(thief::accept)).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  /**
   * The lease of a launch is a lock against itself if its release is lost and its nonce is gone.
   */
  @ParameterizedTest
  @ValueSource(strings = {"dropped before", "dropped after", "refused", "says that it is done"})
  void aLaunchWhoseLeaseReleaseWasLostUndoesItself(String how) {
    Fault.Trigger release = Fault.on("Machines_release_lease");
    emulator
        .faults()
        .add(
            switch (how) {
              case "dropped before" -> release.dropBefore();
              case "dropped after" -> release.dropAfter();
              case "refused" -> release.answer(500);
              default -> release.answer(200, "{\"status\":\"success\"}");
            });
    // No server answers in this machine, so that the launch fails after its lease.
    String message = failure();
    assertThat(message).contains("Everything done before it has been undone");
    assertThat(emulator.counts().isEmpty()).as(emulator.counts().toString()).isTrue();
    assertThat(events)
        .noneMatch(LaunchEvent.UndoFailed.class::isInstance)
        .anyMatch(
            event ->
                event instanceof LaunchEvent.StepUndone undone
                    && undone.step().kind() == LaunchPlan.Step.Kind.APP);
  }
}
