package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each client's file looks like before and after the same edits: {@code
 * golden/CLIENT/before.*} and {@code after.*}. With {@code -Dmcpfly.golden.write=true} the second
 * ones are rewritten, to be read by a human.
 */
class GoldenFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final McpServerEntry STDIO =
      McpServerEntry.stdio("npx", "-y", "@modelcontextprotocol/server-slack")
          .env("SLACK_BOT_TOKEN", "xoxb-1")
          .env("SLACK_TEAM_ID", "T01234567");
  private static final McpServerEntry HTTP =
      McpServerEntry.http(URI.create("https://my-app.fly.dev/mcp"))
          .header("Authorization", "Bearer token");
  private static final McpServerEntry BY_NAME =
      McpServerEntry.http(URI.create("https://my-app.fly.dev/mcp"))
          .header("Authorization", ConfigValue.fromEnvironment("TOKEN").after("Bearer "));
  private static final McpServerEntry SSE =
      McpServerEntry.sse(URI.create("https://my-app.fly.dev/sse")).timeout(Duration.ofSeconds(90));

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> writesEveryClientsFileInItsFormat() throws IOException {
    try (Stream<Path> directories = Files.list(GOLDEN)) {
      return directories.sorted().toList().stream()
          .map(
              directory ->
                  DynamicTest.dynamicTest(
                      directory.getFileName().toString(), () -> check(directory)));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyClientHasGoldenFiles() {
    return McpClients.all().stream()
        .map(McpClient::id)
        .filter(id -> !id.equals(AcmeClients.ID))
        .map(id -> DynamicTest.dynamicTest(id, () -> assertThat(GOLDEN.resolve(id)).exists()));
  }

  private void check(Path directory) throws IOException {
    String id = directory.getFileName().toString().replaceAll("-(main-file|newer-shape)$", "");
    McpClient client =
        McpClients.in(HostEnvironment.of(OperatingSystem.WINDOWS, home, Map.of()))
            .byId(id)
            .orElseThrow()
            .unverified();
    Path before;
    try (Stream<Path> files = Files.list(directory)) {
      before =
          files
              .filter(file -> file.getFileName().toString().startsWith("before."))
              .findFirst()
              .orElseThrow();
    }
    Path file = Files.createTempDirectory(home, id).resolve(before.getFileName().toString());
    Files.copy(before, file);
    ClientConfig config = client.at(file);
    boolean literal = client.refusal("remote", HTTP).isEmpty();
    config
        .plan(
            edit -> {
              edit.put("slack", STDIO).put("mine", STDIO).remove("old");
              if (client.capabilities().http()) {
                edit.put("remote", literal || !client.capabilities().http() ? HTTP : BY_NAME);
              }
              if (client.capabilities().sse()) {
                edit.put("events", SSE);
              }
              if (client.capabilities().onOffSwitch()) {
                edit.disable("slack");
              }
            })
        .write();
    Path after = directory.resolve(before.getFileName().toString().replace("before", "after"));
    if (Boolean.getBoolean("mcpfly.golden.write")) {
      Files.copy(file, after, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(Files.readString(file)).isEqualTo(Files.readString(after));
  }
}
