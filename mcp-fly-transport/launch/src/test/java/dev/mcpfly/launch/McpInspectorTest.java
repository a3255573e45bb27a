package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.model.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** With a program named npx that does what the Inspector's start does. */
@Isolated("looks at all processes that the tests have started")
class McpInspectorTest extends LaunchTestBase {
  private static final String TOKEN = "token-of-mine";

  @TempDir Path bin;

  private Map<String, String> npx(String script) throws IOException {
    ProgramFiles.write(bin.resolve("npx"), "#!/bin/sh\n" + script + "\n");
    return Map.of("PATH", bin + ":/usr/bin:/bin");
  }

  private McpDeployment deployment() {
    return launcher()
        .authorization(Authorization.bearerToken(TOKEN))
        .proxy(ClientProxy.relayIn(home.resolve("relay")))
        .launch();
  }

  @Test
  void passesTheCredentialsInAPrivateFileAndDeletesIt() throws IOException {
    Map<String, String> environment =
        npx(
            """
            echo "$@" > '%1$s/args'
            ls -l "$4" | cut -c1-10 > '%1$s/mode'
            cp "$4" '%1$s/config'
            echo 'Proxy server listening on localhost:6277'
            echo '   http://localhost:6274/?MCP_PROXY_AUTH_TOKEN=abc'
            sleep 31\
            """
                .formatted(bin));
    McpDeployment deployment = deployment();
    Path file;
    try (McpInspector inspector = deployment.startInspector(environment)) {
      assertThat(inspector.uri()).hasToString("http://localhost:6274/?MCP_PROXY_AUTH_TOKEN=abc");
      assertThat(inspector.toString()).doesNotContain("abc");
      assertThat(inspector.isRunning()).isTrue();
      List<String> args = List.of(Files.readString(bin.resolve("args")).strip().split(" "));
      assertThat(args)
          .startsWith("-y", "@modelcontextprotocol/inspector", "--config")
          .endsWith("--server", "notes")
          .noneMatch(argument -> argument.contains(TOKEN));
      file = Path.of(args.get(3));
      assertThat(bin.resolve("mode")).hasContent("-rw-------");
      assertThat(Files.readString(bin.resolve("config")))
          .contains("\"MCP_FLY_BEARER_TOKEN\": \"" + TOKEN + "\"", deployment.uri().toString());
      assertThat(file).exists();
    }
    assertThat(file.getParent()).doesNotExist();
    assertThat(
            ProcessHandle.current()
                .descendants()
                .map(process -> process.info().commandLine().orElse("")))
        .noneMatch(line -> line.contains("sleep 31"));
  }

  @Test
  void reportsWhyTheInspectorEnded() throws IOException {
    Map<String, String> environment = npx("echo 'npm error 404'; exit 1");
    McpDeployment deployment = deployment();
    assertThatThrownBy(() -> deployment.startInspector(environment))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("npm error 404");
  }

  @Test
  void reportsThatNpxIsMissing() {
    McpDeployment deployment = deployment();
    assertThatThrownBy(() -> deployment.startInspector(Map.of("PATH", bin.toString())))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("Node.js");
  }

  @Test
  void showsTheLogWithItsSecretsMasked() {
    McpDeployment deployment = launcher("tells").launch();
    assertThat(deployment.logs())
        .extracting(LogEntry::message)
        .anyMatch(line -> line.contains("my token is ***"))
        .noneMatch(line -> line.contains("sk-very-secret-value"));
    try (Stream<LogEntry> lines = deployment.followLogs()) {
      assertThat(lines.map(LogEntry::message).filter(line -> line.contains("my token")).findFirst())
          .hasValueSatisfying(line -> assertThat(line).contains("***"));
    }
  }
}
