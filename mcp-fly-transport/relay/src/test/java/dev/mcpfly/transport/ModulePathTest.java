package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A consumer on the module path, with the artifact and the two jars that it depends on. */
@Timeout(150)
class ModulePathTest {
  private static final String MODULE =
      """
      module demo {
        requires dev.mcpfly.transport;
      }
      """;

  private static final String MAIN =
      """
      package demo;

      import dev.mcpfly.transport.Relay;
      import dev.mcpfly.transport.RemoteServer;
      import dev.mcpfly.transport.StdioProxy;
      import java.lang.reflect.InvocationTargetException;
      import java.net.URI;
      import java.net.http.HttpClient;
      import java.net.http.HttpRequest;
      import java.net.http.HttpResponse.BodyHandlers;
      import java.util.List;

      public class Main {
        public static void main(String[] command) throws Exception {
          try (Relay relay = Relay.stdio(List.of(command)).port(0).start()) {
            HttpRequest request = HttpRequest.newBuilder(relay.uri())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                    "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"initialize\\",\\"params\\":"
                    + "{\\"protocolVersion\\":\\"2025-11-25\\",\\"capabilities\\":{},"
                    + "\\"clientInfo\\":{\\"name\\":\\"demo\\",\\"version\\":\\"1\\"}}}"))
                .build();
            System.out.println(
                HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode());
            System.out.println(StdioProxy.to(relay.uri()) != null);
            RemoteServer remote = RemoteServer.at(URI.create("https://app.fly.dev/mcp"));
            try {
              RemoteServer.class.getMethod("clientTransport").invoke(remote);
            } catch (InvocationTargetException e) {
              System.out.println(e.getCause().getMessage());
            }
          }
        }
      }
      """;

  @TempDir Path work;

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static void javac(String... arguments) {
    StringWriter said = new StringWriter();
    java.util.spi.ToolProvider javac = java.util.spi.ToolProvider.findFirst("javac").orElseThrow();
    int code = javac.run(new java.io.PrintWriter(said), new java.io.PrintWriter(said), arguments);
    assertThat(code).as(said.toString()).isZero();
  }

  /** The artifact as a module: the classes under test, with the descriptor of their sources. */
  private Path module() throws Exception {
    assertThat(ToolProvider.getSystemJavaCompiler()).as("a JDK").isNotNull();
    Path classes = Path.of(Relay.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path module = work.resolve("module");
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = module.resolve(classes.relativize(file).toString());
        if (!file.getFileName().toString().equals("module-info.class")) {
          Files.copy(file, copy);
        }
      }
    }
    List<Path> jars =
        Stream.of(
                "jackson-core-3",
                "jspecify",
                "error_prone_annotations",
                "jakarta.servlet-api",
                "mcp-core",
                "reactor-core",
                "reactive-streams")
            .map(ModulePathTest::jar)
            .toList();
    javac(
        "--release",
        "17",
        "--module-path",
        joined(jars),
        "--patch-module",
        "dev.mcpfly.transport=" + module,
        "-d",
        module.toString(),
        Path.of("src", "main", "java", "module-info.java").toString());
    return module;
  }

  private static Path jar(String name) {
    return classPath().stream()
        .filter(
            path -> path.getFileName().toString().matches(name + "[-.][0-9.]+(-RC[0-9]+)?\\.jar"))
        .findAny()
        .orElseThrow();
  }

  @Test
  void compilesAndServesWithNothingButJacksonCoreAndJspecify() throws Exception {
    List<Path> path = List.of(module(), jar("jackson-core-3"), jar("jspecify"));
    Path source = Files.createDirectories(work.resolve("src/demo"));
    Files.writeString(source.resolveSibling("module-info.java"), MODULE);
    Files.writeString(source.resolve("Main.java"), MAIN);
    Path demo = work.resolve("demo");
    javac(
        "-Xlint:all",
        "-Werror",
        "--module-path",
        joined(path),
        "-d",
        demo.toString(),
        source.resolveSibling("module-info.java").toString(),
        source.resolve("Main.java").toString());

    List<Path> all = new ArrayList<>(path);
    all.add(demo);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                joined(all),
                "-m",
                "demo/demo.Main"));
    command.addAll(StdioServerMain.command());
    Path output = work.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(output))
        .contains("200", "true")
        .anyMatch(line -> line.contains("clientTransport() needs the MCP Java SDK"));
  }
}
