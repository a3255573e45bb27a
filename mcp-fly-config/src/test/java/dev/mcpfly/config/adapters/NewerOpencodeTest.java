package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenCode 2 reads the entries of version 1 and those in a separate map; a file keeps its shape.
 */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class NewerOpencodeTest {
  private static final McpServerEntry ENTRY =
      McpServerEntry.http(URI.create("https://x.invalid/mcp"));
  private ClientConfig config;

  @BeforeEach
  void emptyHome() throws IOException {
    Path home = Homes.empty(OperatingSystem.LINUX);
    config =
        McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()))
            .opencode()
            .userConfig();
    Files.createDirectories(config.path().getParent());
  }

  private String put(String text, String name, McpServerEntry entry) throws IOException {
    Files.writeString(config.path(), text);
    config.plan(edit -> edit.put(name, entry)).write();
    return Files.readString(config.path());
  }

  @Test
  void aNewFileHasTheShapeThatBothVersionsRead() throws IOException {
    config.plan(edit -> edit.put("a", ENTRY)).write();
    assertThat(Files.readString(config.path()))
        .contains("\"enabled\": true")
        .doesNotContain("\"servers\"");
  }

  @Test
  void aFileOfVersion2KeepsItsShape() throws IOException {
    McpServerEntry slow = ENTRY.timeout(Duration.ofSeconds(9)).enabled(false);
    assertThat(put("{\"mcp\":{\"servers\":{}}}", "a", slow))
        .isEqualTo(
            "{\"mcp\":{\"servers\":{\"a\":{\"type\":\"remote\",\"url\":\"https://x.invalid/mcp\","
                + "\"disabled\":true,\"timeout\":{\"execution\":9000}}}}}");
    assertThat(config.servers()).containsEntry("a", slow);
  }

  @Test
  void otherTimeoutsOfAnEntryStay() throws IOException {
    String text =
        "{\"mcp\":{\"servers\":{\"a\":{\"type\":\"remote\",\"url\":\"https://x.invalid/mcp\","
            + "\"timeout\":{\"startup\":5}}}}}";
    assertThat(put(text, "a", ENTRY.timeout(Duration.ofMillis(7))))
        .isEqualTo(text.replace("\"startup\":5", "\"startup\":5,\"execution\":7"));
    assertThat(put(text, "a", ENTRY)).isEqualTo(text);
  }

  @Test
  void keepsEntriesInPlaceInAFileOfBothShapesAndGroupsNewOnes() throws IOException {
    String both =
        "{\"mcp\":{\"old\":{\"type\":\"local\",\"command\":[\"x\"],\"enabled\":true},"
            + "\"timeout\":{\"catalog\":5},"
            + "\"servers\":{\"native\":{\"type\":\"local\",\"command\":[\"x\"]}}}}";
    Files.writeString(config.path(), both);
    assertThat(config.servers()).containsOnlyKeys("native", "old");
    config.plan(edit -> edit.disable("native").disable("old")).write();
    String off = Files.readString(config.path());
    assertThat(off).contains("\"command\":[\"x\"],\"disabled\":true", "\"enabled\":false");
    assertThat(put(both, "new", ENTRY)).contains("\"new\":{\"type\":\"remote\"");
    assertThat(Files.readString(config.path()))
        .contains("\"servers\":{\"native\":{\"type\":\"local\",\"command\":[\"x\"]}}");
    config.plan(edit -> edit.remove("new").remove("old").remove("native")).write();
    assertThat(Files.readString(config.path()))
        .as("the map that held nothing but entries goes with the last of them")
        .isEqualTo("{\"mcp\":{\"timeout\":{\"catalog\":5}}}");
  }

  @Test
  void nativeEntryWinsOverTheOther() throws IOException {
    String both =
        "{\"mcp\":{\"a\":{\"type\":\"local\",\"command\":[\"old\"]},"
            + "\"servers\":{\"a\":{\"type\":\"local\",\"command\":[\"new\"]}}}}";
    Files.writeString(config.path(), both);
    assertThat(config.servers().get("a").command()).contains("new");
    assertThat(put(both, "a", McpServerEntry.stdio("newer")))
        .isEqualTo(both.replace("[\"new\"]", "[\"newer\"]"));
    assertThatThrownBy(() -> config.plan(edit -> edit.put("a", ENTRY, ConfigEdit.PutMode.ADD)))
        .isInstanceOf(ConfigException.NameInUse.class);
    config.plan(edit -> edit.remove("a")).write();
    assertThat(config.servers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"servers", "timeout"})
  void namesThatMeanSomethingElseAreRefused(String name) throws IOException {
    assertThatThrownBy(() -> config.plan(edit -> edit.put(name, ENTRY)))
        .isInstanceOf(ConfigException.EntryRefused.class);
    String text =
        "{\"mcp\":{\"NAME\":{\"type\":\"local\",\"command\":[\"x\"]}}}".replace("NAME", name);
    Files.writeString(config.path(), text);
    assertThat(config.servers()).containsOnlyKeys(name);
    config.plan(edit -> edit.remove(name)).write();
    assertThat(Files.readString(config.path())).isEqualTo("{\"mcp\":{}}");
  }

  @Test
  void removingANameNeverTakesASectionAway() throws IOException {
    String text =
        "{\"mcp\":{\"timeout\":{\"catalog\":5},\"servers\":{\"a\":{\"type\":\"local\",\"command\":[\"x\"]}}}}";
    Files.writeString(config.path(), text);
    assertThat(config.plan(edit -> edit.remove("servers").remove("timeout")).changesAnything())
        .isFalse();
  }

  @Test
  void secretsOfBothShapesAreHidden() throws IOException {
    Files.writeString(
        config.path(),
        "{\n"
            + "\"mcp\":{\n"
            + "\"a\":{\"type\":\"remote\",\"url\":\"u\",\"headers\":{\"A\":\"s3cret-1\"}},\n"
            + "\"servers\":{\n"
            + "\"b\":{\"type\":\"local\",\"command\":[\"x\"],\"environment\":{\"B\":\"s3cret-2\"}}\n"
            + "}}}");
    assertThat(config.plan(edit -> edit.remove("a").remove("b")).diff())
        .contains("****")
        .doesNotContain("s3cret");
  }

  @Test
  void writesTheSignInInEachShapesFormat() throws IOException {
    McpServerEntry entry =
        ENTRY.signIn(
            McpServerEntry.SignIn.client("id").secret("s").scopes("a", "b").callbackPort(7));
    assertThat(put("{\"mcp\":{\"servers\":{}}}", "a", entry))
        .contains(
            "\"oauth\":{\"client_id\":\"id\",\"client_secret\":\"s\",\"scope\":\"a"
                + " b\",\"callback_port\":7}");
    assertThat(config.servers()).containsEntry("a", entry);
    assertThat(put("{\"mcp\":{}}", "a", entry))
        .contains(
            "\"oauth\":{\"clientId\":\"id\",\"clientSecret\":\"s\",\"scope\":\"a"
                + " b\",\"callbackPort\":7}");
  }
}
