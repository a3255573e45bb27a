package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.internal.cli.RelayHelp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RelayMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> environment, String input, String... args) {
    return new RelayMain(environment, new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(args, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out);
  }

  private int run(String... args) {
    return run(Map.of(), "", args);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helpFitsATerminalAndNamesTheVariableOfEverySecret() {
    assertThat(run("--help")).isEqualTo(RelayMain.OK);
    assertThat(run("proxy", "--help")).isEqualTo(RelayMain.OK);
    assertThat(run("wrap", "-h")).isEqualTo(RelayMain.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(RelayHelp.text().repeat(3))
        .contains("MCP_FLY_BEARER_TOKEN", "MCP_FLY_USER", "MCP_FLY_PASSWORD", "wrap", "proxy");
    assertThat(RelayHelp.text().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void explainsWrongArgumentsAndPointsToTheHelp() {
    assertThat(run()).isEqualTo(RelayMain.USAGE);
    assertThat(run("serve")).isEqualTo(RelayMain.USAGE);
    assertThat(run("proxy")).isEqualTo(RelayMain.USAGE);
    assertThat(run("proxy", "--url", "ftp://x/")).isEqualTo(RelayMain.USAGE);
    assertThat(run("proxy", "--url=http://example.com/mcp")).isEqualTo(RelayMain.USAGE);
    assertThat(run("wrap", "--port", "70000", "--", "x")).isEqualTo(RelayMain.USAGE);
    assertThat(run("wrap", "npx")).isEqualTo(RelayMain.USAGE);
    assertThat(run("wrap", "--prot", "1", "--", "x")).isEqualTo(RelayMain.USAGE);
    assertThat(said())
        .contains("wrap or proxy")
        .contains("\"serve\"")
        .contains("--url is missing")
        .contains("https:// or http://")
        .contains("pass --allow-http")
        .contains("0 to 65535")
        .contains("after \"--\"")
        .contains("no option --prot");
    assertThat(out.size()).as("stdout belongs to the messages").isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--max-servers=0", "--max-servers=x", "--max-sessions=-1", "--max-connections=1.5",
        "--server-wait=0s", "--server-wait=soon", "--session-idle=999999999h", "--stop-grace=5 s",
        "--max-request=1", "--max-message=9g", "--max-header=1t", "--kept-events=",
        "--kept-bytes=-1k", "--header-timeout=1d", "--body-timeout=", "--idle-connection=s",
        "--heartbeat=0", "--stream-after=never", "--drain=-1s", "--max-servers=9\u001b[31m",
      })
  void namesTheFlagOfAnInvalidLimit(String flag) {
    String name = flag.substring(0, flag.indexOf('='));
    int code = run("wrap", "--port", "0", flag, "--", "/no/such/program");
    if (flag.endsWith("=")) {
      // An empty value means the default; then the program is what is wrong.
      assertThat(code).isEqualTo(RelayMain.FAILED);
    } else {
      assertThat(code).as(said()).isEqualTo(RelayMain.USAGE);
      assertThat(said()).contains(name + " must be ").doesNotContain("\u001b");
    }
  }

  @Test
  void timeoutOfTheProxyEndsACallWithoutAnAnswer() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (FakeMcp server =
        new FakeMcp(
            (request, answer) -> {
              switch (request.rpc()) {
                case "initialize" -> answer.json(200, FakeMcp.initializeResult(request.id()));
                case "tools/call" -> over.await();
                default -> answer.status(request.method().equals("GET") ? 405 : 202);
              }
            })) {
      String input =
          """
          {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
          "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
          {"jsonrpc":"2.0","method":"notifications/initialized"}
          {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}
          """;
      String url = server.uri("/mcp").toString();
      int code = run(Map.of(), input, "proxy", "--url", url, "--timeout", "1", "--ping");
      over.countDown();
      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains("\"id\":0,\"result\"", "\"id\":1,\"error\"", "within 1.0 s");
      assertThat(code).as(said()).isEqualTo(RelayMain.OK);
    } finally {
      over.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--timeout=-1", "--timeout=1.5", "--timeout=86401", "--ping=often"})
  void namesAFlagOfTheProxyWithAnInvalidValue(String flag) {
    assertThat(run("proxy", "--url", "http://127.0.0.1:1/", flag)).isEqualTo(RelayMain.USAGE);
    assertThat(said()).contains(flag.substring(0, flag.indexOf('=')));
  }

  /** A flag that was meant to be off must not open a relay to everyone. */
  @ParameterizedTest
  @ValueSource(strings = {"--allow-anyone=false", "--allow-anyone=0"})
  void aFlagThatIsFalseIsOff(String flag) {
    assertThat(run("wrap", "--host", "0.0.0.0", "--port", "0", flag, "--", "cat"))
        .isEqualTo(RelayMain.FAILED);
    assertThat(said()).contains("--host 0.0.0.0 lets others reach the server");
  }

  @Test
  void rejectsAFlagThatIsNeitherTrueNorFalse() {
    assertThat(run("wrap", "--host", "0.0.0.0", "--allow-anyone=no", "--", "cat"))
        .isEqualTo(RelayMain.USAGE);
    assertThat(said()).contains("--allow-anyone must be true or false, not \"no\"");
  }

  @ParameterizedTest
  @CsvSource({"true, 200", "1, 200", "false, 404", "'', 404"})
  void servesMetricsIfTheMachineSaysSo(String value, int status) throws Exception {
    Map<String, String> machine = Map.of("MCP_FLY_METRICS", value);
    try (Relay relay = Relay.stdio("cat").port(0).machineEnvironment(machine).start()) {
      assertThat(new HttpPeer(relay.baseUri().resolve("/metrics")).send("GET").status())
          .isEqualTo(status);
    }
    assertThatThrownBy(
            () -> Relay.stdio("cat").machineEnvironment(Map.of("MCP_FLY_METRICS", "all")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("MCP_FLY_METRICS must be true or false, not \"all\".");
  }

  @Test
  void everyLimitHasAFlagInTheHelp() {
    assertThat(RelayHelp.text())
        .contains("--max-servers", "--max-sessions", "--server-wait", "--session-idle")
        .contains("--stop-grace", "--drain", "--max-request", "--max-message", "--max-header")
        .contains("--max-connections", "--kept-events", "--kept-bytes", "--heartbeat")
        .contains("--stream-after", "--header-timeout", "--body-timeout", "--idle-connection");
  }

  @Test
  void acceptsNoSecretsAsOptions() {
    assertThat(run("proxy", "--url", "https://x.example/", "--bearer-token", "hush"))
        .isEqualTo(RelayMain.USAGE);
    assertThat(said()).contains("environment").doesNotContain("hush");
  }

  @Test
  void wrapDoesNotServeTheNetworkWithoutCredentials() {
    assertThat(run("wrap", "--host", "0.0.0.0", "--port", "0", "--", "cat"))
        .isEqualTo(RelayMain.FAILED);
    assertThat(said())
        .contains("--host 0.0.0.0", "MCP_FLY_BEARER_TOKEN", "--allow-anyone")
        .doesNotContain("bearerToken", "unauthenticated()", "authenticator");
  }

  @Test
  void wrapReportsThatTheServerCannotBeStarted() {
    assertThat(run("wrap", "--port", "0", "--", "/no/such/program")).isEqualTo(RelayMain.FAILED);
    assertThat(said()).contains("could not be started");
  }

  @Test
  void hidesTheClientsCredentialsFromTheServer() {
    assertThat(
            RelayMain.childEnvironment(
                Map.of(
                    "PATH", "/bin",
                    "MCP_FLY_BEARER_TOKEN", "a",
                    "mcp_fly_user", "b",
                    "FLY_MCP_PASSWORD", "c",
                    "FLY_APP_NAME", "app")))
        .containsOnlyKeys("PATH", "FLY_APP_NAME");
  }

  @Test
  void proxyReadsItsCredentialsFromTheEnvironmentAndServesUntilItsInputEnds() throws Exception {
    try (Relay relay = Relay.stdio(ToyServerMain.command()).port(0).basic("me", "pass").start()) {
      String input =
          """
          {"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}
          {"jsonrpc":"2.0","id":2,"method":"ping"}
          """;
      int code =
          run(
              Map.of("MCP_FLY_USER", "me", "MCP_FLY_PASSWORD", "pass"),
              input,
              "proxy",
              "--url",
              relay.uri().toString());
      assertThat(out.toString(StandardCharsets.UTF_8).lines())
          .hasSize(2)
          .anyMatch(line -> line.contains("\"id\":1,") && line.contains("serverInfo"))
          .anyMatch(line -> line.equals(FakeMcp.result("2", "{}")));
      assertThat(code).isEqualTo(RelayMain.OK);
    }
  }
}
