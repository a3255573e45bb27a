package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RegistryClientPushTest {
  private final FakeRegistry registry = new FakeRegistry();
  private final List<ImageEvent> events = new java.util.concurrent.CopyOnWriteArrayList<>();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    registry.close();
  }

  private RegistryClient client() {
    return client(RegistryCredentials.anonymous());
  }

  private RegistryClient client(RegistryCredentials credentials) {
    return RegistryClient.builder()
        .credentials(credentials)
        .cache(BlobCache.at(directory))
        .idleTimeout(Duration.ofMinutes(1))
        .retries(3, Duration.ofMillis(2))
        .chunkSize(100_000)
        .onEvent(events::add)
        .build();
  }

  private ImageReference target() {
    return registry.reference("app:v1");
  }

  /** Puts an image together whose layers lie in the cache. */
  private OutgoingImage image(byte[]... layers) throws IOException {
    List<OutgoingImage.Layer> parts = new ArrayList<>();
    for (byte[] layer : layers) {
      BlobCache cache = BlobCache.at(directory);
      Path file = cache.newFile();
      Files.write(file, layer);
      Digest digest = Digest.sha256(layer);
      cache.adopt(file, digest);
      parts.add(
          new OutgoingImage.Layer(
              RemoteImage.Descriptor.of(MediaTypes.OCI_LAYER, digest, layer.length), null));
    }
    return image(parts);
  }

  private static OutgoingImage image(List<OutgoingImage.Layer> layers) {
    byte[] config =
        "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(StandardCharsets.UTF_8);
    byte[] manifest = ("{\"layers\":" + layers.size() + "}").getBytes(StandardCharsets.UTF_8);
    return new OutgoingImage(
        MediaTypes.OCI_MANIFEST,
        manifest,
        RemoteImage.Descriptor.of(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length),
        config,
        layers);
  }

  private static byte[] noise(int length) {
    return RegistryClientPullTest.noise(length);
  }

  private static void assertFails(ThrowingCallable call, Reason reason, String... words) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ImageException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(
            e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n").endsWith("."));
  }

  @Test
  void sendsBlobsInChunksAndTheManifestLast() throws IOException {
    byte[] layer = noise(250_000);

    PushedImage pushed = client().push(image(layer), target());

    assertThat(registry.blob("app", Digest.sha256(layer))).isEqualTo(layer);
    assertThat(registry.hasTag("app", "v1")).isTrue();
    assertThat(registry.lines("PATCH")).hasSize(4);
    assertThat(registry.seen())
        .last()
        .extracting(FakeRegistry.Seen::line)
        .isEqualTo("PUT /v2/app/manifests/v1");
    assertThat(pushed.uploadedBlobs()).isEqualTo(2);
    assertThat(pushed.changed()).isTrue();
    assertThat(pushed.pinned().toString()).startsWith(registry.host() + "/app:v1@sha256:");
    assertThat(events).last().isEqualTo(new ImageEvent.Tagged(target(), true));
    assertThat(registry.openUploads()).isZero();
  }

  @Test
  void sendsNothingWhenTheTagAlreadyPointsToTheImage() throws IOException {
    OutgoingImage image = image(noise(1000));
    client().push(image, target());
    registry.seen().clear();

    PushedImage again = client().push(image, target());

    assertThat(again.uploadedBytes()).isZero();
    assertThat(again.uploadedBlobs()).isZero();
    assertThat(again.changed()).isFalse();
    assertThat(registry.seen()).extracting(FakeRegistry.Seen::method).containsOnly("HEAD");
  }

  @Test
  void sendsOnlyWhatTheTargetDoesNotHave() throws IOException {
    byte[] first = noise(1000);
    byte[] second = noise(1001);
    client().push(image(first), target());

    PushedImage pushed = client().push(image(first, second), target());

    assertThat(pushed.uploadedBlobs()).isEqualTo(1);
    assertThat(pushed.uploadedBytes()).isEqualTo(1001);
  }

  @Test
  void mountsBlobsThatTheRegistryHasInAnotherRepository() {
    byte[] layer = noise(1000);
    Digest digest = registry.putBlob("base", layer);
    OutgoingImage image =
        image(
            List.of(
                new OutgoingImage.Layer(
                    RemoteImage.Descriptor.of(MediaTypes.OCI_LAYER, digest, layer.length),
                    registry.reference("base:1"))));

    client().push(image, target());

    assertThat(registry.blob("app", digest)).isEqualTo(layer);
    assertThat(registry.lines("GET")).isEmpty();
    assertThat(events).contains(new ImageEvent.Present(digest, true));
  }

  @Test
  void carriesALayerFromOneRegistryToAnother() {
    try (FakeRegistry other = new FakeRegistry()) {
      byte[] layer = noise(1000);
      Digest digest = other.putBlob("base", layer);
      OutgoingImage image =
          image(
              List.of(
                  new OutgoingImage.Layer(
                      RemoteImage.Descriptor.of(MediaTypes.OCI_LAYER, digest, layer.length),
                      other.reference("base:1"))));

      client().push(image, target());

      assertThat(registry.blob("app", digest)).isEqualTo(layer);
      assertThat(registry.lines("POST")).noneMatch(line -> line.contains("mount"));
    }
  }

  @Test
  void passesForeignLayersByReference() {
    RemoteImage.Descriptor foreign =
        new RemoteImage.Descriptor(
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            Digest.sha256(noise(3)),
            3,
            List.of(java.net.URI.create("https://example.com/layer")));

    client().push(image(List.of(new OutgoingImage.Layer(foreign, target()))), target());

    assertThat(registry.seen())
        .extracting(FakeRegistry.Seen::path)
        .noneMatch(p -> p.contains(foreign.digest().hex()));
  }

  @Test
  void resumesABrokenUpload() throws IOException {
    byte[] layer = noise(90_000);
    registry.fault(2, "PATCH ", new FakeRegistry.Cut(40_000));

    client().push(image(layer), target());

    assertThat(registry.blob("app", Digest.sha256(layer))).isEqualTo(layer);
    assertThat(registry.seen())
        .filteredOn(s -> s.method().equals("PATCH") && s.bodyBytes() > 1000)
        .extracting(FakeRegistry.Seen::bodyBytes)
        .containsExactly(90_000L, 50_000L, 10_000L);
  }

  @Test
  void startsAgainWhenTheRegistryForgotTheUpload() throws IOException {
    byte[] layer = noise(90_000);
    AtomicBoolean once = new AtomicBoolean();
    registry.faults(
        request -> {
          if (request.method().equals("PATCH")
              && request.bodyBytes() > 1000
              && once.compareAndSet(false, true)) {
            return Optional.of(new FakeRegistry.Cut(40_000));
          }
          return request.method().equals("GET") && request.path().contains("/uploads/")
              ? Optional.of(new FakeRegistry.Answer(404, Map.of(), ""))
              : Optional.empty();
        });

    client().push(image(layer), target());

    assertThat(registry.blob("app", Digest.sha256(layer))).isEqualTo(layer);
    assertThat(registry.openUploads()).isZero();
  }

  @Test
  void leavesNoTagAndNoOpenUploadWhenItFails() throws IOException {
    registry.fault(99, "PATCH ", new FakeRegistry.Cut(0));

    assertFails(
        () -> client().push(image(noise(1000)), target()), Reason.CONNECTION, "sending blob");

    assertThat(registry.hasTag("app", "v1")).isFalse();
    assertThat(registry.openUploads()).isZero();
  }

  @Test
  void leavesTheOldTagWhenTheManifestIsRefused() throws IOException {
    client().push(image(noise(1000)), target());
    String before = registry.manifest("app", "v1");
    registry.fault(
        9,
        "PUT .*/manifests/",
        new FakeRegistry.Answer(
            400,
            Map.of(),
            "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\",\"message\":\"blob\\u001b"
                + " unknown\"}]}"));

    assertFails(
        () -> client().push(image(noise(10), noise(20)), target()),
        Reason.REGISTRY,
        "400 MANIFEST_BLOB_UNKNOWN: blob  unknown");
    assertThat(registry.manifest("app", "v1")).isEqualTo(before);
  }

  @Test
  void neverPushesALayerWhoseLocalCopyIsDamaged() throws IOException {
    byte[] layer = noise(5000);
    OutgoingImage image = image(layer);
    Path cached = BlobCache.at(directory).find(Digest.sha256(layer)).orElseThrow();
    layer[2500] ^= 1;
    Files.write(cached, layer);

    assertFails(() -> client().push(image, target()), Reason.DIGEST_MISMATCH, "damaged");

    assertThat(registry.lines("PUT")).noneMatch(line -> line.contains(Digest.sha256(layer).hex()));
    assertThat(registry.hasTag("app", "v1")).isFalse();
    assertThat(cached).doesNotExist();
    assertThat(registry.openUploads()).isZero();
  }

  @Test
  void reportsARegistryThatStoredSomethingElse() throws IOException {
    registry.fault(
        9,
        "PUT .*/uploads/",
        new FakeRegistry.Answer(
            201, Map.of("Docker-Content-Digest", "sha256:" + "0".repeat(64)), ""));

    assertFails(
        () -> client().push(image(noise(1000)), target()),
        Reason.DIGEST_MISMATCH,
        "0000",
        "no tag");
    assertThat(registry.hasTag("app", "v1")).isFalse();
  }

  @Test
  void reportsThatPushingIsNotAllowed() throws IOException {
    registry.auth(FakeRegistry.Auth.BASIC);

    assertFails(
        () -> client().push(image(noise(10)), target()), Reason.NO_ACCESS, "docker login", "401");
    assertThat(registry.hasTag("app", "v1")).isFalse();
  }

  @Test
  void asksForPushAndPullInOneToken() throws IOException {
    registry.auth(FakeRegistry.Auth.BEARER);

    client(RegistryCredentials.of(registry.host(), RegistryCredentials.Login.of("user", "secret")))
        .push(image(noise(10)), target());

    assertThat(registry.hasTag("app", "v1")).isTrue();
    assertThat(registry.lines("GET"))
        .first()
        .asString()
        .contains("scope=repository%3Aapp%3Apull%2Cpush");
  }

  @Test
  void givesUpAnUploadThatStalls() throws IOException {
    registry.fault(99, "PUT .*/uploads/", new FakeRegistry.Stall(0));
    registry.faults(
        request -> {
          if (request.method().equals("PATCH")) {
            try {
              Thread.sleep(30_000);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return Optional.empty();
        });
    RegistryClient client =
        RegistryClient.builder()
            .credentials(RegistryCredentials.anonymous())
            .cache(BlobCache.at(directory))
            .idleTimeout(Duration.ofMillis(300))
            .retries(1, Duration.ofMillis(2))
            .build();

    assertFails(() -> client.push(image(noise(10)), target()), Reason.TIMED_OUT, "no byte moved");
    assertThat(registry.hasTag("app", "v1")).isFalse();
  }

  @Test
  void undoesAPush() throws IOException {
    PushedImage first = client().push(image(noise(10)), target());
    String before = registry.manifest("app", "v1");
    PushedImage second = client().push(image(noise(11), noise(12)), target());

    assertThat(second.undo()).contains("points to " + first.digest() + " again");
    assertThat(registry.manifest("app", "v1")).isEqualTo(before);
    assertThat(first.undo()).contains("deleted");
    assertThat(registry.hasTag("app", "v1")).isFalse();
  }

  @Test
  void explainsWhatStaysWhenTheRegistryCannotDelete() throws IOException {
    PushedImage pushed = client().push(image(noise(10)), target());
    registry.fault(9, "DELETE ", new FakeRegistry.Answer(405, Map.of(), ""));

    assertThat(pushed.undo()).contains("stays").contains("app:v1");
  }

  @Test
  void pushesOnlyToATag() throws IOException {
    OutgoingImage image = image(noise(10));

    assertFails(
        () -> client().push(image, target().withDigest(image.digest())),
        Reason.BAD_INPUT,
        "a target with a tag");
  }
}
