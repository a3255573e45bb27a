package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.FakeRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Launches whose image is made first, against a registry on loopback. What was pushed is pulled
 * again and run: with the relay that is in it, and with this computer's Java.
 */
class LaunchFormsTest extends BuiltLaunchTestBase {
  private McpLauncher relayed(String... arguments) {
    return launcher(arguments).images(images()).relay();
  }

  private McpLauncher inImage(String... arguments) {
    putServer("team/notes-server", GLIBC, LaunchServerMain.command(arguments));
    return McpLauncher.on(fly)
        .image("ghcr.io/team/notes-server")
        .images(images())
        .host(host)
        .listener(events::add);
  }

  private MachineConfig config(McpDeployment deployment) {
    return deployment.handle().machines().get(deployment.machineId()).config().orElseThrow();
  }

  @Test
  void relayMakesItNativeForClientsThatSpeakHttp() throws IOException {
    claudeFile(CLAUDE_TEXT);
    zedFile(ZED_TEXT);
    McpDeployment deployment =
        relayed().client(clients.claudeDesktop()).client(clients.zed()).launch();
    assertThat(deployment.wire()).isEqualTo(Wire.STREAMABLE_HTTP);
    assertThat(deployment.uri().getPath()).isEqualTo("/mcp");
    McpServerEntry zed = clients.zed().userConfig().servers().get("notes");
    assertThat(zed.transport()).isEqualTo(McpServerEntry.Transport.HTTP);
    assertThat(zed.headers()).containsOnlyKeys("Authorization");
    McpServerEntry claude = clients.claudeDesktop().userConfig().servers().get("notes");
    assertThat(claude.transport()).isEqualTo(McpServerEntry.Transport.STDIO);
    assertThat(claude.args()).contains("proxy", deployment.uri().toString());
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(deployment.check().isOk()).as(deployment.check().text()).isTrue();
    zedFile(ZED_TEXT);
    clients
        .zed()
        .userConfig()
        .plan(edit -> edit.put("notes", zed.header("Authorization", "Bearer wrong")))
        .write();
    assertThat(deployment.check().clients())
        .extracting(check -> check.config().client().id() + " " + check.result())
        .containsExactlyInAnyOrder("claude-desktop OK", "zed NO_ANSWER");
    assertThat(LaunchTest.callEnv(deployment))
        .contains("API_TOKEN=sk-very-secret-value")
        .doesNotContain("FLY_MCP_BEARER_TOKEN");
    assertThat(config(deployment).image().orElseThrow())
        .matches("registry\\.fly\\.io/notes:mcp-notes@sha256:[0-9a-f]{64}");
  }

  @Test
  void rotatesTheTokenOfANativeDeploymentEverywhere() throws IOException {
    zedFile(ZED_TEXT);
    McpDeployment deployment = relayed().client(clients.zed()).launch();
    McpServerEntry before = clients.zed().userConfig().servers().get("notes");
    deployment.rotateToken();
    McpServerEntry after = clients.zed().userConfig().servers().get("notes");
    assertThat(after.headers().get("Authorization"))
        .isNotEqualTo(before.headers().get("Authorization"));
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(
            McpDeployments.on(fly)
                .host(host)
                .client(clients.zed().userConfig())
                .open("notes")
                .inspect()
                .tools())
        .containsExactly("env");
  }

  @Test
  void wrapsAServerInAnyImage() {
    McpDeployment deployment = inImage().launch();
    assertThat(deployment.server()).isEqualTo("notes-server");
    assertThat(deployment.wire()).isEqualTo(Wire.STREAMABLE_HTTP);
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(config(deployment).init().cmd()).isEmpty();
  }

  @Test
  void putsFlyctlInFrontWhereNoJreCanRun() {
    putServer("team/static-server", "serve", LaunchServerMain.command());
    McpDeployment deployment =
        McpLauncher.on(fly)
            .image("ghcr.io/team/static-server")
            .images(images())
            .host(host)
            .launch();
    assertThat(deployment.wire()).isEqualTo(Wire.WRAP);
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  void runsACommandBehindTheImagesEntrypoint() {
    putServer("team/notes-server", GLIBC, LaunchServerMain.command("exits"));
    List<String> words = LaunchServerMain.command();
    registry.putImage(
        "team/notes-server",
        "latest",
        "{\"Entrypoint\":[\"%s\"],\"Cmd\":[\"-version\"]}".formatted(words.get(0)),
        layers(GLIBC));
    McpDeployment deployment =
        McpLauncher.on(fly)
            .image("ghcr.io/team/notes-server")
            .command(words.subList(1, words.size()))
            .server("notes")
            .images(images())
            .host(host)
            .launch();
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  void basesTheImageOfAGoServerOnGosImage() {
    McpLauncher go =
        McpLauncher.on(fly)
            .command("go run github.com/x/y-server@latest /data")
            .images(images())
            .host(host);
    LaunchPlan plan = go.plan();
    assertThat(plan.server()).isEqualTo("y-server");
    assertThat(plan.text())
        .contains(
            "base: docker.io/library/golang:latest@sha256:",
            "server: go run github.com/x/y-server@latest /data",
            "registry.fly.io/y-server:mcp-y-server");
    assertThat(writes()).isEmpty();
  }

  @Test
  void planShowsWhatWillBePushedAndTouchesNothing() {
    LaunchPlan plan = relayed().plan();
    assertThat(plan.steps())
        .extracting(LaunchPlan.Step::kind)
        .startsWith(LaunchPlan.Step.Kind.APP)
        .contains(LaunchPlan.Step.Kind.IMAGE);
    assertThat(plan.text())
        .contains(
            "push the image registry.fly.io/notes:mcp-notes",
            "wrapper: relay",
            "serves: Streamable HTTP at port 8080, path /mcp",
            "\"image\":\"{image}\"")
        .doesNotContain("sk-very-secret-value");
    assertThat(writes()).isEmpty();
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void launchingAgainChangesAndSendsNothing() throws IOException {
    zedFile(ZED_TEXT);
    relayed().client(clients.zed()).launch();
    int requests = emulator.requests().size();
    int pushed = writes().size();
    assertThat(relayed().client(clients.zed()).plan().text()).startsWith("Nothing to do");
    relayed().client(clients.zed()).launch();
    assertThat(writes()).hasSize(pushed);
    assertThat(emulator.requests().subList(requests, emulator.requests().size()))
        .extracting(request -> request.method())
        .containsOnly("GET");
  }

  @Test
  void anotherSizeKeepsTheImageAndAnotherCommandPushesOne() throws IOException {
    zedFile(ZED_TEXT);
    McpDeployment first = relayed().client(clients.zed()).launch();
    String image = config(first).image().orElseThrow();
    int pushed = writes().size();
    McpDeployment larger = relayed().memoryMb(512).client(clients.zed()).launch();
    assertThat(config(larger).image()).contains(image);
    assertThat(writes()).hasSize(pushed);
    McpDeployment other = relayed("ok", "more").client(clients.zed()).launch();
    assertThat(other.machineId()).isEqualTo(first.machineId());
    assertThat(config(other).image().orElseThrow()).isNotEqualTo(image);
    assertThat(other.inspect().tools()).containsExactly("env");
    assertThat(emulator.counts().machines()).isEqualTo(1);
  }

  @Test
  void returnsToThePlatformsWrapperInPlace() throws IOException {
    zedFile(ZED_TEXT);
    McpDeployment native1 = relayed().client(clients.zed()).launch();
    McpDeployment wrapped = launcher().client(clients.zed()).launch();
    assertThat(wrapped.machineId()).isEqualTo(native1.machineId());
    assertThat(wrapped.wire()).isEqualTo(Wire.WRAP);
    assertThat(config(wrapped).image()).contains("flyio/mcp:latest");
    assertThat(clients.zed().userConfig().servers().get("notes").transport())
        .isEqualTo(McpServerEntry.Transport.STDIO);
    assertThat(wrapped.inspect().tools()).containsExactly("env");
    McpDeployment again = relayed().client(clients.zed()).launch();
    assertThat(config(again).init().cmd()).isEmpty();
    assertThat(again.inspect().tools()).containsExactly("env");
  }

  /** How an image is run with setup lines: by a file of the machine, or by the image itself. */
  enum SetupForm {
    FILE,
    IMAGE
  }

  private McpLauncher withSetup(SetupForm form, String... lines) {
    return (form == SetupForm.FILE ? launcher() : relayed()).setup(lines);
  }

  @ParameterizedTest
  @EnumSource(SetupForm.class)
  @DisabledOnOs(OS.WINDOWS)
  void setupLinesRunOnceBeforeTheServerAndWriteToTheLog(SetupForm form) {
    McpDeployment deployment =
        withSetup(form, "RUN echo it ran for $GREETED", "ENV GREETED=\"all of us\"").launch();
    assertThat(LaunchTest.callEnv(deployment)).contains("GREETED=all of us");
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(deployment.logs())
        .extracting(LogEntry::message)
        .filteredOn(line -> line.contains("it ran for all of us"))
        .hasSize(1);
    assertThat(emulator.unknownFields()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SetupForm.class)
  @DisabledOnOs(OS.WINDOWS)
  void aSetupLineThatFailsUndoesTheLaunchAndIsNamed(SetupForm form) {
    assertThatThrownBy(withSetup(form, "RUN true", "RUN echo no such package; exit 7")::launch)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(
            "Setup line 2 of 2 failed with status 7, so the server was not started")
        .hasMessageContaining("no such package")
        .hasMessageContaining("has been undone");
    assertThat(emulator.counts().isEmpty()).isTrue();
    assertThat(registry.hasTag("notes", "mcp-notes")).isFalse();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anUpdateOfTheCommandKeepsTheSetupLines() {
    McpDeployment deployment = launcher().setup("RUN echo ready").launch();
    deployment.update(
        change -> change.command(String.join(" ", LaunchServerMain.command("ok", "more"))));
    assertThat(config(deployment).init().cmd())
        .startsWith("/bin/sh", "/opt/mcp-fly/setup.sh")
        .endsWith("more");
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  void aPushThatFailsDeploysNothingAndLeavesNoTag() {
    registry.fault(
        100, "PUT /v2/notes/manifests/", new FakeRegistry.Answer(500, java.util.Map.of(), "{}"));
    assertThatThrownBy(relayed()::launch)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("registry.fly.io")
        .hasMessageContaining("has been undone");
    assertThat(emulator.counts().isEmpty()).isTrue();
    assertThat(registry.hasTag("notes", "mcp-notes")).isFalse();
  }

  @Test
  void failureAfterThePushRestoresTheTag() throws IOException {
    zedFile(ZED_TEXT);
    McpDeployment first = relayed().client(clients.zed()).launch();
    String image = config(first).image().orElseThrow();
    String manifest = registry.manifest("notes", "mcp-notes");
    assertThatThrownBy(
            relayed("exits").client(clients.zed()).answerTimeout(Duration.ofSeconds(5))::launch)
        .isInstanceOf(LaunchException.class);
    assertThat(registry.manifest("notes", "mcp-notes")).isEqualTo(manifest);
    assertThat(config(first).image()).contains(image);
    assertThat(first.inspect().tools()).containsExactly("env");
  }

  @Test
  void rejectsWhatCannotBeWrappedBeforeAnythingIsChanged() {
    registry.putImage("team/empty", "latest", "{}", layers(GLIBC));
    registry.putImage(
        "team/arm",
        "latest",
        "arm64",
        "{\"Cmd\":[\"/serve\"]}",
        layers(GLIBC),
        "application/vnd.oci.image.manifest.v1+json");
    putServer("team/static", "serve", List.of("/serve"));
    Stream.<ThrowingCallable>of(
            () -> of("ghcr.io/team/missing").launch(),
            () -> of("ghcr.io/team/empty").launch(),
            () -> of("ghcr.io/team/arm").launch(),
            () -> of("ghcr.io/team/static").relay().launch(),
            () -> of("ghcr.io/team/static").setup("RUN true").launch(),
            () -> of("ghcr.io/team/static").setup("COPY a b").launch(),
            () -> of("Not An Image"),
            () ->
                McpLauncher.on(fly)
                    .image(ServerImage.of("ghcr.io/team/static").relay())
                    .images(images())
                    .launch(),
            () ->
                McpLauncher.on(fly)
                    .http(HttpServerImage.of("ghcr.io/team/static"))
                    .setup("RUN true")
                    .launch())
        .forEach(
            launch ->
                assertThatThrownBy(launch)
                    .isInstanceOf(InvalidLaunchException.class)
                    .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain("\n")));
    assertThat(emulator.counts().isEmpty()).isTrue();
    assertThat(writes()).isEmpty();
  }

  private McpLauncher of(String image) {
    return McpLauncher.on(fly).image(image).images(images()).host(host);
  }

  @Test
  void reportsARegistryThatDeniesAccess() {
    registry.auth(FakeRegistry.Auth.BASIC);
    assertThatThrownBy(() -> of("ghcr.io/team/notes-server").launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("ghcr.io");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void rejectsAServerWithoutAuthenticationUnlessExplicitlyAllowed() {
    assertThatThrownBy(
            () -> McpLauncher.on(fly).http(HttpServerImage.of("example/server")).host(host).plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("Authorization.none()")
        .hasMessageContaining("reverseProxy");
  }

  @Test
  void reportsThePushOnTheLaunchingThread() {
    Thread launching = Thread.currentThread();
    relayed()
        .listener(
            event -> {
              assertThat(Thread.currentThread()).isSameAs(launching);
              events.add(event);
            })
        .launch();
    assertThat(events)
        .filteredOn(LaunchEvent.StepProgressed.class::isInstance)
        .extracting(event -> ((LaunchEvent.StepProgressed) event).message())
        .anyMatch(message -> message.startsWith("built sha256:"))
        .anyMatch(message -> message.startsWith("uploaded 100 %"))
        .anyMatch(message -> message.startsWith("pushed registry.fly.io/notes:mcp-notes"));
  }
}
