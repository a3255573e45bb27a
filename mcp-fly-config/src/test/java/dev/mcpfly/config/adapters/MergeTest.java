package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * An entry that is put again keeps what its user or its client added to it, whatever its transport
 * was.
 */
class MergeTest {
  private static final URI ENDPOINT = URI.create("https://x.invalid/mcp");

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> keepsAddedMembersWhenAnEntryIsPutAgain() {
    return McpClients.in(HostEnvironment.of(OperatingSystem.WINDOWS, home, Map.of())).all().stream()
        .map(McpClient::unverified)
        .map(client -> DynamicTest.dynamicTest(client.id(), () -> check(client)));
  }

  private void check(McpClient client) throws IOException {
    List<McpServerEntry> entries = new ArrayList<>();
    entries.add(McpServerEntry.stdio("npx", "a").env("A", "1"));
    entries.add(McpServerEntry.stdio("uvx"));
    if (client.capabilities().http()) {
      entries.add(McpServerEntry.http(ENDPOINT).header("X-Key", "1"));
    }
    if (client.capabilities().sse()) {
      entries.add(McpServerEntry.sse(ENDPOINT));
    }
    ClientConfig config = client.at(home.resolve(client.id() + "." + extension(client)));
    for (McpServerEntry first : entries) {
      for (McpServerEntry second : entries) {
        Files.deleteIfExists(config.path());
        config.plan(edit -> edit.put("entry", first)).write();
        String text = Files.readString(config.path());
        String added = add(text, config);
        assertThat(added).isNotEqualTo(text);
        Files.writeString(config.path(), added);
        config.plan(edit -> edit.put("entry", second)).write();
        McpServerEntry present = config.servers().get("entry");
        assertThat(present.unknown()).containsEntry("alwaysAllow", true);
        assertThat(present.unknown().getOrDefault("autoApprove", present.autoApproved()))
            .isEqualTo(List.of("x"));
        assertThat(present.command()).isEqualTo(second.command());
        assertThat(present.args()).isEqualTo(second.args());
        assertThat(present.url()).isEqualTo(second.url());
        assertThat(present.env()).isEqualTo(second.env());
        assertThat(present.headers()).isEqualTo(second.headers());
        // Nothing of the previous transport is left: unknown members are those that were added, and
        // what
        // every new entry of this client has.
        assertThat(present.unknown().keySet())
            .isSubsetOf("autoApprove", "alwaysAllow", "tools", "name", "timeout");
      }
    }
  }

  private static String extension(McpClient client) {
    try {
      String name = client.userConfig().path().toString();
      return name.substring(name.lastIndexOf('.') + 1);
    } catch (ConfigException e) {
      return "json"; // it has no file on this system
    }
  }

  /** Adds two members to the entry, as a user would. */
  private static String add(String text, ClientConfig config) {
    return switch (config.format()) {
      case TOML ->
          text.replaceFirst(
              "(\\.entry\\]|name = \"entry\")\n",
              "$1\nautoApprove = [\"x\"]\nalwaysAllow = true\n");
      case YAML ->
          text.replace("  entry:\n", "  entry:\n    autoApprove: [x]\n    alwaysAllow: true\n")
              .replace(
                  "  - name: entry\n",
                  "  - name: entry\n    autoApprove: [x]\n    alwaysAllow: true\n");
      default ->
          text.replace(
              "\"entry\": {", "\"entry\": {\"autoApprove\": [\"x\"], \"alwaysAllow\": true,");
    };
  }
}
