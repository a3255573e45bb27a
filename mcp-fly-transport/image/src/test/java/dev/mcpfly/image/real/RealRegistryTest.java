package dev.mcpfly.image.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.ImageAssembly;
import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageEvent;
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
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("registry")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RealRegistryTest {
  @TempDir private static Path shared;
  private static DockerRegistry registry;
  @TempDir private Path directory;

  @BeforeAll
  static void images() {
    registry = new DockerRegistry(shared);
    TestImage busybox =
        TestImage.in(shared.resolve("busybox"))
            .layer(root -> Ingredients.shell(root, "bin"))
            .layer(root -> root.text("etc/motd", "hello").delete("bin/sleep"))
            .config(
                "--config.entrypoint",
                "/bin/sh",
                "--config.user",
                "1000:1000",
                "--config.env",
                "A=1");
    registry.put(busybox.layout(), "it", "busybox:oci", "oci");
    registry.put(busybox.layout(), "it", "busybox:docker", "v2s2");
  }

  @AfterAll
  static void close() {
    registry.close();
  }

  private static RemoteImage.Platform here() {
    return new RemoteImage.Platform("linux", Ingredients.ARCHITECTURE, null);
  }

  private static ImageAssembly from(String name) {
    return ImageAssembly.from(registry.name(name)).platform(here());
  }

  @Test
  void skopeoAndUmociAgreeWithWhatWasPushed() throws IOException {
    for (String kind : List.of("oci", "docker")) {
      PushedImage pushed =
          from("busybox:" + kind)
              .layer(
                  files ->
                      files
                          .file("/srv/a b/ünï", "text", 0600)
                          .directory("/srv/d", 01777)
                          .symlink("/srv/l", "d"))
              .copyFrom(registry.name("busybox:oci"), "/bin/", "/copy/")
              .env("B", "2")
              .workdir("/srv")
              .expose("8080")
              .cmd("-c", "true")
              .push(registry.client("cache"), registry.name("made/" + kind + ":1"));

      assertThat(registry.inspect("made/" + kind + ":1"))
          .contains(pushed.digest().toString(), "\"A=1\"", "\"B=2\"");
      assertThat(registry.inspect("made/" + kind + ":1", "--raw"))
          .contains(kind.equals("oci") ? MediaTypes.OCI_LAYER : MediaTypes.DOCKER_LAYER);
      Path bundle =
          registry.unpack("made/" + kind + ":1", Files.createDirectories(directory.resolve(kind)));
      Path root = bundle.resolve("rootfs");
      assertThat(root.resolve("srv/a b/ünï")).hasContent("text");
      assertThat(Files.readSymbolicLink(root.resolve("srv/l"))).isEqualTo(Path.of("d"));
      assertThat(Command.run("stat", "-c", "%a %u %Y", root.resolve("srv/d").toString()))
          .isEqualTo("1777 0 1\n");
      assertThat(root.resolve("copy/sleep")).as("deleted by the second layer").doesNotExist();
      assertThat(root.resolve("copy/busybox")).hasSameBinaryContentAs(Ingredients.BUSYBOX);
      assertThat(Files.readString(bundle.resolve("config.json")))
          .contains("\"uid\": 1000", "\"cwd\": \"/srv\"");
    }
  }

  @Test
  void secondPushUploadsNothingAndChangedImagesOnlyTheirNewLayers() {
    ImageAssembly assembly = from("busybox:oci").layer(files -> files.file("/a", "a", 0644));
    String target = registry.name("made/twice:1");
    PushedImage first = assembly.push(registry.client("one"), target);
    PushedImage second = assembly.push(registry.client("one"), target);
    PushedImage elsewhere = assembly.push(registry.client("two"), target);
    PushedImage more =
        assembly.layer(files -> files.file("/b", "b", 0644)).push(registry.client("one"), target);

    assertThat(first.uploadedBlobs()).as("the base's layers are mounted").isEqualTo(2);
    assertThat(second.uploadedBytes()).isZero();
    assertThat(elsewhere.uploadedBytes()).as("from an empty cache").isZero();
    assertThat(elsewhere.digest()).isEqualTo(first.digest());
    assertThat(more.uploadedBlobs()).isEqualTo(2);
  }

  @Test
  void mountsTheBasesLayers() {
    List<ImageEvent> events = new CopyOnWriteArrayList<>();
    from("busybox:oci")
        .env("X", "mount")
        .push(
            registry.client("mount", registry.port(), events::add),
            registry.name("made/mounted:1"));

    assertThat(events)
        .filteredOn(event -> event instanceof ImageEvent.Present present && present.mounted())
        .hasSize(2);
  }

  @Test
  void resumesAfterCutConnections() throws IOException {
    byte[] noise = new byte[20_000_000];
    new Random(1).nextBytes(noise);
    Path file = Files.write(directory.resolve("noise"), noise);
    // This registry forgets an upload that broke in the middle of a request: it is started again.
    try (CuttingProxy proxy = new CuttingProxy(registry.port(), 3_000_000, 3)) {
      List<ImageEvent> events = new CopyOnWriteArrayList<>();
      RegistryClient client = registry.client("cut", proxy.port(), events::add);
      PushedImage pushed =
          ImageAssembly.fromScratch()
              .platform(here())
              .layer(files -> files.file("/noise", file))
              .push(client, "127.0.0.1:" + proxy.port() + "/made/cut:1");

      assertThat(proxy.cutsLeft()).isLessThanOrEqualTo(0);
      assertThat(events).filteredOn(ImageEvent.Retrying.class::isInstance).isNotEmpty();
      Path bundle =
          registry.unpack("made/cut:1", Files.createDirectories(directory.resolve("unpacked")));
      assertThat(bundle.resolve("rootfs/noise")).hasSameBinaryContentAs(file);
      assertThat(pushed.changed()).isTrue();
    }
    try (CuttingProxy proxy = new CuttingProxy(registry.port(), 3_000_000, 4)) {
      RegistryClient client = registry.client("cut-pull", proxy.port(), event -> {});
      RemoteImage image =
          client.image(ImageReference.parse("127.0.0.1:" + proxy.port() + "/made/cut:1"), here());

      assertThat(client.blob(image.reference(), image.layers().get(0))).exists();
      assertThat(proxy.cutsLeft()).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void aDamagedBlobIsNeverPushedAndLeavesNoTag() throws IOException {
    RegistryClient client = registry.client("damaged");
    var image =
        from("busybox:oci").layer(files -> files.file("/x", "damage me", 0644)).assemble(client);
    Digest layer = image.content().layers().get(2).blob().digest();
    Path cached = client.cache().find(layer).orElseThrow();
    byte[] bytes = Files.readAllBytes(cached);
    bytes[bytes.length / 2] ^= 4;
    Files.write(cached, bytes);

    assertThatThrownBy(() -> image.push(ImageReference.parse(registry.name("made/damaged:1"))))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(layer.toString());

    assertThatThrownBy(() -> registry.inspect("made/damaged:1"))
        .hasMessageContaining("manifest unknown");
  }

  @Test
  void explainsBadInputInOneSentenceAndPushesNothing() {
    RegistryClient client = registry.client("bad");
    assertFailure(
        () -> from("no/such:1").push(client, registry.name("made/bad:1")),
        Reason.NOT_FOUND,
        "no/such:1");
    assertFailure(
        () ->
            from("busybox:oci")
                .platform(new RemoteImage.Platform("linux", "s390x", null))
                .push(client, registry.name("made/bad:1")),
        Reason.NO_PLATFORM,
        "linux/s390x");
    RegistryClient nobody =
        RegistryClient.builder()
            .credentials(RegistryCredentials.anonymous())
            .cache(client.cache())
            .build();
    assertFailure(
        () -> from("busybox:oci").push(nobody, registry.name("made/bad:1")),
        Reason.NO_ACCESS,
        "docker login");

    assertThatThrownBy(() -> registry.inspect("made/bad:1"))
        .hasMessageContaining("manifest unknown");
  }

  private static void assertFailure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Reason reason, String word) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.getMessage())
                  .contains(word)
                  .doesNotContain("\n")
                  .doesNotContain(DockerRegistry.PASSWORD);
            });
  }

  @Test
  void undoesAPush() {
    RegistryClient client = registry.client("undo");
    String target = registry.name("made/undo:1");
    PushedImage first = from("busybox:oci").env("N", "1").push(client, target);
    PushedImage second = from("busybox:oci").env("N", "2").push(client, target);

    assertThat(second.undo()).contains(first.digest().toString());
    assertThat(registry.inspect("made/undo:1")).contains(first.digest().toString());
    assertThat(first.undo()).contains("deleted");
    assertThatThrownBy(() -> registry.inspect("made/undo:1"))
        .hasMessageContaining("manifest unknown");
  }
}
