package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.App;
import dev.mcpfly.config.McpServerEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The faults of {@code fly mcp launch} that let strangers in or show secrets, numbered as in the
 * list of all 25: each test shows that a launch of ours does not have it.
 */
@Isolated("looks at all processes that the tests have started")
class FlyctlSecurityDefectsTest extends LaunchTestBase {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Asks the deployed server something, as anyone on the internet can. */
  private static int knock(URI server, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server)
            .timeout(Duration.ofSeconds(60))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private List<String> secretNames(McpDeployment deployment) {
    return deployment.handle().secrets().list().stream().map(App.Secret::name).sorted().toList();
  }

  @Test
  @DisplayName("1: without a client to configure, the server is deployed for everybody")
  void defect01ALaunchWithoutAClientStillDemandsAToken() throws Exception {
    McpDeployment deployment = launcher().launch();
    assertThat(secretNames(deployment)).containsExactly("API_TOKEN", "FLY_MCP_BEARER_TOKEN");
    assertThat(knock(deployment.uri())).isEqualTo(401);
    assertThat(knock(deployment.uri(), "Authorization", "Bearer ")).isEqualTo(401);
    assertThat(knock(deployment.uri(), "Authorization", "Bearer guessed")).isEqualTo(401);
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  @DisplayName("2: that no token is wanted gets lost on the way, and one is demanded")
  void defect02NoTokenIsDemandedIfNoneIsConfigured() throws Exception {
    claudeFile(CLAUDE_TEXT);
    McpDeployment deployment =
        launcher().authorization(Authorization.none()).client(clients.claudeDesktop()).launch();
    assertThat(secretNames(deployment)).containsExactly("API_TOKEN");
    assertThat(knock(deployment.uri())).isEqualTo(202);
    McpServerEntry entry = clients.claudeDesktop().userConfig().servers().get("notes");
    assertThat(entry.env()).isEmpty();
    try (EntryProcess client = EntryProcess.start(entry)) {
      assertThat(client.tools()).contains("\"env\"");
    }
  }

  @Test
  @DisplayName("3: flycast is not told to the deployment, which gets public addresses and HTTPS")
  void defect03FlycastHasOnePrivateAddressAndPlainHttp() {
    launcher().access(flycast()).launch();
    List<FlyEmulator.RecordedRequest> posts =
        emulator.requests().stream().filter(request -> request.method().equals("POST")).toList();
    assertThat(posts)
        .filteredOn(request -> request.path().endsWith("/ip_assignments"))
        .singleElement()
        .satisfies(request -> assertThat(request.body()).contains("\"private_v6\""));
    assertThat(posts)
        .filteredOn(request -> request.path().endsWith("/machines"))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.body())
                    .contains("\"port\":80")
                    .doesNotContain("\"port\":443", "\"tls\"", "\"force_https\":true"));
  }

  /** A private access, and the way to it. */
  private Access flycast() {
    return Access.flycast(new EdgeTunnel(emulator.appUri("notes").resolve("/")));
  }

  /** The arguments of every process that this test has started, with their children. */
  private static List<String> commandLines() {
    return Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
        .map(FlyctlSecurityDefectsTest::commandLine)
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    Path arguments = Path.of("/proc/" + process.pid() + "/cmdline");
    try {
      return Files.readString(arguments, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    } catch (IOException e) {
      return process.info().commandLine().orElse(""); // it has ended, or this is no Linux
    }
  }

  @Test
  @DisplayName(
      "4: secrets and tokens are arguments of processes, and lie in files that all may read")
  void defect04SecretsAreInNoArgumentAndNoReadableFile() throws Exception {
    McpDeployment deployment =
        launcher()
            .authorization(Authorization.basic("ann", "p4ss-word"))
            .client(clients.claudeDesktop())
            .client(clients.zed())
            .launch();
    McpServerEntry entry = clients.claudeDesktop().userConfig().servers().get("notes");
    try (EntryProcess client = EntryProcess.start(entry)) {
      assertThat(client.tools()).contains("\"env\"");
      List<String> lines = commandLines();
      assertThat(lines)
          .as("the server and the client's proxy run")
          .anyMatch(line -> line.contains(LaunchServerMain.class.getName()))
          .anyMatch(line -> line.contains("proxy --url"));
      assertThat(lines)
          .noneMatch(line -> line.contains("sk-very-secret-value") || line.contains("p4ss-word"));
    }
    for (var config : deployment.clients()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config.path())))
          .as(config.path().toString())
          .isEqualTo("rw-------");
    }
  }

  @Test
  @DisplayName("6: private means that a header is of the private network, or is missing")
  void defect06PrivateMeansNoPublicAddressAndNoHeaderGrantsAccess() throws Exception {
    McpDeployment deployment = launcher().access(flycast()).launch();
    assertThat(deployment.handle().ipAssignments().list())
        .singleElement()
        .matches(address -> !address.isPublic());
    URI edge = emulator.appUri("notes").resolve("/");
    assertThat(knock(edge)).as("without the header").isEqualTo(401);
    assertThat(knock(edge, "Fly-Client-Ip", "")).as("an empty header").isEqualTo(401);
    assertThat(knock(edge, "Fly-Client-Ip", "fdaa:0:1::2")).as("a forged header").isEqualTo(401);
  }
}
