package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.Machines;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTest extends LaunchTestBase {
  @Test
  void deploysTheServerAndPutsItIntoEachClient() throws IOException {
    claudeFile(CLAUDE_TEXT);
    zedFile(ZED_TEXT);
    McpDeployment deployment =
        launcher().client(clients.claudeDesktop()).client(clients.zed()).launch();
    assertThat(deployment.app()).isEqualTo("notes");
    assertThat(deployment.uri()).isEqualTo(emulator.appUri("notes").resolve("/"));
    McpServerEntry entry = clients.claudeDesktop().userConfig().servers().get("notes");
    assertThat(entry.transport()).isEqualTo(McpServerEntry.Transport.STDIO);
    assertThat(entry.args()).contains("proxy", "--url", deployment.uri().toString());
    assertThat(entry.env()).containsOnlyKeys("MCP_FLY_BEARER_TOKEN");
    assertThat(clients.zed().userConfig().servers()).containsOnlyKeys("clock", "notes");
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  void destroyLeavesNothingBehind() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Path zed = zedFile(ZED_TEXT);
    McpDeployment deployment =
        launcher("ok", home.toString())
            .client(clients.claudeDesktop())
            .client(clients.zed())
            .launch();
    deployment.destroy();
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(zed).hasContent(ZED_TEXT);
    assertThat(emulator.counts().isEmpty()).isTrue();
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
        .extracting(handle -> handle.info().commandLine().orElse(""))
        .noneMatch(line -> line.contains(home.toString()));
  }

  @Test
  void passesTheServerItsSecretsAndNothingElseOfTheCallersEnvironment() throws IOException {
    McpDeployment deployment = launcher().launch();
    String environment = callEnv(deployment);
    assertThat(environment)
        .contains("API_TOKEN=sk-very-secret-value", "PATH=", "FLY_APP_NAME=notes")
        .doesNotContain("FLY_MCP_BEARER_TOKEN");
    List<String> names =
        environment
            .lines()
            .flatMap(line -> List.of(line.split(";")).stream())
            .map(pair -> pair.replaceFirst("=.*", ""))
            .toList();
    assertThat(names)
        .filteredOn(name -> System.getenv().containsKey(name))
        .as("what a process here needs, and how it gets out of the network")
        .allMatch(
            name ->
                name.matches(
                    "PATH|HOME|LANG|LANGUAGE|TZ|LC_.*|(?i:[A-Z]+_PROXY)|SSL_CERT_(DIR|FILE)"
                        + "|[A-Z_]+_CA_(BUNDLE|CERTS)|(?i:NPM_CONFIG)_.*|(PIP|UV|GO)_?[A-Z_]+"));
  }

  static String callEnv(McpDeployment deployment) {
    try (McpConversation conversation = deployment.converse()) {
      conversation.initialize(Duration.ofSeconds(30));
      JsonObject params = JsonObject.of("name", "env").with("arguments", JsonObject.empty());
      JsonObject answer = conversation.request("tools/call", params, Duration.ofSeconds(30));
      return answer.object("result").objects("content").get(0).text("text");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void launchingAgainChangesNothing() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    McpDeployment first = launcher().client(clients.claudeDesktop()).launch();
    String written = Files.readString(claude);
    int requests = emulator.requests().size();
    LaunchPlan plan = launcher().client(clients.claudeDesktop()).plan();
    assertThat(plan.changesAnything()).as(plan.text()).isFalse();
    McpDeployment second = launcher().client(clients.claudeDesktop()).launch();
    assertThat(second.machineId()).isEqualTo(first.machineId());
    assertThat(claude).hasContent(written);
    assertThat(emulator.requests().subList(requests, emulator.requests().size()))
        .extracting(request -> request.method())
        .containsOnly("GET");
  }

  @Test
  void launchingWithAnotherCommandOrSecretUpdatesInPlace() throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpDeployment first = launcher().client(clients.claudeDesktop()).launch();
    McpDeployment second =
        launcher("ok", "more")
            .secret("OTHER", "value-two")
            .client(clients.claudeDesktop())
            .launch();
    assertThat(second.app()).isEqualTo(first.app());
    assertThat(second.machineId()).isEqualTo(first.machineId());
    assertThat(callEnv(second)).contains("OTHER=value-two", "API_TOKEN=sk-very-secret-value");
    assertThat(emulator.counts().machines()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stopped", "suspended"})
  void updatesAndRotatesASleepingDeployment(String rest) throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpDeployment first = launcher().client(clients.claudeDesktop()).launch();
    putToRest(first, rest);
    McpDeployment second = launcher("ok", "more").client(clients.claudeDesktop()).launch();
    assertThat(second.machineId()).isEqualTo(first.machineId());
    assertThat(second.inspect().tools()).containsExactly("env");
    putToRest(second, rest);
    second.rotateToken();
    assertThat(second.inspect().tools()).containsExactly("env");
    putToRest(second, rest);
    second.restart();
    assertThat(second.inspect().tools()).containsExactly("env");
  }

  private static void putToRest(McpDeployment deployment, String rest) {
    Machines machines = deployment.handle().machines();
    if (rest.equals("suspended")) {
      machines.suspend(deployment.machineId());
    } else {
      machines.stop(deployment.machineId());
    }
    machines.await(deployment.machineId(), MachineState.of(rest), Duration.ofMinutes(1));
  }

  @Test
  void choosesAnotherAppNameIfItIsTaken() {
    fly.apps().create("notes", a -> a.org("personal"));
    fly.app("notes").machines().create(r -> r.config(c -> c.image("nginx")).skipLaunch(true));
    McpDeployment deployment = launcher().launch();
    assertThat(deployment.app()).matches("notes-[a-z0-9]{6}");
  }

  @Test
  void rejectsAForeignEntryAndTouchesNothing() throws IOException {
    String text = "{\"mcpServers\":{\"notes\":{\"command\":\"other\"}}}";
    Path claude = claudeFile(text);
    McpLauncher launcher = launcher().client(clients.claudeDesktop());
    assertThatThrownBy(launcher::launch)
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("notes")
        .hasMessageContaining("replaceEntries()");
    assertThat(claude).hasContent(text);
    assertThat(emulator.counts().isEmpty()).isTrue();
    launcher.replaceEntries().launch();
    assertThat(clients.claudeDesktop().userConfig().servers().get("notes").args())
        .contains("proxy");
  }

  @Test
  void reportsWhyAServerExitedAtOnceAndUndoesEverything() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    LaunchException thrown =
        catchThrowableOfType(
            LaunchException.class,
            () -> launcher("exits").client(clients.claudeDesktop()).launch());
    assertThat(thrown)
        .hasMessageContaining("3")
        .hasMessageContaining("giving up")
        .hasMessageContaining("has been undone");
    assertThat(thrown.getMessage()).doesNotContain("sk-very-secret-value");
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(emulator.counts().isEmpty()).isTrue();
    assertThat(home.resolve(".local")).doesNotExist();
  }

  @Test
  void reportsAMissingProgram() {
    McpLauncher launcher =
        McpLauncher.on(fly).command("no-such-program --x").host(host).listener(events::add);
    assertThatThrownBy(launcher::launch)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("no-such-program")
        .hasMessageContaining("install it");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void givesUpOnASilentServerAndUndoesEverything() {
    McpLauncher launcher = launcher("silent").answerTimeout(Duration.ofSeconds(3));
    assertThatThrownBy(launcher::launch)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("did not answer");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void rejectsAFileThatIsNotJsonAndNamesTheLine() throws IOException {
    Path claude = claudeFile("{\n  \"mcpServers\": {,}\n}\n");
    assertThatThrownBy(() -> launcher().client(clients.claudeDesktop()).launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining(claude + ":2:18");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void refusesAFileWhoseServersAreAList() throws IOException {
    Path claude = claudeFile("{\"mcpServers\":[]}");
    assertThatThrownBy(() -> launcher().client(clients.claudeDesktop()).launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining(claude.toString())
        .hasMessageContaining("mcpServers");
    assertThat(claude).hasContent("{\"mcpServers\":[]}");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void undoesEverythingWhenItsFileIsReadOnly() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Files.setPosixFilePermissions(claude, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> launcher().client(clients.claudeDesktop()).launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(claude.toString());
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void createsFilesReadableByTheirOwnerOnly() throws IOException {
    launcher().client(clients.claudeDesktop()).launch();
    Path claude = home.resolve(".config/Claude/claude_desktop_config.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(claude)))
        .isEqualTo("rw-------");
  }

  @Test
  void keepsTheModeOfExistingFiles() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Files.setPosixFilePermissions(claude, PosixFilePermissions.fromString("rw-r-----"));
    launcher().client(clients.claudeDesktop()).launch();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(claude)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void planListsEverythingAndDoesNothing() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    LaunchPlan plan = launcher().client(clients.claudeDesktop()).plan();
    assertThat(plan.steps())
        .extracting(step -> step.kind().name())
        .containsExactly(
            "APP", "IP_ADDRESSES", "SECRETS", "MACHINE", "WAIT", "HEALTH", "RELAY", "CLIENT_FILES");
    assertThat(plan.text())
        .contains("POST /v1/apps", "+ ", "notes")
        .doesNotContain("sk-very-secret-value");
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void repairsTheRelayOfItsEntries() throws IOException {
    claudeFile(CLAUDE_TEXT);
    launcher().client(clients.claudeDesktop()).launch();
    Path jar = RelayJar.pathIn(DataDirectory.of(host));
    Files.delete(jar);

    McpLauncher again = launcher().client(clients.claudeDesktop());
    assertThat(again.plan().steps())
        .extracting(LaunchPlan.Step::kind)
        .containsExactly(LaunchPlan.Step.Kind.RELAY);
    again.launch();

    assertThat(jar).exists();
    assertThat(launcher().client(clients.claudeDesktop()).plan().changesAnything()).isFalse();
  }

  @Test
  void rejectsTimeoutsThatAreNotPositive() {
    assertThatThrownBy(() -> launcher().startTimeout(Duration.ZERO))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("startTimeout must be positive, but was 0 ms");
    assertThatThrownBy(() -> launcher().answerTimeout(Duration.ofSeconds(-1)))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("answerTimeout");
  }

  @Test
  void reportsItsStepsAsTheyHappen() {
    launcher().launch();
    assertThat(events.get(0)).isInstanceOf(LaunchEvent.StepStarted.class);
    assertThat(events.get(events.size() - 1)).isInstanceOf(LaunchEvent.Launched.class);
    assertThat(events.toString()).doesNotContain("sk-very-secret-value");
  }

  @Test
  void demandsATokenThatIsInNoArgument() throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpDeployment deployment = launcher().client(clients.claudeDesktop()).launch();
    McpServerEntry entry = clients.claudeDesktop().userConfig().servers().get("notes");
    String token = entry.env().get("MCP_FLY_BEARER_TOKEN").literalValue().orElseThrow();
    assertThat(entry.args()).noneMatch(argument -> argument.contains(token));
    assertThat(entry.toString() + deployment + deployment.describe()).doesNotContain(token);
    assertThat(
            ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains(token)))
        .isEmpty();
  }
}
