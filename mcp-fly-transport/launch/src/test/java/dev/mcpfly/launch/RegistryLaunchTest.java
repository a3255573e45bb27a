package dev.mcpfly.launch;

import static dev.mcpfly.launch.RegistryDocuments.arguments;
import static dev.mcpfly.launch.RegistryDocuments.env;
import static dev.mcpfly.launch.RegistryDocuments.environment;
import static dev.mcpfly.launch.RegistryDocuments.named;
import static dev.mcpfly.launch.RegistryDocuments.pack;
import static dev.mcpfly.launch.RegistryDocuments.packages;
import static dev.mcpfly.launch.RegistryDocuments.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.image.internal.Archives;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are launched by their name in a registry. */
@Timeout(240)
class RegistryLaunchTest extends BuiltLaunchTestBase {
  private static final String NAME = "io.github.modelcontextprotocol/everything";
  private final RecordedRegistry recorded = new RecordedRegistry();

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    for (String repository : List.of("library/node", "library/python")) {
      registry.putImage(
          repository,
          repository.endsWith("node") ? "22-slim" : "3.13-slim",
          "{\"Env\":[\"PATH=/bin\"]}",
          List.of(Archives.layer().file(GLIBC, "").file("bin/sh", "").gzip()));
    }
    return super.configure(builder);
  }

  @AfterEach
  void stopRecorded() {
    recorded.close();
  }

  private McpLauncher byName(String name) {
    return McpLauncher.on(fly)
        .registry(name, r -> r.from(recorded.client()))
        .images(images())
        .host(host)
        .listener(events::add);
  }

  private static String everything(String version) {
    return server(
        NAME,
        version,
        packages(
            pack(
                "npm",
                "@modelcontextprotocol/server-everything",
                version,
                arguments(RegistryDocuments.fixed("stdio")),
                environment(
                    env("API_KEY", RegistryDocuments.REQUIRED_SECRET),
                    env("MODE", "\"default\":\"x\"")))));
  }

  private static List<String> tools(McpDeployment deployment) {
    return deployment.inspect().tools();
  }

  private Machine machine(McpDeployment deployment) {
    return deployment.handle().machines().get(deployment.machineId());
  }

  @Test
  void runsARealPackageOfNpmPinnedAndCallsATool() throws IOException {
    claudeFile(CLAUDE_TEXT);
    recorded.add(everything("2026.8.18")).add(everything("2026.8.31"));
    McpDeployment deployment =
        byName(NAME).input("API_KEY", "sk-very-secret").client(clients.claudeDesktop()).launch();
    assertThat(deployment.server()).isEqualTo("everything");
    assertThat(tools(deployment)).contains("echo");
    Machine machine = machine(deployment);
    assertThat(machine.config().orElseThrow().init().cmd())
        .containsExactly("npx", "-y", "@modelcontextprotocol/server-everything@2026.8.31", "stdio");
    assertThat(machine.config().orElseThrow().env()).containsEntry("MODE", "x");
    assertThat(machine.config().orElseThrow().json().toJson()).doesNotContain("sk-very-secret");
    assertThat(deployment.handle().secrets().list()).anyMatch(s -> s.name().equals("API_KEY"));
    assertThat(deployment.record().registry().orElseThrow().describe())
        .isEqualTo(NAME + " 2026.8.31 of " + recorded.uri() + "/, as npm");
    deployment.destroy();
  }

  @Test
  void namesAllMissingInputsBeforeAnythingIsCreated() {
    recorded.add(RegistryDocuments.database());
    assertThatThrownBy(() -> byName("io.github.example/database-manager").launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContainingAll(
            "needs 4 inputs that were not given",
            "db_type (required, one of postgres, mysql)",
            "database_name (required)",
            "DB_USERNAME (required)",
            "DB_PASSWORD (required, secret)");
    assertThat(emulator.counts().apps()).isZero();
  }

  @Test
  void acceptsInputsGivenAsSecrets() {
    recorded.add(everything("2026.8.31"));
    LaunchRequest request = byName(NAME).secret("API_KEY", "sk-1234").request();
    assertThat(request.secrets()).containsExactly(java.util.Map.entry("API_KEY", "sk-1234"));
  }

  @Test
  void rejectsUnknownInputs() {
    recorded.add(everything("2026.8.31"));
    assertThatThrownBy(() -> byName(NAME).input("API_KEY", "k").input("API-KEY", "k").request())
        .hasMessageContaining("takes no input \"API-KEY\"; it takes API_KEY, MODE");
    assertThatThrownBy(() -> McpLauncher.on(fly).command("x").input("a", "b").request())
        .hasMessageContaining("input(...) is for a server of a registry");
    assertThatThrownBy(() -> byName(NAME).input("API_KEY", "k").command("x").request())
        .hasMessageContaining("cannot be combined with command(...)");
  }

  @Test
  void refusesADeletedVersionAndWarnsOfADeprecatedOne() {
    recorded.add(everything("2026.8.31"), "deleted", "malware");
    assertThatThrownBy(() -> byName(NAME).input("API_KEY", "k").plan())
        .hasMessageContaining("was deleted from the registry (malware)");
    recorded.add(everything("2026.8.31"), "deprecated", "use another");
    assertThat(byName(NAME).input("API_KEY", "k").plan().text())
        .contains("take " + NAME, "this version is deprecated (use another)");
  }

  @Test
  void movesToAnotherVersionWithTheSameInputs() {
    String one = "io.github.me/notes";
    String member =
        packages(
            pack(
                "npm",
                "notes",
                "VERSION",
                arguments(
                    named("--folder", RegistryDocuments.REQUIRED),
                    named("--token", RegistryDocuments.REQUIRED_SECRET)),
                environment(env("API_KEY", RegistryDocuments.REQUIRED_SECRET))));
    recorded.add(server(one, "1.0.0", member.replace("VERSION", "1.0.0")));
    PingMachines machines = new PingMachines();
    try (var other =
        dev.mcpfly.api.emulator.FlyEmulator.builder()
            .runtime(machines)
            .delays(dev.mcpfly.api.emulator.LifecycleDelays.none())
            .rateLimits(false)
            .start()) {
      McpDeployment deployment =
          McpLauncher.on(other.client())
              .registry(one, r -> r.from(recorded.client()))
              .input("folder", "it's $(here) ${HOME}")
              .input("--token", "tok-12345")
              .input("API_KEY", "sk-12345")
              .host(host)
              .launch();
      assertThat(machine(deployment).config().orElseThrow().init().cmd())
          .containsExactly(
              "/bin/sh",
              "-c",
              "exec 'npx' '-y' 'notes@1.0.0' '--folder' ''\"${MCP_TEXT_1}\" '--token'"
                  + " ''\"${MCP_ARG_TOKEN}\"");
      assertThat(machine(deployment).config().orElseThrow().env())
          .containsEntry("MCP_TEXT_1", "it's $(here) ${HOME}");
      recorded.add(server(one, "1.1.0", member.replace("VERSION", "1.1.0")));
      LaunchPlan plan = deployment.planUpdate(u -> u.registryVersion("latest"));
      assertThat(plan.text()).contains(one + " 1.1.0", "notes@1.1.0").doesNotContain("tok-12345");
      deployment.update(u -> u.registryVersion("latest").input("folder", "/data"));
      McpDeployment again = McpDeployments.on(other.client()).open(deployment.app());
      assertThat(again.record().registry().orElseThrow().version()).isEqualTo("1.1.0");
      assertThat(machine(again).config().orElseThrow().init().cmd().get(2))
          .isEqualTo(
              "exec 'npx' '-y' 'notes@1.1.0' '--folder' '/data' '--token' ''\"${MCP_ARG_TOKEN}\"");
    }
  }

  @Test
  void addsARemoteServerToClientsAndCreatesNothing() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Path zed = zedFile(ZED_TEXT);
    recorded.add(RegistryDocuments.hybrid());
    McpLauncher launcher =
        McpLauncher.on(fly)
            .registry(
                "io.modelcontextprotocol.anonymous/hybrid-mcp",
                r -> r.from(recorded.client()).remote())
            .input("X-API-Key", "sk-very-secret")
            .client(clients.zed())
            .client(clients.claudeDesktop())
            .host(host);
    assertThat(launcher.plan().calls()).isEmpty();
    assertThat(launcher.plan().text()).contains("hybrid-mcp").doesNotContain("sk-very-secret");
    McpDeployment deployment = launcher.launch();
    assertThat(emulator.counts().apps()).isZero();
    assertThat(deployment.app()).isEmpty();
    assertThat(deployment.uri()).hasToString("https://mcp.example.com/http");
    McpServerEntry entry = clients.zed().userConfig().servers().get("hybrid-mcp");
    assertThat(entry.url()).contains("https://mcp.example.com/http");
    assertThat(entry.headers()).containsKeys("X-API-Key", "X-Region");
    McpServerEntry proxied = clients.claudeDesktop().userConfig().servers().get("hybrid-mcp");
    assertThat(proxied.args().toString()).contains("mcp-remote").doesNotContain("sk-very-secret");
    assertThat(launcher.plan().changesAnything()).isFalse();
    assertThat(deployment.describe()).contains("publisher");
    assertThatThrownBy(deployment::restart).hasMessageContaining("hosted by its publisher");
    assertThatThrownBy(deployment::logs).hasMessageContaining("hosted by its publisher");
    assertThatThrownBy(() -> deployment.update(u -> u.memoryMb(512)))
        .hasMessageContaining("hosted by its publisher");
    deployment.destroy();
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(zed).hasContent(ZED_TEXT);
  }

  /** An entry of a server that speaks HTTP itself. */
  private static String web() {
    return server(
        "io.github.me/web",
        "1.0.0",
        packages(
            "{\"registryType\":\"oci\",\"identifier\":\"ghcr.io/me/web:1.0.0\",\"transport\":"
                + "{\"type\":\"streamable-http\",\"url\":\"http://localhost:8080/mcp\"}}"));
  }

  @Test
  void refusesRulesThatNothingWouldHoldTo() {
    recorded.add(web()).add(RegistryDocuments.hybrid());
    McpLauncher hybrid =
        McpLauncher.on(fly)
            .registry(
                "io.modelcontextprotocol.anonymous/hybrid-mcp",
                r -> r.from(recorded.client()).remote())
            .input("X-API-Key", "sk-very-secret")
            .host(host)
            .tools(t -> t.deny("*"));
    McpLauncher web =
        byName("io.github.me/web").authorization(Authorization.none()).tools(t -> t.deny("*"));

    assertThatThrownBy(web::launch)
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContainingAll("Rules, limits, users and an audit log", "speaks HTTP itself");
    assertThatThrownBy(hybrid::launch)
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContainingAll(
            "Rules, limits, users and an audit log", "hosted by its publisher");
    assertThat(emulator.counts().apps()).isZero();
  }

  /** A server that its publisher runs: this computer's. */
  private McpLauncher published(InProcessServer publisher) {
    recorded.add(
        server(
            "io.github.me/published",
            "1.0.0",
            "\"remotes\":[{\"type\":\"streamable-http\",\"url\":\"" + publisher.uri() + "\"}]"));
    return byName("io.github.me/published");
  }

  @Test
  void asksARemoteServerWhatItHas() {
    try (InProcessServer publisher =
        McpLauncher.inThisProcess()
            .command(LaunchServerMain.command())
            .server("there")
            .authorization(Authorization.none())
            .host(host)
            .start()) {
      assertThat(tools(published(publisher).launch())).containsExactly("env");
    }
  }

  @Test
  void takesTheEntriesOfARemoteServerAwayOnExit() throws IOException {
    Path zed = zedFile(ZED_TEXT);
    recorded.add(RegistryDocuments.hybrid());
    try (McpDeployment deployment =
        McpLauncher.on(fly)
            .registry(
                "io.modelcontextprotocol.anonymous/hybrid-mcp",
                r -> r.from(recorded.client()).remote())
            .input("X-API-Key", "sk-very-secret")
            .client(clients.zed())
            .host(host)
            .destroyOnExit()
            .launch()) {
      assertThat(deployment.clients()).hasSize(1);
      assertThat(zed).content().contains("hybrid-mcp");
    }
    assertThat(zed).hasContent(ZED_TEXT);
  }

  @Test
  void refusesARemoteServerInAFleetsApp() {
    recorded.add(RegistryDocuments.hybrid());
    McpFleet<String> fleet =
        McpFleet.machineForEach(
            "shared",
            List.of("ann"),
            user ->
                McpLauncher.on(fly)
                    .registry(
                        "io.modelcontextprotocol.anonymous/hybrid-mcp",
                        r -> r.from(recorded.client()).remote())
                    .input("X-API-Key", "sk-very-secret")
                    .host(host));
    assertThatThrownBy(fleet::launch)
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("hosted by its publisher");
    assertThat(emulator.counts().apps()).isZero();
  }

  @Test
  void aLaunchByNameOfWhatRunsAlreadyRemembersTheRegistry() {
    recorded.add(server("io.github.me/plain", "1.0.0", packages(pack("npm", "plain", "1.0.0"))));
    PingMachines machines = new PingMachines();
    try (var other =
        dev.mcpfly.api.emulator.FlyEmulator.builder()
            .runtime(machines)
            .delays(dev.mcpfly.api.emulator.LifecycleDelays.none())
            .rateLimits(false)
            .start()) {
      McpLauncher.on(other.client())
          .command("npx -y plain@1.0.0")
          .server("plain")
          .client(clients.zed())
          .host(host)
          .launch();
      McpLauncher byName =
          McpLauncher.on(other.client())
              .registry("io.github.me/plain", r -> r.from(recorded.client()))
              .client(clients.zed())
              .host(host);

      McpDeployment deployment = byName.launch();

      assertThat(machine(deployment).config().orElseThrow().metadata().toString())
          .contains("io.github.me/plain");
      assertThat(byName.plan().steps()).isEmpty();
      recorded.add(RegistryDocuments.notes("1.0.0"));
      McpLauncher withMuch =
          McpLauncher.on(other.client())
              .registry("io.github.me/notes", r -> r.from(recorded.client()))
              .input("folder", "/" + "x".repeat(3000))
              .input("token", "tok-1234")
              .input("KEY", "value-1")
              .client(clients.zed())
              .host(host);
      withMuch.launch();
      assertThat(withMuch.plan().steps()).as("more than its record holds").isEmpty();
      recorded.add(server("io.github.me/plain", "1.1.0", packages(pack("npm", "plain", "1.1.0"))));
      deployment.update(u -> u.registryVersion("latest"));
    }
  }

  @Test
  void runsABundleFromItsFilesOnceItsChecksumIsRight() throws Exception {
    byte[] bundle =
        BundleFiles.zip(
            "manifest.json",
            """
            {"manifest_version":"0.4","name":"ping","version":"1.0.0","description":"d","author":{"name":"me"},
             "server":{"type":"node","entry_point":"server/index.js","mcp_config":{
               "command":"node","args":["${__dirname}/server/index.js","--greeting=${user_config.greeting}","${user_config.names}"],
               "env":{"TOKEN":"${user_config.token}"}}},
             "user_config":{"greeting":{"type":"string","title":"Greeting","default":"hello"},
               "names":{"type":"string","multiple":true,"title":"Names"},
               "token":{"type":"string","title":"A token","sensitive":true,"required":true}}}
            """,
            "server/index.js",
            BundleFiles.NODE_SERVER);
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bundle));
    String at = recorded.file("/ping.mcpb", bundle).toString();
    recorded.add(
        server(
            "io.github.me/ping",
            "1.0.0",
            packages(pack("mcpb", at, "", "\"fileSha256\":\"" + sha + "\""))));
    McpLauncher launcher = byName("io.github.me/ping");
    assertThatThrownBy(launcher::plan).hasMessageContaining("token (required, secret): A token");
    McpDeployment deployment =
        launcher.input("token", "tok-12345").input("names", "Ann", "Bob Lee").launch();
    assertThat(tools(deployment))
        .containsExactly("--greeting=hello", "Ann", "Bob Lee", "tok-12345");
    assertThat(machine(deployment).config().orElseThrow().json().toJson())
        .doesNotContain("tok-12345");
    byte[] next =
        BundleFiles.zip(
            "manifest.json",
            BundleFiles.plainManifest(),
            "server/index.js",
            BundleFiles.NODE_SERVER);
    String nextSha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(next));
    recorded.add(
        server(
            "io.github.me/ping",
            "1.1.0",
            packages(
                pack(
                    "mcpb",
                    recorded.file("/next.mcpb", next).toString(),
                    "",
                    "\"fileSha256\":\"" + nextSha + "\""))));
    Optional<String> before = machine(deployment).config().orElseThrow().image();
    deployment.update(u -> u.registryVersion("1.1.0").images(images()));
    assertThat(machine(deployment).config().orElseThrow().image()).isNotEqualTo(before);
    assertThat(tools(deployment)).containsExactly("next", "tok-12345");
    deployment.destroy();
  }

  @Test
  void runsAnImageWithItsVariables() throws IOException {
    Path java = Files.writeString(home.resolve("unused"), "");
    assertThat(java).exists();
    putServer("me/notes", "bin/server", LaunchServerMain.command("--prefix", "x"));
    registry.putImage(
        "me/notes",
        "1.0.0",
        "{\"Entrypoint\":[" + quoted(LaunchServerMain.command()) + "]}",
        layers("bin/server"));
    recorded.add(
        server(
            "io.github.me/notes",
            "1.0.0",
            packages(
                pack(
                    "oci",
                    "ghcr.io/me/notes:1.0.0",
                    "",
                    environment(env("API_TOKEN", RegistryDocuments.REQUIRED_SECRET))))));
    McpDeployment deployment = byName("io.github.me/notes").input("API_TOKEN", "sk-12345").launch();
    assertThat(tools(deployment)).isNotEmpty();
    assertThat(deployment.record().fingerprints().image()).isNotEmpty();
    deployment.destroy();
  }

  private static String quoted(List<String> words) {
    return String.join(
        ",", words.stream().map(w -> "\"" + w.replace("\\", "\\\\") + "\"").toList());
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
