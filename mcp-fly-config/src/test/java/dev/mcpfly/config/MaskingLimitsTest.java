package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.mcpfly.config.internal.secret.LooseSecrets;
import dev.mcpfly.config.internal.secret.SecretSpans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets are looked for in any text: no white space, no length and no depth is too much. */
class MaskingLimitsTest {
  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  @Test
  void masksTextOfAnyLengthDepthAndForm() {
    List<String> nasty = new ArrayList<>();
    for (int space :
        new int[] {0x0b, 0x1c, 0x1f, 0x85, 0xa0, 0x1680, 0x2002, 0x2007, 0x2028, 0x205f, 0x3000}) {
      nasty.add("a" + (char) space + "b");
      nasty.add("" + (char) space);
    }
    for (String part :
        List.of(
            "\"",
            "'",
            "\\",
            "\"\\\"",
            "{",
            "[",
            "(",
            "://",
            "a=",
            "=",
            ":",
            ";",
            "&",
            "@",
            "$",
            "${",
            "%",
            "//",
            "/*",
            "#",
            "-",
            "- ",
            "--token=",
            "sh -c '",
            "{\"a\":\"",
            "\n",
            "eyJ",
            "Bearer ",
            "\ud83d",
            "\u0000",
            "a b=c;d=e ",
            "1,")) {
      nasty.add(part.repeat(8_000));
      nasty.add("x" + part.repeat(8_000) + "y");
    }
    ClientConfig config = clients.zed().at(home.resolve("zed.json"));
    assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          for (String text : nasty) {
            assertThat(McpServerEntry.stdio("x", text, "-c", text).toString())
                .startsWith("STDIO x");
            assertThat(McpServerEntry.stdio(text, text).toString()).startsWith("STDIO ");
            if (text.indexOf('\ud83d') < 0 && text.indexOf('\0') < 0) {
              McpServerEntry entry = McpServerEntry.stdio("x", text).env("A", text + "\nb");
              assertThat(config.plan(edit -> edit.put("e", entry)).diff()).contains("\"e\"");
            }
          }
        });
  }

  @Test
  void masksRandomTextsWithoutErrors() {
    long seed = Long.getLong("mcpfly.masking.seed", 20_261_128);
    System.out.println("-Dmcpfly.masking.seed=" + seed);
    Random random = new Random(seed);
    String[] parts = {
      "\"",
      "'",
      "\\",
      "{",
      "}",
      "[",
      "]",
      "://",
      "=",
      ":",
      ";",
      "@",
      "${A}",
      "$",
      "#",
      "//",
      "- ",
      " ",
      "\n",
      "\u3000",
      "--token",
      "-p",
      "-H",
      "sh -c",
      "env",
      "a",
      "B1",
      "Bearer ",
      "\"env\": {",
      "/",
      "?",
      "&",
      ",",
      "\r\n",
      "\t"
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(30); n >= 0; n--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String word = text.toString();
      assertThat(McpServerEntry.stdio("x", word, "-c", word).toString()).startsWith("STDIO x");
      SecretSpans spans = new SecretSpans();
      LooseSecrets.of(word, 0, word.length(), random.nextBoolean(), 0, spans);
      assertThat(spans.hide(word)).isNotNull();
    }
  }
}
