package dev.mcpfly.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.internal.Archives;
import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.FakeRegistry;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import dev.mcpfly.image.registry.RemoteImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerImageTest {
  private static final String PROCESS =
      "{\"Entrypoint\":[\"/serve\"],\"Cmd\":[\"stdio\"],\"Env\":[\"PATH=/bin\"],\"User\":\"nobody\",\"WorkingDir\":\"/w\"}";
  private static final String GLIBC = "lib64/ld-linux-x86-64.so.2";
  private static final String MUSL = "lib/ld-musl-x86_64.so.1";

  private final FakeRegistry registry = new FakeRegistry();
  @TempDir private Path directory;
  private Path jar;

  @BeforeEach
  void images() throws IOException {
    jar = Files.writeString(directory.resolve("relay.jar"), "jar 1");
    for (String jre : List.of("jre", "jre-musl")) {
      registry.putImage(
          jre,
          "1",
          "{}",
          List.of(
              Archives.layer().directory("opt/java").file("opt/java/bin/java", jre, 0755).gzip()));
    }
    registry.putImage(
        "flyctl", "1", "{}", List.of(Archives.layer().file("flyctl", "static", 0755).gzip()));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private RegistryClient client() {
    return RegistryClient.builder()
        .credentials(RegistryCredentials.anonymous())
        .cache(BlobCache.at(directory.resolve("cache")))
        .retries(1, Duration.ofMillis(2))
        .build();
  }

  private String name(String rest) {
    return registry.host() + "/" + rest;
  }

  private ServerImage server(String process, Archives... layers) {
    registry.putImage(
        "base", "1", process, java.util.Arrays.stream(layers).map(Archives::gzip).toList());
    return of("base:1");
  }

  private ServerImage of(String image) {
    return ServerImage.of(name(image))
        .relayJar(jar)
        .jre(ServerImage.CLibrary.GLIBC, name("jre:1"), "/opt/java")
        .jre(ServerImage.CLibrary.MUSL, name("jre-musl:1"), "/opt/java")
        .flyctlFrom(name("flyctl:1"), "/flyctl");
  }

  private RemoteImage push(ServerImage server) {
    PushedImage pushed = server.plan(client()).push(ImageReference.parse(name("app:1")));
    return client().image(pushed.pinned());
  }

  private boolean holds(RemoteImage image, String path, String content) {
    ImageFiles files = ImageFiles.of(client(), image);
    boolean[] found = {false};
    files
        .node(path)
        .ifPresent(
            node ->
                files.eachEntry(
                    node.layer(),
                    (ordinal, entry, bytes) -> {
                      found[0] |=
                          ordinal == node.ordinal()
                              && new String(
                                      bytes.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                                  .equals(content);
                      return true;
                    }));
    return found[0];
  }

  private static void assertFails(ThrowingCallable call, Reason reason, String... words) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ImageException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(
            e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n").endsWith("."));
  }

  @Test
  void putsTheRelayInFrontWhereGlibcIs() {
    ServerImage server = server(PROCESS, Archives.layer().file(GLIBC, ""));

    ServerImage.Plan plan = server.plan(client());
    RemoteImage image = push(server);

    assertThat(plan.wrapper()).isEqualTo(ServerImage.Wrapper.RELAY);
    assertThat(plan.lines())
        .anyMatch(line -> line.contains("Streamable HTTP at port 8080, path /mcp"));
    assertThat(image.config().entrypoint())
        .startsWith("/opt/mcp-fly/jre/bin/java")
        .containsSubsequence(
            "-jar", "/opt/mcp-fly/relay.jar", "wrap", "--port", "8080", "--", "/serve");
    assertThat(image.config().entrypoint()).last().isEqualTo("/serve");
    assertThat(image.config().cmd()).containsExactly("stdio");
    assertThat(image.config().user()).isEqualTo("nobody");
    assertThat(image.config().workdir()).isEqualTo("/w");
    assertThat(image.config().env()).containsExactly("PATH=/bin");
    assertThat(image.config().exposedPorts()).containsExactly("8080/tcp");
    assertThat(holds(image, "/opt/mcp-fly/jre/bin/java", "jre")).isTrue();
    assertThat(holds(image, "/opt/mcp-fly/relay.jar", "jar 1")).isTrue();
  }

  @Test
  void acceptsEveryCallerOnlyOnRequest() {
    ServerImage server = server(PROCESS, Archives.layer().file(GLIBC, ""));

    assertThat(push(server).config().entrypoint()).doesNotContain("--allow-anyone");
    assertThat(push(server.unauthenticated()).config().entrypoint())
        .containsSubsequence("wrap", "--allow-anyone", "--", "/serve");
  }

  @Test
  void takesAMuslJreForAMuslBase() {
    RemoteImage image =
        push(server(PROCESS, Archives.layer().file("lib/libc.so", "").symlink(MUSL, "libc.so")));

    assertThat(holds(image, "/opt/mcp-fly/jre/bin/java", "jre-musl")).isTrue();
  }

  @Test
  void ignoresForeignLoadersAndDeletedFiles() {
    assertThat(
            holds(
                push(server(PROCESS, Archives.layer().file(GLIBC, "").file(MUSL, ""))),
                "/opt/mcp-fly/jre/bin/java",
                "jre"))
        .as("Debian with musl installed")
        .isTrue();
    assertThat(
            holds(
                push(
                    server(
                        PROCESS,
                        Archives.layer()
                            .file(GLIBC, "")
                            .file(MUSL, "")
                            .file("lib/libgcompat.so.0", ""))),
                "/opt/mcp-fly/jre/bin/java",
                "jre-musl"))
        .as("Alpine with gcompat")
        .isTrue();
    assertThat(
            server(
                    PROCESS,
                    Archives.layer().file(GLIBC, ""),
                    Archives.layer().file("lib64/.wh.ld-linux-x86-64.so.2", ""))
                .plan(client())
                .wrapper())
        .as("glibc deleted by a later layer")
        .isEqualTo(ServerImage.Wrapper.FLYCTL);
  }

  @Test
  void putsFlyctlInFrontWhereNoJreCanRun() {
    ServerImage server = server(PROCESS, Archives.layer().file("serve", "", 0755));
    RemoteImage image = push(server);

    assertThat(server.plan(client()).wrapper()).isEqualTo(ServerImage.Wrapper.FLYCTL);
    assertThat(image.config().entrypoint())
        .containsExactly("/usr/bin/flyctl", "mcp", "wrap", "--", "/serve");
    assertThat(image.config().env()).contains("FLY_CONFIG_DIR=/opt/mcp-fly/flyctl");
    assertThat(holds(image, "/usr/bin/flyctl", "static")).isTrue();
  }

  @Test
  void usesTheChosenWrapperOrExplainsWhyNot() {
    ServerImage glibc = server(PROCESS, Archives.layer().file(GLIBC, ""));
    assertThat(
            glibc
                .flyctl()
                .port(9000)
                .plan(client())
                .assembly()
                .assemble(client())
                .content()
                .config())
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .contains("\"/usr/bin/flyctl\",\"mcp\",\"wrap\",\"--port\",\"9000\",\"--\",\"/serve\"");
    ServerImage none = server(PROCESS, Archives.layer().file("lib/ld-uClibc.so.0", ""));
    assertFails(
        () -> none.relay().plan(client()),
        Reason.UNSUITABLE_BASE,
        "the relay cannot run",
        "/base:1");
  }

  @Test
  void fallsBackToFlyctlWithoutAJreAndReportsIfThatFailsToo() {
    registry.putImage(
        "arm",
        "1",
        "arm64",
        PROCESS,
        List.of(Archives.layer().file("lib/ld-musl-aarch64.so.1", "").gzip()),
        MediaTypes.OCI_MANIFEST);
    ServerImage server = of("arm:1").platform(RemoteImage.Platform.LINUX_ARM64);

    assertFails(
        () -> server.plan(client()),
        Reason.UNSUITABLE_BASE,
        "fits no wrapper",
        "musl",
        "jre-musl",
        "flyctl");

    registry.putImage(
        "flyctl",
        "1",
        "arm64",
        "{}",
        List.of(Archives.layer().file("flyctl", "arm").gzip()),
        MediaTypes.OCI_MANIFEST);
    assertThat(server.plan(client()).wrapper()).isEqualTo(ServerImage.Wrapper.FLYCTL);
  }

  @Test
  void replacesFlyctlsWrapOfTheBaseAndNeverWrapsTwice() {
    String process =
        "{\"Entrypoint\":[\"/usr/bin/flyctl\",\"mcp\",\"wrap\",\"--\"],\"Env\":[\"PATH=/bin\"]}";
    ServerImage npx =
        server(
                process,
                Archives.layer().file(GLIBC, "").file("bin/sh", "").file("usr/bin/flyctl", ""))
            .command("npx", "-y", "@modelcontextprotocol/server-slack");

    RemoteImage relay = push(npx.relay());
    RemoteImage flyctl = push(npx.flyctl().setup("RUN true"));

    assertThat(relay.config().entrypoint())
        .doesNotContain("/usr/bin/flyctl")
        .last()
        .isEqualTo("--");
    assertThat(relay.config().cmd())
        .containsExactly("npx", "-y", "@modelcontextprotocol/server-slack");
    assertThat(flyctl.config().entrypoint())
        .containsExactly(
            "/bin/sh", "/opt/mcp-fly/setup.sh", "/usr/bin/flyctl", "mcp", "wrap", "--");
    assertThat(flyctl.layers()).hasSize(2);
    assertFails(() -> of("app:1").plan(client()), Reason.BAD_INPUT, "wrapped before");
  }

  @Test
  void runsGoServersOnGosImage() {
    ServerImage go = ServerImage.goRun("github.com/x/y-server@latest", "/data");

    assertThat(go.image()).hasToString("docker.io/library/golang:latest");
    assertFails(ServerImage::goRun, Reason.BAD_INPUT, "go run");
  }

  @Test
  void reportsAnImageWithoutACommandOrAShell() {
    assertFails(
        () -> server("{}", Archives.layer().file(GLIBC, "")).plan(client()),
        Reason.BAD_INPUT,
        "does not say what to run");
    assertFails(
        () ->
            server(PROCESS, Archives.layer().file(GLIBC, "")).setup("apk add curl").plan(client()),
        Reason.UNSUITABLE_BASE,
        "has no /bin/sh");
    assertFails(() -> of("missing:1").plan(client()), Reason.NOT_FOUND, "/missing:1");
    assertFails(
        () ->
            server(PROCESS, Archives.layer().file(GLIBC, ""))
                .relayJar(directory.resolve("no.jar"))
                .plan(client()),
        Reason.LOCAL_FILE,
        "no.jar");
    assertThat(registry.lines("POST")).isEmpty();
    assertThat(registry.lines("PUT")).isEmpty();
  }

  @Test
  void planningPushesNothing() {
    server(PROCESS, Archives.layer().file(GLIBC, "")).plan(client());

    assertThat(registry.seen()).extracting(FakeRegistry.Seen::method).containsOnly("GET");
  }

  @Test
  void aChangedRelayJarUploadsOneLayer() throws IOException {
    ServerImage server = server(PROCESS, Archives.layer().file(GLIBC, ""));
    ImageReference target = ImageReference.parse(name("app:1"));
    server.plan(client()).push(target);

    PushedImage same = server.plan(client()).push(target);
    Files.writeString(jar, "jar 2");
    PushedImage changed = server.relayJar(jar).plan(client()).push(target);

    assertThat(same.uploadedBytes()).isZero();
    assertThat(changed.uploadedBlobs()).as("the jar's layer and the configuration").isEqualTo(2);
  }
}
