package dev.mcpfly.image.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RemoteImage;
import dev.mcpfly.transport.RelayJar;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Wraps real images, pushes them to a real registry, unpacks and starts them, and calls a tool as a
 * client would.
 */
@Tag("registry")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WrappedServerTest {
  private static final String TOKEN = "t0ken-of-the-test";

  @TempDir private static Path shared;
  private static DockerRegistry registry;
  @TempDir private Path directory;

  @BeforeAll
  static void images() {
    registry = new DockerRegistry(shared);
    Path jre = Ingredients.jre(shared);
    Set<String> libraries = Ingredients.libraries(jre);
    Path wrap = Ingredients.standIn(shared, "static", "gcc", "-static");
    Path muslJava = Ingredients.standIn(shared, "musl", "musl-gcc");

    put(
        "jre",
        TestImage.in(shared.resolve("jre-image"))
            .layer(root -> root.directory("opt/java").copyTree(jre, "opt/java/openjdk")));
    put(
        "jre-musl",
        TestImage.in(shared.resolve("jre-musl-image"))
            .layer(root -> root.copy(muslJava, "opt/java/openjdk/bin/java")));
    put(
        "flyctl",
        TestImage.in(shared.resolve("flyctl-image")).layer(root -> root.copy(wrap, "flyctl")));
    put(
        "glibc-server",
        server(
            TestImage.in(shared.resolve("glibc"))
                .layer(root -> Ingredients.glibc(root, libraries))));
    put("musl-server", server(TestImage.in(shared.resolve("musl-image")).layer(Ingredients::musl)));
    put(
        "scratch-server",
        TestImage.in(shared.resolve("scratch"))
            .layer(root -> root.copy(wrap, "server").directory("srv"))
            .config(
                "--config.entrypoint",
                "/server",
                "--config.cmd",
                "server",
                "--config.cmd",
                "--mode=stdio")
            .config(
                "--config.workingdir",
                "/srv",
                "--config.user",
                "1234",
                "--config.env",
                "GREETING=hi"));
  }

  private static TestImage server(TestImage image) {
    return image
        .layer(
            root ->
                root.resource("server.sh", "srv/server.sh")
                    .text("etc/passwd", "mcp:x:1000:1000::/srv:/bin/sh\n"))
        .config(
            "--config.entrypoint",
            "/bin/sh",
            "--config.entrypoint",
            "/srv/server.sh",
            "--config.cmd",
            "--mode=stdio")
        .config(
            "--config.workingdir", "/srv", "--config.user", "mcp", "--config.exposedports", "9/udp")
        .config("--config.env", "GREETING=hello there", "--config.env", "PATH=/usr/bin:/bin");
  }

  private static void put(String name, TestImage image) {
    registry.put(image.layout(), "it", name + ":1", "oci");
  }

  @AfterAll
  static void close() {
    registry.close();
  }

  private static ServerImage wrapped(String name, int port) {
    return ServerImage.of(registry.name(name + ":1"))
        .platform(new RemoteImage.Platform("linux", Ingredients.ARCHITECTURE, null))
        .port(port)
        .relayJarIfAbsent(RelayJar.bytes())
        .jre(ServerImage.CLibrary.GLIBC, registry.name("jre:1"), "/opt/java/openjdk")
        .jre(ServerImage.CLibrary.MUSL, registry.name("jre-musl:1"), "/opt/java/openjdk")
        .flyctlFrom(registry.name("flyctl:1"), "/flyctl");
  }

  private Path pushAndUnpack(ServerImage.Plan plan, String name) throws IOException {
    PushedImage pushed = plan.push(ImageReference.parse(registry.name(name)));
    assertThat(registry.inspect(name)).contains(pushed.digest().toString());
    return registry.unpack(name, Files.createDirectories(directory.resolve("unpacked")));
  }

  private static String callOverStreamableHttp(int port) {
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port)
                    .endpoint("/mcp")
                    .addHttpRequestCustomizer(
                        (builder, method, endpoint, body, context) ->
                            builder.header("Authorization", "Bearer " + TOKEN))
                    .build())
            .requestTimeout(Duration.ofSeconds(60))
            .initializationTimeout(Duration.ofSeconds(60))
            .build()) {
      client.initialize();
      assertThat(client.listTools().tools())
          .extracting(McpSchema.Tool::name)
          .containsExactly("whoami");
      McpSchema.CallToolResult result =
          client.callTool(McpSchema.CallToolRequest.builder("whoami").build());
      return ((McpSchema.TextContent) result.content().get(0)).text();
    }
  }

  @Test
  void theRelayServesAServerOnGlibc() throws IOException {
    int port = DockerRegistry.freePort();
    ServerImage.Plan plan = wrapped("glibc-server", port).plan(registry.client("glibc"));
    assertThat(plan.wrapper()).isEqualTo(ServerImage.Wrapper.RELAY);
    Path bundle = pushAndUnpack(plan, "app/glibc:1");

    try (Container container = new Container(bundle, port, "FLY_MCP_BEARER_TOKEN=" + TOKEN)) {
      assertThat(callOverStreamableHttp(port))
          .isEqualTo("uid=1000 dir=/srv greeting=hello there args=--mode=stdio");
      assertThat(container.log()).doesNotContain(TOKEN);
    }
  }

  @Test
  void setupLinesRunOnceBeforeTheServer() throws IOException {
    int port = DockerRegistry.freePort();
    ServerImage.Plan plan =
        wrapped("glibc-server", port)
            .setup("ENV GREETING=\"$GREETING, changed\"", "RUN echo it ran as $(id -u) >&2")
            .plan(registry.client("setup"));
    Path bundle = pushAndUnpack(plan, "app/setup:1");

    try (Container container = new Container(bundle, port, "FLY_MCP_BEARER_TOKEN=" + TOKEN)) {
      assertThat(callOverStreamableHttp(port)).contains("greeting=hello there, changed");
      assertThat(callOverStreamableHttp(port)).contains("uid=1000");
      assertThat(container.log())
          .containsOnlyOnce("it ran as 1000")
          .containsOnlyOnce("mcp-fly: setup 1 of 1");
    }
  }

  @Test
  void aMuslBaseGetsAMuslProgramInFront() throws IOException {
    int port = DockerRegistry.freePort();
    ServerImage.Plan plan = wrapped("musl-server", port).plan(registry.client("musl"));
    assertThat(plan.lines()).anyMatch(line -> line.contains("musl") && line.contains("jre-musl"));
    Path bundle = pushAndUnpack(plan, "app/musl:1");

    try (Container container = new Container(bundle, port, "FLY_MCP_BEARER_TOKEN=" + TOKEN)) {
      assertThat(WrapClient.call(port, TOKEN))
          .isEqualTo("uid=1000 dir=/srv greeting=hello there args=--mode=stdio");
      assertThat(container.log()).doesNotContain(TOKEN);
    }
  }

  @Test
  void flyctlsWrapServesAServerOnMuslAndWithoutALibc() throws IOException {
    for (String name : new String[] {"musl-server", "scratch-server"}) {
      int port = DockerRegistry.freePort();
      ServerImage server = wrapped(name, port);
      ServerImage.Plan plan =
          (name.equals("scratch-server") ? server : server.flyctl())
              .plan(registry.client("flyctl"));
      assertThat(plan.wrapper()).isEqualTo(ServerImage.Wrapper.FLYCTL);
      PushedImage pushed = plan.push(ImageReference.parse(registry.name("app/" + name + ":1")));
      Path bundle =
          registry.unpack("app/" + name + ":1", Files.createDirectories(directory.resolve(name)));

      try (Container container = new Container(bundle, port, "FLY_MCP_BEARER_TOKEN=" + TOKEN)) {
        assertThat(WrapClient.call(port, TOKEN))
            .isEqualTo(
                name.equals("scratch-server")
                    ? "uid=1234 dir=/srv greeting=hi args=--mode=stdio"
                    : "uid=1000 dir=/srv greeting=hello there args=--mode=stdio");
        assertThat(container.log()).doesNotContain(TOKEN);
      }
      assertThat(plan.push(pushed.reference()).uploadedBytes()).isZero();
    }
  }

  @Test
  void aChangedJarUploadsOneLayerAndASecondPushNothing() throws IOException {
    Path jar = Files.writeString(directory.resolve("relay.jar"), "one");
    ServerImage server = wrapped("glibc-server", 8080).relayJar(jar);
    ImageReference target = ImageReference.parse(registry.name("app/jar:1"));
    server.plan(registry.client("jar")).push(target);

    PushedImage same = server.plan(registry.client("jar")).push(target);
    PushedImage sameFromNothing = server.plan(registry.client("jar-again")).push(target);
    Files.writeString(jar, "two");
    PushedImage changed = server.relayJar(jar).plan(registry.client("jar")).push(target);

    assertThat(same.uploadedBytes()).isZero();
    assertThat(sameFromNothing.uploadedBytes()).as("rebuilt byte for byte").isZero();
    assertThat(changed.uploadedBlobs())
        .as("the jar's layer, and the configuration that names it")
        .isEqualTo(2);
    assertThat(changed.uploadedBytes()).isLessThan(10_000);
  }

  @Test
  void rejectsABaseThatFitsNoWrapperAndPushesNothing() {
    assertThatThrownBy(() -> wrapped("scratch-server", 8080).relay().plan(registry.client("none")))
        .hasMessageContaining("the relay cannot run in it");
    assertThatThrownBy(
            () -> wrapped("scratch-server", 8080).setup("RUN true").plan(registry.client("none")))
        .hasMessageContaining("no /bin/sh");
    assertThatThrownBy(() -> registry.inspect("app/none:1")).hasMessageContaining("unknown");
  }
}
