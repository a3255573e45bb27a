package dev.mcpfly.config.clients;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.config.internal.json.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write is what further clients of npm read; runs with {@code -Pclients}. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class CommandLineClientsIT {
  private static final McpServerEntry STDIO =
      McpServerEntry.stdio("/bin/false", "-y", "a b", "c\\d\"e'f", "ünï").env("KEY", "v #1");
  private static final String ENDPOINT = "https://mcp.invalid/mcp?a=b&c=d";
  private static final McpServerEntry HTTP =
      McpServerEntry.http(URI.create(ENDPOINT)).header("Authorization", "Bearer t0ken=");
  private static final McpServerEntry SSE =
      McpServerEntry.sse(URI.create("https://mcp.invalid/sse")).header("X-Key", "k");
  private static final List<String> ARGS = List.of("-y", "a b", "c\\d\"e'f", "ünï");
  private static final String COMMAND_LINE = "/bin/false -y a b c\\d\"e'f ünï";

  private static NpmClients npm;

  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeAll
  static void installClients() throws Exception {
    npm =
        NpmClients.install(
            Path.of(System.getProperty("mcpfly.clients.directory", "target/clients")));
  }

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  /** Puts entries into a file that a user has begun, the way a client tolerates it. */
  private static void begin(ClientConfig config, String key) throws Exception {
    Files.createDirectories(config.path().getParent());
    Files.writeString(
        config.path(),
        "{\n  // mine\n  \"" + key + "\": {\n    \"old\": {\"command\": \"/bin/true\"}\n  }\n}\n");
  }

  @Test
  void ampReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.amp().userConfig();
    begin(config, "amp.mcpServers");
    config.plan(edit -> edit.put("local", STDIO).put("remote", HTTP)).write();
    Map<String, Map<String, Object>> servers =
        byName(list(npm.runOffline(home, "amp", "mcp", "list", "--json")));
    assertThat(servers).containsOnlyKeys("old", "local", "remote");
    assertThat(map(servers.get("local").get("spec")))
        .containsEntry("command", "/bin/false")
        .containsEntry("args", ARGS)
        .containsEntry("env", Map.of("KEY", "v #1"));
    assertThat(map(servers.get("remote").get("spec")))
        .containsEntry("url", ENDPOINT)
        .containsEntry("headers", Map.of("Authorization", "Bearer t0ken="));
  }

  @Test
  void auggieReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.auggie().userConfig();
    begin(config, "mcpServers");
    config.plan(edit -> edit.put("local", STDIO).put("remote", HTTP).put("events", SSE)).write();
    config.plan(edit -> edit.disable("old")).write();
    String json = npm.runOffline(home, "auggie", "mcp", "list", "--json");
    Map<String, Map<String, Object>> servers =
        byName((List<?>) json(json.substring(json.indexOf('{')), "servers"));
    assertThat(servers.get("local"))
        .containsEntry("transport", "stdio")
        .containsEntry("command", COMMAND_LINE);
    assertThat(servers.get("remote"))
        .containsEntry("transport", "http")
        .containsEntry("url", ENDPOINT);
    assertThat(servers.get("events")).containsEntry("transport", "sse");
    assertThat(servers.get("old")).containsEntry("enabled", false);
  }

  @Test
  void qoderReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.qoderCli().userConfig();
    begin(config, "mcpServers");
    config.plan(edit -> edit.put("local", STDIO).put("remote", HTTP).put("events", SSE)).write();
    assertThat(npm.runOffline(home, "qodercli", "mcp", "get", "remote"))
        .contains("Type: http", "URL: " + ENDPOINT, "Authorization: Bearer t0ken=");
    assertThat(npm.runOffline(home, "qodercli", "mcp", "list"))
        .contains(COMMAND_LINE + " (stdio)", "https://mcp.invalid/sse (sse)", "/bin/true");
  }

  @Test
  void droidReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.droid().userConfig();
    begin(config, "mcpServers");
    config.plan(edit -> edit.put("local", STDIO).put("remote", HTTP).put("events", SSE)).write();
    assertThat(npm.runOffline(home, "droid", "mcp", "list"))
        .containsPattern("local +stdio")
        .containsPattern("remote +http")
        .containsPattern("events +sse");
  }

  @Test
  void mcporterReadsWhatWeWrite() throws Exception {
    ClientConfig config = clients.mcporter().userConfig();
    begin(config, "mcpServers");
    config.plan(edit -> edit.put("local", STDIO).put("remote", HTTP)).write();
    String json = npm.runOffline(home, "mcporter", "config", "list", "--json");
    Map<String, Map<String, Object>> servers = byName((List<?>) json(json, "servers"));
    assertThat(servers.get("local"))
        .containsEntry("command", "/bin/false")
        .containsEntry("args", ARGS)
        .containsEntry("env", Map.of("KEY", "v #1"));
    assertThat(servers.get("remote")).containsEntry("baseUrl", ENDPOINT);
    assertThat(map(servers.get("remote").get("headers")))
        .containsEntry("Authorization", "Bearer t0ken=");
  }

  @Test
  void opencodeReadsBothShapes() throws Exception {
    ClientConfig config = clients.opencode().userConfig();
    Files.createDirectories(config.path().getParent());
    Files.writeString(config.path(), "{\n  // mine\n  \"mcp\": {\n    \"servers\": {}\n  }\n}\n");
    config.plan(edit -> edit.put("native", STDIO)).write();
    assertThat(Files.readString(config.path())).contains("\"servers\": {\n      \"native\"");
    assertThat(npm.runOffline(home, "opencode", "mcp", "list")).contains("native", COMMAND_LINE);
    Files.writeString(config.path(), "{}");
    config.plan(edit -> edit.put("older", STDIO)).write();
    assertThat(npm.runOffline(home, "opencode", "mcp", "list")).contains("older", COMMAND_LINE);
  }

  /** Kimi Code has no command that lists servers; in a session it starts and calls them. */
  @Test
  void kimiStartsAndCallsWhatWeWrite() throws Exception {
    Path started = home.resolve("started");
    Path script = home.resolve("server.sh");
    Files.writeString(
        script,
        "#!/bin/sh\nprintf '%s|' \"$@\" \"$KEY\" > started.new\nmv started.new " + started + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    ClientConfig config = clients.kimiCode().userConfig();
    McpServerEntry local =
        McpServerEntry.stdio(script.toString(), ARGS.toArray(new String[0]))
            .env("KEY", "v #1")
            .workingDirectory(home.toString());
    Files.createDirectories(config.path().getParent());
    Files.writeString(
        config.path().resolveSibling("config.toml"),
        "default_model = \"m\"\n[providers.none]\ntype = \"openai\"\n"
            + "base_url = \"http://127.0.0.1:9/v1\"\napi_key = \"none\"\n"
            + "[models.m]\nprovider = \"none\"\nmodel = \"m\"\nmax_context_size = 100000\n");
    try (HeaderRecorder server = new HeaderRecorder("Authorization")) {
      config
          .plan(
              edit ->
                  edit.put("local", local)
                      .put(
                          "remote",
                          McpServerEntry.http(server.uri("/mcp"))
                              .header("Authorization", "Bearer t"))
                      .put(
                          "off", McpServerEntry.stdio("/bin/touch", home.resolve("off").toString()))
                      .disable("off"))
          .write();
      startSession(
          () -> {
            assertThat(server.values().poll(120, SECONDS)).isEqualTo("Bearer t");
            assertThat(awaitFile(started)).isEqualTo("-y|a b|c\\d\"e'f|ünï|v #1|");
          });
      assertThat(home.resolve("off")).doesNotExist();
    }
  }

  private interface Check {
    void run() throws Exception;
  }

  /** Starts a session of Kimi Code over its standard streams, and ends it after a check. */
  private void startSession(Check check) throws Exception {
    Process kimi = npm.startOffline(home, "kimi", "acp");
    try {
      String requests =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":1,\"clientCapabilities\":{}}}\n"
              + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"session/new\",\"params\":{\"cwd\":\""
              + home
              + "\",\"mcpServers\":[]}}\n";
      kimi.getOutputStream().write(requests.getBytes(StandardCharsets.UTF_8));
      kimi.getOutputStream().flush();
      check.run();
    } finally {
      kimi.descendants().forEach(ProcessHandle::destroyForcibly);
      kimi.destroyForcibly();
    }
  }

  private static String awaitFile(Path file) throws Exception {
    try (var watcher = file.getFileSystem().newWatchService()) {
      file.getParent().register(watcher, java.nio.file.StandardWatchEventKinds.ENTRY_CREATE);
      long end = System.nanoTime() + SECONDS.toNanos(120);
      while (!Files.exists(file) && System.nanoTime() < end) {
        var key = watcher.poll(1, SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
    }
    return Files.readString(file);
  }

  private static Map<String, Map<String, Object>> byName(List<?> servers) {
    Map<String, Map<String, Object>> byName = new LinkedHashMap<>();
    servers.forEach(server -> byName.put(String.valueOf(map(server).get("name")), map(server)));
    return byName;
  }

  private static List<?> list(String text) {
    return (List<?>) json("{\"list\":" + text + "}", "list");
  }

  private static Object json(String text, String member) {
    return new JsonFormat(false, false).read(text, List.of(member)).orElseThrow().tree();
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }
}
