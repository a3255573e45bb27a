package dev.mcpfly.config.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What we write is what Mistral Vibe reads, whose program comes from PyPI; runs with {@code
 * -Pclients}. Vibe has no command that lists servers, but those that change its file read it and
 * rewrite it: what it then writes about our entries is what it understood.
 */
class VibeIT {
  private static final String PACKAGE = "mistral-vibe==3.0.2";
  private static final McpServerEntry STDIO =
      McpServerEntry.stdio("/bin/false", "-y", "a b", "c\\d\"e'f", "ünï")
          .env("KEY", "v #1")
          .timeout(Duration.ofSeconds(90));
  private static final McpServerEntry HTTP =
      McpServerEntry.http(URI.create("https://mcp.invalid/mcp?a=b&c=d"))
          .header("Authorization", "Bearer t0ken=");

  private static Path program;

  @TempDir Path home;

  @BeforeAll
  static void install() throws Exception {
    Path directory =
        Files.createDirectories(
            Path.of(System.getProperty("mcpfly.clients.directory", "target/clients"))
                .toAbsolutePath());
    Path python = newPython(directory);
    assumeThat(python).as("Vibe needs Python 3.12 or newer, which is not on the PATH").isNotNull();
    Path environment = directory.resolve("vibe");
    program = environment.resolve("bin").resolve("vibe");
    run(directory, List.of(python.toString(), "-m", "venv", environment.toString()), 5);
    run(
        directory,
        List.of(environment.resolve("bin/pip").toString(), "install", "--quiet", PACKAGE),
        10);
  }

  private static Path newPython(Path directory) throws Exception {
    List<Path> candidates = new ArrayList<>();
    for (String name : List.of("python3", "python3.14", "python3.13", "python3.12")) {
      candidates.add(Path.of(name));
    }
    Path pyenv = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
    if (Files.isDirectory(pyenv)) {
      try (Stream<Path> versions = Files.list(pyenv)) {
        versions.sorted().map(version -> version.resolve("bin/python3")).forEach(candidates::add);
      }
    }
    for (Path candidate : candidates) {
      try {
        run(
            directory,
            List.of(
                candidate.toString(),
                "-c",
                "import sys, venv; sys.exit(not (3, 12) <= sys.version_info < (3, 14))"),
            1);
        return candidate;
      } catch (IOException | AssertionError e) {
        // Not there, or not new enough.
      }
    }
    return null;
  }

  private static String run(Path home, List<String> command, int minutes) throws Exception {
    Path output = home.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("VIBE_HOME");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(minutes, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
      String said = Files.readString(output);
      assertThat(process.exitValue()).as(said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private String vibe(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "mcp"));
    command.addAll(List.of(arguments));
    try {
      return run(home, command, 3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsWhatWeWriteAndWeReadWhatItWrites() throws Exception {
    ClientConfig config =
        McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()))
            .mistralVibe()
            .userConfig();
    Files.createDirectories(config.path().getParent());
    Files.writeString(config.path(), "# mine\nautocopy_to_clipboard = true\n");
    config
        .plan(
            edit ->
                edit.put("local", STDIO)
                    .put("remote", HTTP)
                    .put("off", McpServerEntry.stdio("/bin/false"))
                    .put("gone", McpServerEntry.stdio("/bin/false"))
                    .disable("off"))
        .write();
    String ours = Files.readString(config.path());

    assertThat(vibe("remove", "gone")).contains("Removed MCP server `gone`");
    assertThat(Files.readString(config.path())).as("was written by Vibe").isNotEqualTo(ours);
    assertThat(config.servers())
        .containsOnlyKeys("local", "remote", "off")
        .containsEntry("local", STDIO)
        .containsEntry("remote", HTTP);
    assertThat(config.servers().get("off").enabled()).hasValue(false);

    vibe("add", "theirs", "--transport", "stdio", "--command", "/bin/true", "--arg", "a b");
    assertThat(config.servers()).containsEntry("theirs", McpServerEntry.stdio("/bin/true", "a b"));
    config.plan(edit -> edit.remove("theirs").rename("remote", "renamed")).write();
    assertThat(vibe("remove", "renamed")).contains("Removed MCP server `renamed`");
    assertThat(config.servers()).containsOnlyKeys("local", "off");
  }
}
