package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that cannot be read, or cannot be meant, are one sentence, and nothing is started. */
@Timeout(60)
class RulesInputTest {
  private static final String UNKNOWN_SCOPE =
      "{\"tools\":{\"scopes\":{\"%s\":{\"allow\":[\"*\"]}}}}";

  static Stream<byte[]> unreadable() {
    Stream<String> texts =
        Stream.of(
            "null",
            "true",
            "1",
            "\"tools\"",
            "{}{}",
            "{} x",
            "{\"tools\":null}",
            "{\"tools\":[]}",
            "{\"tools\":\"*\"}",
            "{\"tools\":{\"allow\":null}}",
            "{\"tools\":{\"allow\":[null]}}",
            "{\"tools\":{\"allow\":[[\"a\"]]}}",
            "{\"tools\":{\"allow\":{\"a\":true}}}",
            "{\"tools\":{\"deny\":[\"a\\u0000b\"]}}",
            "{\"tools\":{\"Allow\":[\"a\"]}}",
            "{\"Tools\":{}}",
            "{\"tools\":{},\"tools\":{}}",
            "{\"tools\":{\"principals\":{\"\":{\"allow\":[\"a\"]}}}}",
            "{\"tools\":{\"principals\":{\"a\":[]}}}",
            "{\"tools\":{\"principals\":{\"a\":{\"principals\":{}}}}}",
            "{\"tools\":{\"scopes\":{\"\":{\"allow\":[\"a\"]}}}}",
            "{\"tools\":{\"scopes\":{\"a\\\"b\":{\"allow\":[\"a\"]}}}}",
            UNKNOWN_SCOPE.formatted("mcp"),
            UNKNOWN_SCOPE.formatted("a:b/c"),
            UNKNOWN_SCOPE.formatted("\\u001b[31m"),
            UNKNOWN_SCOPE.replace("tools", "prompts").formatted("read"),
            UNKNOWN_SCOPE.replace("tools", "resources").formatted("read"),
            "{\"prompts\":{\"principals\":{\"nobody\":{\"allow\":[\"*\"]}}}}",
            "{\"limits\":null}",
            "{\"limits\":[]}",
            "{\"limits\":{\"callsPerMinute\":null}}",
            "{\"limits\":{\"callsPerMinute\":\"60\"}}",
            "{\"limits\":{\"callsPerMinute\":true}}",
            "{\"limits\":{\"callsPerMinute\":-0}}",
            "{\"limits\":{\"callsPerMinute\":0.5}}",
            "{\"limits\":{\"callsPerMinute\":1e999}}",
            "{\"limits\":{\"callsPerMinute\":1e-9}}",
            "{\"limits\":{\"callsAtOnce\":0}}",
            "{\"limits\":{\"callsAtOnce\":-9223372036854775809}}",
            "{\"limits\":{\"callsAtOnce\":" + "9".repeat(400) + "}}",
            "{\"limits\":{\"principals\":{\"bob\":{\"callsAtOnce\":0}}}}",
            "{\"limits\":{\"principals\":{\"nobody\":{\"callsAtOnce\":1}}}}",
            "{\"limits\":{\"scopes\":{\"a\":{\"callsAtOnce\":1}}}}",
            "{\"principals\":[]}",
            "{\"principals\":{\"a\":{\"tokenFrom\":1}}}",
            "{\"principals\":{\"a\":{\"tokenFrom\":\"\"}}}",
            "{\"principals\":{\"a\\u001b\":{\"tokenFrom\":\"T\"}}}",
            "{\"principals\":{\"a\":{\"environment\":[]}}}",
            "{\"principals\":{\"a\":{\"environment\":{\"\":\"C\"}}}}",
            "{\"principals\":{\"a\":{\"environment\":{\"A\":1}}}}",
            "{\"tools\":".repeat(5000),
            "[".repeat(100_000),
            "{\"tools\":{\"allow\":[\"" + "a".repeat(2_000_000) + "\"",
            "{" + " ".repeat(9_000_000) + "}");
    return Stream.concat(
        texts.map(text -> text.getBytes(StandardCharsets.UTF_8)),
        Stream.of(
            new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
            new byte[] {0},
            "{\"tools\":{}}".getBytes(StandardCharsets.UTF_16)));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void rejectsAFileOfRulesInOneSentence(byte[] rules, @TempDir Path directory) throws Exception {
    Path file = directory.resolve("rules.json");
    Files.write(file, rules);
    assertRefused(directory, file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "none.json", "a\nb", "/dev/zero"})
  void rejectsAPathThatIsNotAFileOfRules(String path, @TempDir Path directory) throws Exception {
    assertRefused(directory, directory.resolve(path));
  }

  private static void assertRefused(Path directory, Path file) {
    String said =
        PrincipalEnvironmentTest.run(directory, Map.of("T", "secret"), "--rules", file.toString());
    assertThat(said.strip().lines()).as(said).hasSize(1);
    assertThat(said)
        .startsWith("mcp-fly-relay: ")
        .hasSizeLessThan(700)
        .doesNotContain("\u001b", "secret");
    assertThat(directory.resolve("started")).doesNotExist();
  }

  static Stream<Consumer<Relay.Builder>> senseless() {
    return Stream.of(
        r -> r.tools(null),
        r -> r.tools(t -> t.allow((String) null)),
        r -> r.tools(t -> t.allow((String[]) null)),
        r -> r.tools(t -> t.allow(" ")),
        r -> r.tools(t -> t.deny("a\u001bb")),
        r -> r.tools(t -> t.forPrincipal("", p -> p.allow("*"))),
        r -> r.tools(t -> t.forPrincipal("a\nb", p -> p.allow("*"))),
        r -> r.tools(t -> t.forPrincipal("nobody", p -> p.allow("*"))),
        r -> r.tools(t -> t.forPrincipal("bob", null)),
        r -> r.tools(t -> t.forScope("a b", s -> s.allow("*"))),
        r -> r.tools(t -> t.forScope("\u001b", s -> s.allow("*"))),
        r -> r.tools(t -> t.forScope("read", s -> s.allow("*"))),
        r -> r.callerLimits(null),
        r -> r.callerLimits(l -> l.callsPerMinute(0)),
        r -> r.callerLimits(l -> l.callsPerMinute(Integer.MIN_VALUE)),
        r -> r.callerLimits(l -> l.callsAtOnce(0)),
        r -> r.callerLimits(l -> l.forPrincipal("bob", b -> b.callsAtOnce(0))),
        r -> r.callerLimits(l -> l.forPrincipal("nobody", b -> b.callsAtOnce(1))));
  }

  @ParameterizedTest
  @MethodSource("senseless")
  void rejectsRulesOfAProgramInOneSentence(Consumer<Relay.Builder> rules) {
    CatalogServer server = new CatalogServer(false);
    assertThatThrownBy(
            () -> {
              Relay.Builder builder = new Relay.Builder(server).port(0).principal("bob", "b");
              rules.accept(builder);
              builder.start().close();
            })
        .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
        .message()
        .hasLineCount(1)
        .doesNotContain("\u001b");
    assertThat(server.heard).isEmpty();
  }
}
