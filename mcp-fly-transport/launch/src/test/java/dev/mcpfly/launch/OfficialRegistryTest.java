package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.local.LocalMachines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official registry's own server, built from its source, with entries of this test in it. Needs
 * root, Go and Debian's postgresql; the profile "registry" runs it.
 */
@Tag("registry")
@Timeout(600)
class OfficialRegistryTest {
  private static final String VERSION = "v1.8.1";
  private static final String POSTGRES = "/usr/lib/postgresql/15/bin/";
  private static final String EVERYTHING = "io.github.modelcontextprotocol/everything";

  @TempDir static Path folder;
  @TempDir static Path database;
  private static final List<Process> STARTED = new ArrayList<>();
  private static McpRegistry registry;

  @BeforeAll
  static void startRegistry() throws Exception {
    Path go = folder.resolve("go");
    run(
        Map.of("GOBIN", go.toString(), "GOFLAGS", "-mod=mod"),
        "go",
        "install",
        "github.com/modelcontextprotocol/registry/cmd/registry@" + VERSION);
    run(Map.of(), "chown", "postgres", database.toString());
    String data = database.resolve("db").toString();
    run(Map.of(), asPostgres("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"));
    int port = freePort();
    start(
        Map.of(),
        asPostgres(
            "postgres",
            "-D",
            data,
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "port=" + port,
            "-c",
            "unix_socket_directories=" + database,
            "-c",
            "fsync=off"));
    Path seed =
        Files.writeString(folder.resolve("seed.json"), "[" + String.join(",", entries()) + "]");
    int at = freePort();
    start(
        Map.of(
            "MCP_REGISTRY_SERVER_ADDRESS",
            "127.0.0.1:" + at,
            "MCP_REGISTRY_DATABASE_URL",
            "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable",
            "MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION",
            "false",
            "MCP_REGISTRY_JWT_PRIVATE_KEY",
            "a".repeat(64),
            "MCP_REGISTRY_SEED_FROM",
            seed.toString()),
        go.resolve("registry").toString());
    awaitAnswer(URI.create("http://127.0.0.1:" + at + "/v0.1/servers?limit=1"));
    registry = McpRegistry.at(URI.create("http://127.0.0.1:" + at));
  }

  private static List<String> entries() {
    List<String> entries = new ArrayList<>();
    String schema =
        "{\"$schema\":\"https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json\",";
    for (String version : List.of("2026.8.18", "2026.8.31")) {
      entries.add(
          RegistryDocuments.server(
              EVERYTHING,
              version,
              RegistryDocuments.packages(
                  RegistryDocuments.pack(
                      "npm",
                      "@modelcontextprotocol/server-everything",
                      version,
                      "\"registryBaseUrl\":\"https://registry.npmjs.org\"",
                      RegistryDocuments.arguments(RegistryDocuments.fixed("stdio")),
                      RegistryDocuments.environment(
                          RegistryDocuments.env(
                              "API_KEY",
                              "\"description\":\"A key\","
                                  + RegistryDocuments.REQUIRED_SECRET))))));
    }
    for (int i = 0; i < 120; i++) {
      entries.add(
          RegistryDocuments.server(
              "io.github.me/many-" + i,
              "1.0.0",
              RegistryDocuments.packages(
                  RegistryDocuments.pack(
                      "npm",
                      "many",
                      "1.0." + i,
                      "\"registryBaseUrl\":\"https://registry.npmjs.org\""))));
    }
    return entries.stream().map(entry -> schema + entry.substring(1)).toList();
  }

  private static String[] asPostgres(String program, String... arguments) {
    List<String> words =
        new ArrayList<>(List.of("runuser", "-u", "postgres", "--", POSTGRES + program));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process start(Map<String, String> environment, String... words)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("log-" + STARTED.size()).toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    STARTED.add(process);
    return process;
  }

  private static void run(Map<String, String> environment, String... words) throws Exception {
    Process process = start(environment, words);
    assertThat(process.waitFor(400, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(folder.resolve("log-" + (STARTED.size() - 1))))
        .isZero();
  }

  /** The database takes its time, and the registry tries again and again. */
  private static void awaitAnswer(URI uri) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 300; i++) {
      try {
        int status =
            client
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status == 200) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      assertThat(STARTED.get(STARTED.size() - 1).waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError(Files.readString(folder.resolve("log-" + (STARTED.size() - 1))));
  }

  @AfterAll
  static void stop() throws Exception {
    for (int i = STARTED.size() - 1; i >= 0; i--) {
      // The database behind runuser as well: its folder is deleted next.
      List<ProcessHandle> processes = new ArrayList<>(STARTED.get(i).descendants().toList());
      processes.add(STARTED.get(i).toHandle());
      processes.forEach(ProcessHandle::destroy);
      for (ProcessHandle process : processes) {
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
      }
    }
  }

  @Test
  void pagesAndVersionsAreRead() {
    assertThat(registry.search("many-").stream().map(RegistryServer::name).distinct()).hasSize(120);
    assertThat(registry.versions(EVERYTHING))
        .extracting(RegistryServer::version)
        .containsExactly("2026.8.31", "2026.8.18");
    assertThat(registry.server(EVERYTHING).isLatest()).isTrue();
    assertThatThrownBy(() -> registry.server("io.github.me/none"))
        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.isMissing()).isTrue());
    assertThatThrownBy(() -> registry.server(EVERYTHING, "0.0.1"))
        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.isMissing()).isTrue());
  }

  @Test
  void aLaunchFromItAnswers(@TempDir Path home) {
    try (FlyEmulator emulator = FlyEmulator.builder().runtime(LocalMachines.create()).start()) {
      McpDeployment deployment =
          McpLauncher.on(emulator.client())
              .registry(EVERYTHING, r -> r.from(registry).version("2026.8.18"))
              .input("API_KEY", "sk-12345")
              .host(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()))
              .launch();
      assertThat(deployment.inspect().tools()).contains("echo");
      deployment.update(u -> u.registryVersion("latest"));
      assertThat(deployment.inspect().tools()).contains("echo");
      assertThat(
              deployment
                  .handle()
                  .machines()
                  .get(deployment.machineId())
                  .config()
                  .orElseThrow()
                  .init()
                  .cmd())
          .contains("@modelcontextprotocol/server-everything@2026.8.31");
      deployment.destroy();
    }
  }
}
