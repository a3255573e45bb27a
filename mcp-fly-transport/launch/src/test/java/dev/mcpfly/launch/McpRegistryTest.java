package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.launch.RegistryServer.Status;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a registry by itself. */
class McpRegistryTest {
  private final RecordedRegistry recorded = new RecordedRegistry();
  private final McpRegistry registry = recorded.client();

  @AfterEach
  void stop() {
    recorded.close();
  }

  private static String npm(String name, String version) {
    return RegistryDocuments.server(
        name, version, RegistryDocuments.packages(RegistryDocuments.pack("npm", "x", version)));
  }

  @Test
  void findsAllPagesOfASearch() {
    recorded.pageSize(3);
    for (int i = 0; i < 8; i++) {
      recorded.add(npm("io.github.me/notes-" + i, "1.0.0"));
    }
    recorded.add(npm("io.github.me/other", "1.0.0"));
    assertThat(registry.search("NOTES").stream().map(RegistryServer::name))
        .hasSize(8)
        .doesNotContain("io.github.me/other");
    assertThat(recorded.requests())
        .allMatch(r -> r.contains("version=latest") && r.contains("limit=100"));
    assertThat(recorded.requests().get(1)).contains("cursor=a%2Fb%3A3");
  }

  @Test
  void readsAPageOnlyWhenTheStreamComesToIt() {
    recorded.pageSize(2);
    for (int i = 0; i < 8; i++) {
      recorded.add(npm("io.github.me/notes-" + i, "1.0.0"));
    }
    assertThat(registry.search("").stream().limit(2)).hasSize(2);
    assertThat(recorded.requests()).hasSize(1);
  }

  @Test
  void readsAServerInItsLatestAndInAnotherVersion() {
    recorded.add(npm("io.github.me/notes", "1.0.0")).add(npm("io.github.me/notes", "1.1.0"));
    assertThat(registry.server("io.github.me/notes").version()).isEqualTo("1.1.0");
    assertThat(registry.server("io.github.me/notes", "1.0.0").version()).isEqualTo("1.0.0");
    assertThat(registry.versions("io.github.me/notes"))
        .extracting(RegistryServer::version)
        .containsExactly("1.1.0", "1.0.0");
    assertThat(recorded.requests().get(0))
        .contains("/servers/io.github.me%2Fnotes/versions/latest");
  }

  @Test
  void reportsDeprecatedAndDeletedServers() {
    recorded
        .add(npm("io.github.me/old", "1.0.0"), "deprecated", "use new\u001b[31m")
        .add(npm("io.github.me/gone", "1.0.0"), "deleted", "");
    RegistryServer old = registry.server("io.github.me/old");
    assertThat(old.status()).isEqualTo(Status.DEPRECATED);
    assertThat(old.statusMessage()).isEqualTo("use new?[31m");
    assertThat(old)
        .hasToString("io.github.me/old 1.0.0 (deprecated: use new?[31m): A server for tests");
    assertThat(registry.server("io.github.me/gone").status()).isEqualTo(Status.DELETED);
  }

  @Test
  void keepsThePageWhenAnEntryIsNotValid() {
    recorded
        .add(npm("io.github.me/good", "1.0.0"))
        .add(RegistryDocuments.kbag())
        .add(npm("io.github.me/latest", "latest"));
    McpRegistry.Page page = registry.search("");
    assertThat(page.servers())
        .extracting(RegistryServer::name)
        .containsExactly("io.github.me/good");
    assertThat(page.rejected()).hasSize(2).anyMatch(text -> text.contains("\"kbag\""));
  }

  @Test
  void reportsAMissingServer() {
    assertThatThrownBy(() -> registry.server("io.github.me/none"))
        .isInstanceOfSatisfying(RegistryException.class, e -> assertThat(e.isMissing()).isTrue())
        .hasMessageContaining(
            "does not have io.github.me/none in version latest: Server not found.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notes",
        "",
        "a/b/c",
        "a b/c",
        "../x",
        "a/\u001b[31m",
        "__proto__/",
        "a/__proto__",
        "a/..",
        "-a/b"
      })
  void rejectsInvalidNames(String name) {
    assertThatThrownBy(() -> registry.server(name))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("namespace/name");
    assertThat(recorded.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com",
        "https://u:p@example.com",
        "https:///x",
        "file:/etc/passwd",
        "x",
        "https://a/?b",
        "https://a/#b"
      })
  void rejectsInvalidRegistryAddresses(String uri) {
    assertThatThrownBy(() -> McpRegistry.at(URI.create(uri)))
        .isInstanceOf(RegistryException.class)
        .hasMessageNotContaining("u:p");
  }

  @Test
  void acceptsPlainHttpOnlyOnThisMachineOrWithPermission() {
    McpRegistry plain = McpRegistry.at(URI.create("http://registry.invalid"));
    assertThatThrownBy(() -> plain.search("x"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("plain http to registry.invalid");
    assertThatThrownBy(() -> plain.allowPlainHttp().timeout(Duration.ofSeconds(5)).search("x"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("could not be asked");
  }

  @Test
  void removesTheApiVersionFromTheAddress() {
    List<URI> bases = new ArrayList<>();
    for (String end : new String[] {"", "/", "/v0", "/v0.1", "/v0.1/"}) {
      bases.add(McpRegistry.at(URI.create("https://r.example.com/mcp" + end)).uri());
    }
    assertThat(bases).containsOnly(URI.create("https://r.example.com/mcp/"));
    assertThat(McpRegistry.official().uri())
        .isEqualTo(URI.create("https://registry.modelcontextprotocol.io/"));
  }

  @Test
  void showsNoHeader() {
    assertThat(registry.header("Authorization", "Bearer secret-1").toString())
        .doesNotContain("secret-1");
    assertThatThrownBy(() -> registry.header("X", "secret-1\r\nEvil: yes"))
        .isInstanceOf(RegistryException.class)
        .hasMessageNotContaining("secret-1");
  }

  /** Lengths at which a pattern takes for ever, or all of the stack. */
  @ParameterizedTest
  @ValueSource(strings = {"identifier", "version", "registryBaseUrl", "fileSha256", "valueHint"})
  void refusesNamesThatAreTooLong(String member) {
    String text =
        member.equals("valueHint") ? ">".repeat(300_000) + "a" : "a.a" + "/a".repeat(99_999);
    for (String type : List.of("go", "npm", "pypi", "nuget", "oci")) {
      JsonObject pack =
          JsonObject.of("registryType", type)
              .with("identifier", "example.com/server")
              .with("version", "1.0.0")
              .with("transport", JsonObject.of("type", "stdio"));
      pack =
          member.equals("valueHint")
              ? pack.with(
                  "packageArguments",
                  List.of(JsonObject.of("type", "positional").with("valueHint", text)))
              : pack.with(member, text);
      RegistryServer server =
          RegistryServer.parse(
              JsonObject.of("name", "io.github.me/long")
                  .with("version", "1.0.0")
                  .with("packages", List.of(pack))
                  .toJson());
      assertThatThrownBy(server::inputs)
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("at most 2048 are accepted");
    }
  }

  @Test
  void keepsTheHostOfAnAddressWithTwoSlashes() {
    assertThat(McpRegistry.at(URI.create("https://registry.example.com//other.example/x")).uri())
        .hasToString("https://registry.example.com//other.example/x/");
  }
}
