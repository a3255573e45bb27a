package dev.mcpfly.config.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every adapter keeps to, whatever its client is. Extend it with the id of a client that
 * {@link McpClients} knows, built in or by a {@link dev.mcpfly.config.McpClientProvider}.
 */
public abstract class McpClientContract {
  private static final String NAME = "contract-new";

  /** Names that mean something to a path, a format or a language. */
  private static final List<String> HOSTILE_NAMES =
      List.of(
          "a.b",
          "my server.1",
          "a/b",
          "a\\b",
          "a\"b",
          "a'b",
          "a\nb",
          "__proto__",
          "constructor",
          "ünïcode",
          "\ud83d\ude80",
          "on",
          "null",
          "1",
          "1.5",
          " ",
          "# x",
          "a: b",
          "- a",
          "*a");

  @TempDir protected Path scratch;

  /** Returns the id of the client. */
  protected abstract String clientId();

  /** Returns an empty home directory; override it to test on another file system. */
  protected Path emptyHome(OperatingSystem system) throws IOException {
    return Files.createTempDirectory(scratch, system.name());
  }

  /** Returns the systems on which the client has a user's file. */
  protected List<OperatingSystem> systems() {
    return List.of(OperatingSystem.values());
  }

  /** Returns whether the client reads a file that starts with a byte order mark. */
  protected boolean acceptsByteOrderMark() {
    return true;
  }

  /**
   * Returns the files that an edit is tried on; override it where entries are not a map below one
   * key.
   */
  protected List<NastyFile> nastyFiles(ClientConfig config) {
    return NastyFile.of(config.format(), config.keys().get(0), acceptsByteOrderMark());
  }

  /** Returns a command; override it for a client that cannot start one with spaces in its path. */
  protected String command() {
    return "C:\\Program Files\\x.exe";
  }

  /** Returns the user's configuration in a new home. */
  protected ClientConfig config(OperatingSystem system) {
    try {
      return client(system, emptyHome(system)).userConfig();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private McpClient client(OperatingSystem system, Path home) {
    McpClient client =
        McpClients.in(HostEnvironment.of(system, home, Map.of())).byId(clientId()).orElseThrow();
    return client.confidence().isCertain() ? client : client.unverified();
  }

  private List<McpServerEntry> entries(ClientConfig config) {
    List<McpServerEntry> entries = new ArrayList<>();
    McpClient.Capabilities can = config.client().capabilities();
    if (can.stdio()) {
      entries.add(
          McpServerEntry.stdio(command(), "-y", "a b", "ünï \"q\"", "%PATH%")
              .env("TOKEN", "s3cret%\\\"'é#:,"));
    }
    URI endpoint = URI.create("https://app.fly.dev/mcp?a=b&c=d#e");
    if (can.http()) {
      String token = "Bearer t%\\\"'#:,";
      McpServerEntry remote = McpServerEntry.http(endpoint);
      McpServerEntry literal = remote.header("Authorization", token);
      boolean taken = config.refusal(NAME, literal).isEmpty();
      entries.add(taken ? literal : remote.header("X-Authorization", token));
    }
    if (can.sse()) {
      entries.add(McpServerEntry.sse(endpoint).header("X-Key", "k"));
    }
    return entries;
  }

  @TestFactory
  Stream<DynamicTest> editsDifficultFilesCleanlyOrRejectsThem() {
    return systems().stream()
        .flatMap(
            system ->
                nastyFiles(config(system)).stream()
                    .map(
                        file ->
                            DynamicTest.dynamicTest(
                                system + ": " + file.title(), () -> check(system, file))));
  }

  private void check(OperatingSystem system, NastyFile file) throws IOException {
    ClientConfig config = config(system);
    Files.createDirectories(config.path().getParent());
    Files.write(config.path(), file.bytes());
    McpServerEntry entry = entries(config).get(0);
    if (file.outcome() == NastyFile.Outcome.REFUSED) {
      assertThatThrownBy(() -> config.plan(edit -> edit.put(NAME, entry)))
          .isInstanceOfSatisfying(
              ConfigException.Malformed.class,
              e -> {
                assertThat(e.line()).isPositive();
                assertThat(e.column()).isPositive();
                assertThat(e.reason()).isNotBlank();
                assertThat(e).hasMessageContaining(config.path().toString());
              });
      assertThat(Files.readAllBytes(config.path())).isEqualTo(file.bytes());
      return;
    }
    Map<String, McpServerEntry> before = config.servers();
    for (McpServerEntry each : entries(config)) {
      ConfigPlan.Written written = config.plan(edit -> edit.put(NAME, each)).write();
      Map<String, McpServerEntry> after = new LinkedHashMap<>(config.servers());
      assertSame(after.remove(NAME), each);
      assertThat(after).isEqualTo(before);
      written.undo();
      assertThat(Files.readAllBytes(config.path())).isEqualTo(file.bytes());
      config.plan(edit -> edit.put(NAME, each)).write();
      config.plan(edit -> edit.remove(NAME)).write();
      if (file.outcome() == NastyFile.Outcome.EDITED) {
        assertThat(Files.readAllBytes(config.path())).isEqualTo(file.bytes());
      } else {
        assertThat(config.servers()).isEmpty();
        Files.write(config.path(), file.bytes());
      }
    }
  }

  private static void assertSame(McpServerEntry actual, McpServerEntry expected) {
    assertThat(actual).isNotNull();
    // Some clients detect what a URL speaks, and their file does not say.
    boolean unsaid = expected.transport() == McpServerEntry.Transport.SSE;
    assertThat(actual.transport())
        .isIn(expected.transport(), unsaid ? McpServerEntry.Transport.HTTP : expected.transport());
    assertThat(actual.command()).isEqualTo(expected.command());
    assertThat(actual.args()).isEqualTo(expected.args());
    assertThat(actual.url()).isEqualTo(expected.url());
    assertThat(actual.env()).isEqualTo(expected.env());
    assertThat(actual.headers()).isEqualTo(expected.headers());
  }

  @TestFactory
  Stream<DynamicTest> createsAFileAndDeletesItAgain() {
    return systems().stream()
        .map(
            system ->
                DynamicTest.dynamicTest(
                    system.name(),
                    () -> {
                      Path home = emptyHome(system);
                      ClientConfig config = client(system, home).userConfig();
                      assertThat(config.servers()).isEmpty();
                      McpServerEntry entry = entries(config).get(0);
                      ConfigPlan.Written written =
                          config.plan(edit -> edit.put(NAME, entry)).write();
                      assertSame(config.servers().get(NAME), entry);
                      assertThat(Files.readString(config.path())).endsWith("\n");
                      written.undo();
                      try (Stream<Path> left = Files.list(home)) {
                        assertThat(left).isEmpty();
                      }
                    }));
  }

  @Test
  void changesTheTransportOfAnEntryAndKeepsTheUsersMembers() {
    ClientConfig config = config(systems().get(0));
    for (McpServerEntry first : entries(config)) {
      for (McpServerEntry second : entries(config)) {
        config.plan(edit -> edit.put(NAME, first, ConfigEdit.PutMode.REPLACE)).write();
        config.plan(edit -> edit.put(NAME, second)).write();
        assertSame(config.servers().get(NAME), second);
        assertThat(config.plan(edit -> edit.put(NAME, second)).changesAnything()).isFalse();
      }
    }
  }

  @Test
  void rejectsWhatTheClientCannotDo() {
    ClientConfig config = config(systems().get(0));
    McpClient.Capabilities can = config.client().capabilities();
    Map<McpServerEntry, Boolean> supported = new LinkedHashMap<>();
    supported.put(McpServerEntry.stdio("x"), can.stdio());
    supported.put(McpServerEntry.http(URI.create("https://x.invalid/mcp")), can.http());
    supported.put(McpServerEntry.sse(URI.create("https://x.invalid/sse")), can.sse());
    supported.put(McpServerEntry.stdio("x").enabled(false), can.stdio() && can.onOffSwitch());
    supported.forEach(
        (entry, possible) -> {
          assertThat(config.client().refusal(NAME, entry).isEmpty()).isEqualTo(possible);
          if (!possible) {
            assertThatThrownBy(() -> config.plan(edit -> edit.put(NAME, entry)))
                .isInstanceOf(ConfigException.EntryRefused.class)
                .hasMessageContaining(config.client().displayName());
          }
        });
    assertThat(config.client().refusal("", McpServerEntry.stdio("x"))).isPresent();
    assertThat(config.exists()).isFalse();
  }

  @Test
  void acceptsEveryNameThatItDoesNotReject() throws IOException {
    ClientConfig config = config(systems().get(0));
    McpServerEntry entry = entries(config).get(0);
    config.plan(edit -> edit.put(NAME, entry)).write();
    byte[] before = Files.readAllBytes(config.path());
    for (String name : HOSTILE_NAMES) {
      if (config.refusal(name, entry).isPresent()) {
        assertThatThrownBy(() -> config.plan(edit -> edit.put(name, entry)))
            .isInstanceOf(ConfigException.EntryRefused.class);
        assertThatThrownBy(() -> config.plan(edit -> edit.rename(NAME, name)))
            .isInstanceOf(ConfigException.EntryRefused.class);
        continue;
      }
      config.plan(edit -> edit.put(name, entry)).write();
      assertThat(config.servers()).containsOnlyKeys(NAME, name);
      assertSame(config.servers().get(name), entry);
      config.plan(edit -> edit.remove(name)).write();
      assertThat(Files.readAllBytes(config.path())).isEqualTo(before);
      config.plan(edit -> edit.rename(NAME, name)).write();
      assertThat(config.servers()).containsOnlyKeys(name);
      config.plan(edit -> edit.rename(name, NAME)).write();
      assertThat(config.servers()).containsOnlyKeys(NAME);
      Files.write(config.path(), before); // a name that needed quotes may have left them behind
    }
  }

  @Test
  void doesNotOverwriteAnEntryThatIsOnlyToBeAdded() {
    ClientConfig config = config(systems().get(0));
    McpServerEntry entry = entries(config).get(0);
    config.plan(edit -> edit.put(NAME, entry, ConfigEdit.PutMode.ADD)).write();
    assertThatThrownBy(() -> config.plan(edit -> edit.put(NAME, entry, ConfigEdit.PutMode.ADD)))
        .isInstanceOf(ConfigException.NameInUse.class);
  }

  @Test
  void switchesAnEntryOffAndOnIfSupported() {
    ClientConfig config = config(systems().get(0));
    McpServerEntry entry = entries(config).get(0);
    config.plan(edit -> edit.put(NAME, entry)).write();
    if (!config.client().capabilities().onOffSwitch()) {
      assertThatThrownBy(() -> config.plan(edit -> edit.disable(NAME)))
          .isInstanceOf(ConfigException.EntryRefused.class);
      return;
    }
    config.plan(edit -> edit.disable(NAME)).write();
    assertThat(config.servers().get(NAME).enabled()).contains(false);
    config.plan(edit -> edit.put(NAME, entry)).write();
    assertThat(config.servers().get(NAME).enabled()).contains(false);
    config.plan(edit -> edit.enable(NAME)).write();
    assertThat(config.servers().get(NAME).enabled()).contains(true);
  }

  @Test
  void renamesAnEntry() {
    ClientConfig config = config(systems().get(0));
    McpServerEntry entry = entries(config).get(0);
    config.plan(edit -> edit.put(NAME, entry)).write();
    config.plan(edit -> edit.rename(NAME, "renamed")).write();
    assertThat(config.servers()).doesNotContainKey(NAME);
    assertSame(config.servers().get("renamed"), entry);
  }

  @Test
  void hidesSecretsInTheDiff() {
    ClientConfig config = config(systems().get(0));
    for (McpServerEntry entry : entries(config)) {
      String diff = config.plan(edit -> edit.put(NAME, entry)).diff();
      assertThat(diff)
          .contains(NAME)
          .contains("****")
          .doesNotContain("s3cret")
          .doesNotContain("Bearer t");
    }
  }
}
