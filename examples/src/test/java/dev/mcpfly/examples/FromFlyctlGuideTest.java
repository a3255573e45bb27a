package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guide for people who know flyctl. */
@Timeout(120)
class FromFlyctlGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** All flags of {@code fly mcp launch}, but for help and those that every command has. */
  private static final List<String> FLAGS =
      List.of(
          "auto-stop",
          "bearer-token",
          "claude",
          "config",
          "cursor",
          "file-literal",
          "file-local",
          "file-secret",
          "flycast",
          "host-dedication-id",
          "image",
          "inspector",
          "name",
          "neovim",
          "org",
          "password",
          "region",
          "secret",
          "server",
          "setup",
          "user",
          "vm-cpu-kind",
          "vm-cpus",
          "vm-gpu-kind",
          "vm-gpus",
          "vm-memory",
          "vm-size",
          "volume",
          "vscode",
          "windsurf",
          "zed");

  /** What Fly.io has no Machines for any more. */
  private static final List<String> WITHOUT_A_CALL = List.of("vm-gpu-kind", "vm-gpus");

  private record Row(String flag, String call) {}

  private static String guide() throws IOException {
    return Files.readString(ROOT.resolve("examples/guides/from-flyctl.md"));
  }

  private static List<Row> rows() throws IOException {
    Pattern row = Pattern.compile("^\\| `--([a-z-]+)[^`]*` \\| (?:`([^`]*)`|none) \\|");
    List<Row> rows = new ArrayList<>();
    for (String line : guide().lines().toList()) {
      Matcher matcher = row.matcher(line);
      if (matcher.find()) {
        rows.add(new Row(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2)));
      }
    }
    return rows;
  }

  @Test
  void everyFlagOfFlyctlHasARow() throws IOException {
    assertThat(rows()).extracting(Row::flag).containsExactlyElementsOf(FLAGS);
    assertThat(rows())
        .filteredOn(row -> row.call().isEmpty())
        .extracting(Row::flag)
        .containsExactlyElementsOf(WITHOUT_A_CALL);
  }

  @Test
  void everyCallCompiles(@TempDir Path folder) throws IOException {
    StringBuilder code =
        new StringBuilder(
            """
            import dev.mcpfly.api.*;
            import dev.mcpfly.api.model.*;
            import dev.mcpfly.config.*;
            import dev.mcpfly.launch.*;
            import java.nio.file.Path;

            class Calls {
              void all(McpLauncher launcher) {
            """);
    rows().stream()
        .filter(row -> !row.call().isEmpty())
        .forEach(row -> code.append("    launcher").append(row.call()).append(";\n"));
    code.append("  }\n}\n");
    Path source = Files.writeString(folder.resolve("Calls.java"), code);
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        javac.getStandardFileManager(found, null, StandardCharsets.UTF_8)) {
      javac
          .getTask(
              null,
              files,
              found,
              List.of(
                  "-proc:none",
                  "-classpath",
                  System.getProperty("java.class.path"),
                  "-d",
                  folder.toString()),
              null,
              files.getJavaFileObjects(source))
          .call();
    }
    assertThat(found.getDiagnostics()).as(code.toString()).isEmpty();
  }

  @Test
  void everyLoggerOfTheLibrariesIsListed() throws IOException {
    String guide = guide();
    Pattern named = Pattern.compile("getLogger\\(\\s*\"([a-z.]+)\"");
    List<String> missing = new ArrayList<>();
    for (String module : List.of("mcp-fly-api", "mcp-fly-config", "mcp-fly-transport")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        for (Path file : files.filter(FromFlyctlGuideTest::isMainSource).toList()) {
          Matcher matcher = named.matcher(Files.readString(file));
          while (matcher.find()) {
            if (!guide.contains("`" + matcher.group(1) + "`")) {
              missing.add(matcher.group(1) + " of " + file.getFileName());
            }
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isMainSource(Path file) {
    return file.toString().replace('\\', '/').contains("/src/main/java/")
        && file.toString().endsWith(".java");
  }
}
