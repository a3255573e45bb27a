package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that uses the MCP Java SDK, compiled with each of its versions and run beside it. The
 * profile {@code sdks} fetches them.
 */
@EnabledIfSystemProperty(named = "mcp.sdks", matches = ".+")
@Timeout(300)
class SdkVersionsTest {
  /** What all versions have: a server in this JVM behind a relay, and a client of it. */
  private static final String BOTH_SIDES =
      """
      import dev.mcpfly.transport.LocalServer;
      import dev.mcpfly.transport.Relay;
      import dev.mcpfly.transport.RemoteServer;
      import dev.mcpfly.transport.auth.OAuthClient;
      import io.modelcontextprotocol.client.McpClient;
      import io.modelcontextprotocol.client.McpSyncClient;
      import io.modelcontextprotocol.json.McpJsonDefaults;
      import io.modelcontextprotocol.server.McpServer;
      import io.modelcontextprotocol.server.McpSyncServer;
      import io.modelcontextprotocol.spec.McpClientTransport;
      import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
      import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
      import io.modelcontextprotocol.spec.McpSchema.TextContent;
      import io.modelcontextprotocol.spec.McpSchema.Tool;
      import java.net.URI;
      import java.util.Map;
      import java.util.function.Supplier;

      public class Program implements Supplier<String> {
        private static Tool echo() {
          return new Tool.Builder()
              .name("echo")
              .inputSchema(McpJsonDefaults.getMapper(), "{\\"type\\":\\"object\\"}")
              .build();
        }

        public String get() {
          LocalServer local = LocalServer.create();
          McpSyncServer server =
              McpServer.sync(local.serverTransport())
                  .serverInfo("notes", "1")
                  .toolCall(
                      echo(),
                      (exchange, request) ->
                          CallToolResult.builder()
                              .addTextContent("you said " + request.arguments().get("text"))
                              .build())
                  .build();
          try (Relay relay = local.relay().port(0).bearerToken("t0ken").start()) {
            RemoteServer remote = RemoteServer.at(relay.uri()).bearerToken("t0ken");
            try (McpSyncClient client = McpClient.sync(remote.clientTransport()).build()) {
              String name = client.initialize().serverInfo().name();
              String tool = client.listTools().tools().get(0).name();
              CallToolResult result =
                  client.callTool(new CallToolRequest("echo", Map.of("text", "hello")));
              McpClientTransport signedIn =
                  RemoteServer.at(URI.create("https://app.fly.dev/mcp"))
                      .oauth(OAuthClient.stored())
                      .clientTransport();
              return name + ", " + tool + ", " + ((TextContent) result.content().get(0)).text()
                  + ", " + signedIn.protocolVersions().size();
            }
          } finally {
            server.close();
          }
        }
      }
      """;

  /** What the newest has. */
  private static final String MODERN =
      """
      import dev.mcpfly.transport.LocalServer;
      import dev.mcpfly.transport.Relay;
      import dev.mcpfly.transport.RemoteServer;
      import dev.mcpfly.transport.auth.OAuthClient;
      import io.modelcontextprotocol.modern.McpSchema.Implementation;
      import io.modelcontextprotocol.modern.client.McpClient;
      import io.modelcontextprotocol.modern.server.McpServer;
      import java.util.function.Supplier;

      public class Program implements Supplier<String> {
        public String get() {
          McpServer server =
              McpServer.builder().serverInfo(Implementation.builder("notes", "1").build()).build();
          try (Relay relay = LocalServer.create().modern(server).relay().port(0).start()) {
            RemoteServer remote = RemoteServer.at(relay.uri()).oauth(OAuthClient.stored());
            return McpClient.sync(remote.modernClientTransport())
                .build().discover().supportedVersions().toString();
          }
        }
      }
      """;

  @TempDir Path work;

  /** The library and what it needs, with one version of the SDK in place of the build's own. */
  private static List<Path> classPath(String version) throws Exception {
    List<Path> path = new ArrayList<>();
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("mcp.sdks"), version))) {
      path.addAll(jars.sorted().toList());
    }
    assertThat(path).as("the artifacts of SDK %s", version).isNotEmpty();
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(
            each ->
                Stream.of("mcp-core", "mcp-json", "reactor-core", "json-schema-validator")
                    .noneMatch(each.getFileName().toString()::startsWith))
        .forEach(path::add);
    return path;
  }

  private String run(String version, String source) throws Exception {
    List<Path> path = classPath(version);
    Path file = Files.writeString(work.resolve("Program.java"), source);
    StringWriter said = new StringWriter();
    int code =
        java.util.spi.ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                new PrintWriter(said),
                new PrintWriter(said),
                "--release",
                "17",
                "-proc:none",
                "-Xlint:all,-processing,-path,-classfile,-deprecation",
                "-Werror",
                "-cp",
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "-d",
                work.resolve("classes").toString(),
                file.toString());
    assertThat(code).as(said.toString()).isZero();
    List<URL> urls = new ArrayList<>();
    urls.add(work.resolve("classes").toUri().toURL());
    for (Path each : path) {
      urls.add(each.toUri().toURL());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Class<?> program = loader.loadClass("Program");
      Object result =
          program.getMethod("get").invoke(program.getDeclaredConstructor().newInstance());
      return String.valueOf(result);
    } catch (InvocationTargetException e) {
      throw new AssertionError("with SDK " + version, e.getCause());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2.0", "2.1", "2.2"})
  void serversAndClientsOfTheSessionEraWork(String version) throws Exception {
    assertThat(run(version, BOTH_SIDES)).isEqualTo("notes, echo, you said hello, 4");
  }

  @ParameterizedTest
  @ValueSource(strings = "2.2")
  void serversAndClientsOfTheStatelessEraWork(String version) throws Exception {
    assertThat(run(version, MODERN)).isEqualTo("[2026-07-28]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2.0", "2.1"})
  void reportsAnSdkThatIsTooOldAndStillAllowsReflection(String version) throws Exception {
    String inspect =
        """
        import dev.mcpfly.transport.LocalServer;
        import dev.mcpfly.transport.RemoteServer;
        import java.lang.reflect.InvocationTargetException;
        import java.net.URI;
        import java.util.function.Supplier;

        public class Program implements Supplier<String> {
          public String get() {
            try {
              LocalServer.class.getMethods();
              RemoteServer remote = RemoteServer.at(URI.create("https://app.fly.dev/mcp"));
              RemoteServer.class.getMethod("modernClientTransport").invoke(remote);
              return "none";
            } catch (InvocationTargetException e) {
              return e.getCause().getClass().getSimpleName() + ": " + e.getCause().getMessage();
            } catch (ReflectiveOperationException e) {
              return e.toString();
            }
          }
        }
        """;
    assertThat(run(version, inspect))
        .startsWith(
            "IllegalStateException: RemoteServer.modernClientTransport() needs the MCP Java")
        .contains("SDK 2.2 or newer");
  }
}
