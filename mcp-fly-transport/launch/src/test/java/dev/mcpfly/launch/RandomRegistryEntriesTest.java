package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mcpfly.api.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random documents by the schema of {@code server.json}, and random values for their inputs. What
 * comes of them is a sentence, or words in which each value is where it belongs: the words are
 * handed to a real shell where a launch would use one.
 */
@Timeout(120)
class RandomRegistryEntriesTest {
  private static final int DOCUMENTS = Integer.getInteger("mcpfly.registry.documents", 200);

  private static final String[] NASTY = {
    "plain",
    "-x",
    "--yes",
    "--registry=http://evil.example",
    "two words",
    "it's",
    "\"quoted\"",
    "$(touch /tmp/owned)",
    "`id`",
    "${HOME}",
    "${API_KEY}",
    "$HOME",
    "a;b",
    "a|b&c",
    "a\nb",
    "a\r\nb",
    "\0",
    "a\0b",
    "\u001b[31m",
    "\u202egnp.exe",
    "",
    " ",
    "*",
    "~",
    "\\",
    "%s%n",
    "{name}",
    "{other}",
    "é☃😀",
    "../../etc/passwd",
    "true",
    "-1",
    "1e5",
    "http://169.254.169.254/"
  };

  private static final String[] TYPES = {
    "npm", "pypi", "oci", "nuget", "go", "cargo", "smithery", "mcpb", "NPM"
  };

  private static final String[] IDENTIFIERS = {
    "notes",
    "@me/notes",
    "ghcr.io/me/notes:1.0",
    "github.com/me/notes",
    "-rf",
    "--package=evil",
    "../evil",
    "https://evil.example/x.tgz",
    "file:/etc/passwd",
    "git+ssh://evil/x",
    "a b",
    "a;b",
    "$(id)",
    "user:pass@host/img",
    "a@latest",
    "__proto__",
    "\u202eevil"
  };

  @TempDir Path folder;
  private Random random = new Random();
  private final List<String> secrets = new ArrayList<>();

  /** Programs that print their arguments, each ended by NUL. */
  @BeforeEach
  void makePrograms() throws IOException {
    for (String name : new String[] {"npx", "uvx", "go", "dnx"}) {
      ProgramFiles.write(folder.resolve(name), "#!/bin/sh\nprintf '%s\\0' \"$0\" \"$@\"\n");
    }
  }

  private String any(String... of) {
    return of[random.nextInt(of.length)];
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String text() {
    return chance(50) ? any("value", "b", "10") : any(NASTY);
  }

  private JsonObject input(boolean withVariables) {
    JsonObject input = JsonObject.empty();
    if (chance(50)) {
      input = input.with("description", text());
    }
    if (chance(40)) {
      input = input.with("isRequired", chance(50));
    }
    if (chance(30)) {
      input = input.with("isSecret", chance(60));
    }
    if (chance(30)) {
      input = input.with("format", any("string", "number", "boolean", "filepath", "odd"));
    }
    if (chance(25)) {
      input = input.with("default", text());
    }
    if (chance(15)) {
      input = input.with("choices", List.of(text(), text()));
    }
    if (withVariables && chance(35)) {
      input =
          input.with("value", chance(50) ? text() : any("{name}", "K={name}", "{name}-{other}"));
      if (chance(70)) {
        input =
            input.with(
                "variables",
                JsonObject.of("name", input(false))
                    .with(chance(80) ? "other" : text(), input(false)));
      }
    }
    return chance(3) ? input.with("value", 5) : input;
  }

  private JsonObject argument() {
    JsonObject argument = input(true);
    if (chance(50)) {
      return argument
          .with("type", "named")
          .with("name", chance(80) ? any("--flag", "-f", "bare", "--Other.one") : text())
          .with("isRepeated", chance(20));
    }
    argument = argument.with("type", chance(97) ? "positional" : text());
    return chance(70) ? argument.with("valueHint", any("hint", "place", "name")) : argument;
  }

  private List<JsonObject> some(int most, java.util.function.Supplier<JsonObject> make) {
    List<JsonObject> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(make.get());
    }
    return list;
  }

  private JsonObject pack() {
    String type = any(TYPES);
    JsonObject transport =
        chance(75)
            ? JsonObject.of("type", "stdio")
            : JsonObject.of("type", any("streamable-http", "sse", "odd"))
                .with(
                    "url",
                    any(
                        "http://localhost:8000/mcp",
                        "http://localhost:{--flag}/mcp",
                        "x",
                        "{hint}"));
    return JsonObject.of("registryType", type)
        .with(
            "identifier",
            chance(70) ? IDENTIFIERS[TYPES.length > 0 ? random.nextInt(4) : 0] : any(IDENTIFIERS))
        .with("version", chance(80) ? "1.2.3" : any("latest", "^1", "", "-v", "1.0;id", "v2"))
        .with("transport", transport)
        .with("runtimeArguments", chance(30) ? some(3, this::argument) : List.of())
        .with("packageArguments", some(5, this::argument))
        .with(
            "environmentVariables",
            some(
                4,
                () ->
                    input(true).with("name", chance(85) ? any("API_KEY", "MODE", "A_B") : text())));
  }

  private JsonObject document() {
    JsonObject document =
        JsonObject.of("name", chance(97) ? "io.github.me/notes" : text())
            .with("description", text())
            .with("version", chance(95) ? "1.0.0" : text())
            .with("packages", some(3, this::pack));
    if (chance(40)) {
      document =
          document.with(
              "remotes",
              some(
                  2,
                  () ->
                      JsonObject.of("type", any("streamable-http", "sse", "odd"))
                          .with(
                              "url",
                              any(
                                  "https://example.com/mcp",
                                  "https://{name}.example.com/mcp",
                                  "{name}/mcp",
                                  "http://10.0.0.1/",
                                  "https://u:p@example.com"))
                          .with("variables", JsonObject.of("name", input(false)))
                          .with(
                              "headers",
                              some(
                                  2,
                                  () ->
                                      input(true)
                                          .with("name", any("X-Key", "Host", "Authorization"))))));
    }
    return chance(5) ? document.with(any("packages", "remotes"), text()) : document;
  }

  @Test
  void yieldOneSentenceOrACommandWithEachValueInItsPlace() throws Exception {
    long seed = Long.getLong("mcpfly.seed", 20261129);
    System.out.println("seed of random registry entries: " + seed);
    int launched = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      random = new Random(seed + i);
      JsonObject document = document();
      try {
        launched += check(document) ? 1 : 0;
      } catch (RuntimeException | AssertionError e) {
        fail("seed %d, document %d: %s".formatted(seed, i, document.toJson()), e);
      }
    }
    assertThat(launched).as("documents that come to something").isPositive();
  }

  /** Returns whether something would have been launched. */
  private boolean check(JsonObject document) throws Exception {
    RegistryServer server;
    RegistrySelection selection;
    List<RegistryInput> inputs;
    try {
      server = RegistryServer.parse(document.toJson());
      assertHarmless(server.toString());
      selection =
          RegistrySelection.of(server, chance(70) ? "" : any("npm", "pypi", "oci", "remote"));
      inputs = selection.inputs();
    } catch (RegistryException e) {
      assertSentence(e);
      return false;
    }
    Map<String, List<String>> given = new LinkedHashMap<>();
    secrets.clear();
    for (RegistryInput input : inputs) {
      assertHarmless(input.toString());
      if (input.isRequired() || chance(60)) {
        List<String> values = new ArrayList<>();
        for (int i = input.isRepeated() ? 1 + random.nextInt(3) : 1; i > 0; i--) {
          values.add(value(input));
        }
        given.put(input.name(), values);
      }
    }
    RegistryRun run;
    try {
      run = selection.run(given, Map.of(), Set.of());
    } catch (RegistryException e) {
      assertSentence(e);
      secrets.forEach(secret -> assertThat(e.getMessage()).doesNotContain(secret));
      return false;
    }
    assertPlaces(run, given);
    return true;
  }

  private String value(RegistryInput input) {
    if (!input.choices().isEmpty() && chance(80)) {
      return any(input.choices().toArray(String[]::new));
    }
    String value =
        switch (input.format()) {
          case "number" -> chance(80) ? any("5", "-5", "1.5") : text();
          case "boolean" -> chance(80) ? any("true", "FALSE") : text();
          default -> text();
        };
    if (input.isSecret() && input.format().equals("string")) {
      String secret = value + "-s3cr3t-" + random.nextInt(1000);
      secrets.add(secret);
      return secret;
    }
    return value;
  }

  private static void assertSentence(RegistryException e) {
    assertHarmless(String.valueOf(e.getMessage()));
    assertThat(e.getMessage()).matches("(?s).*[.)]$").hasSizeLessThan(5000);
  }

  private static void assertHarmless(String text) {
    assertThat(
            text.codePoints()
                .filter(c -> Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e)))
        .as(text)
        .isEmpty();
  }

  private void assertPlaces(RegistryRun run, Map<String, List<String>> given) throws Exception {
    String all = run.command() + " " + run.environment() + " " + run.image() + " " + run;
    secrets.forEach(secret -> assertThat(all).doesNotContain(secret));
    if (run.remote() != null) {
      assertThat(run.remote().uri().getScheme()).isEqualTo("https");
      assertThat(run.remote().uri().getHost()).matches("[a-z0-9.-]+");
      run.remote().headers().values().forEach(RandomRegistryEntriesTest::assertHarmlessHeader);
      return;
    }
    run.environment().keySet().forEach(name -> assertThat(name).matches("[A-Za-z_][A-Za-z0-9_]*"));
    run.secrets().keySet().forEach(name -> assertThat(name).matches("[A-Za-z_][A-Za-z0-9_]*"));
    Map<String, String> variables = new HashMap<>(run.environment());
    variables.putAll(run.secrets());
    List<String> filled = References.filled(run.command(), variables);
    for (String word : filled) {
      assertThat(word).doesNotContain("\0");
    }
    // A value that looks like an option is never a word of its own.
    given.values().stream()
        .flatMap(List::stream)
        .filter(value -> value.startsWith("-") && value.length() > 1)
        .filter(value -> !value.equals("-1") || !filled.contains("-1"))
        .forEach(value -> assertThat(occurrences(run, value)).as(value).isZero());
    if (run.command().isEmpty() || run.type().equals("oci")) {
      return;
    }
    assertThat(run.command().get(0)).isIn("npx", "uvx", "go", "dnx");
    assertThat(started(References.startable(run.command()), variables)).isEqualTo(filled);
  }

  private static void assertHarmlessHeader(String value) {
    assertThat(value).matches("[\\x20-\\x7e\\t]*");
  }

  /** How often a value is a word that the publisher has not written. */
  private static long occurrences(RegistryRun run, String value) {
    return run.command().stream().filter(value::equals).count() == 0
        ? 0
        : run.command().stream()
            .filter(value::equals)
            .filter(word -> !word.equals("-x") && !word.equals("--yes"))
            .filter(word -> !word.startsWith("--registry="))
            .count();
  }

  /** Starts the words as a machine would, and returns what the program was handed. */
  private List<String> started(List<String> words, Map<String, String> variables) throws Exception {
    List<String> real = new ArrayList<>(words);
    @Nullable Path program = real.get(0).equals("/bin/sh") ? null : folder.resolve(real.get(0));
    if (program != null) {
      real.set(0, program.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(real);
    builder.environment().clear();
    variables.forEach(builder.environment()::put);
    builder.environment().put("PATH", folder + ":/bin:/usr/bin");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
    List<String> handed = new ArrayList<>(Arrays.asList(output.split("\0", -1)));
    handed.remove(handed.size() - 1);
    handed.set(0, Path.of(handed.get(0)).getFileName().toString());
    return handed;
  }
}
