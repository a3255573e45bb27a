package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Layers that are sent while they are still being made. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PushWhileMakingTest {
  private static final int CHUNK = 100_000;

  private final FakeRegistry registry = new FakeRegistry();
  private final CountDownLatch patched = new CountDownLatch(1);
  private final byte[] layer = RegistryClientPullTest.noise(250_000);
  private final Digest digest = Digest.sha256(layer);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    registry.close();
  }

  private RegistryClient client() {
    return RegistryClient.builder()
        .credentials(RegistryCredentials.anonymous())
        .cache(BlobCache.at(directory))
        .idleTimeout(Duration.ofMinutes(1))
        .retries(3, Duration.ofMillis(2))
        .chunkSize(CHUNK)
        .build();
  }

  private ImageReference target() {
    return registry.reference("app:v1");
  }

  /** Writes the layer, and does something when a chunk and a half of it is there. */
  private OutgoingImage making(RegistryClient client, Runnable halfway) {
    try (BlobCache.NewBlob blob = client.cache().newBlob();
        OutputStream out = blob.open()) {
      out.write(layer, 0, CHUNK * 3 / 2);
      halfway.run();
      out.write(layer, CHUNK * 3 / 2, layer.length - CHUNK * 3 / 2);
      assertThat(blob.complete(digest)).isEqualTo(layer.length);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    byte[] config =
        "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(StandardCharsets.UTF_8);
    return new OutgoingImage(
        MediaTypes.OCI_MANIFEST,
        "{\"layers\":1}".getBytes(StandardCharsets.UTF_8),
        RemoteImage.Descriptor.of(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length),
        config,
        List.of(
            new OutgoingImage.Layer(
                RemoteImage.Descriptor.of(MediaTypes.OCI_LAYER, digest, layer.length), null)));
  }

  private void awaitPatch() {
    Pushes.await(patched);
  }

  private PushedImage push(Runnable halfway) {
    return client().push(c -> making(c, halfway), target());
  }

  /** Lets the first PATCH meet a fault, and tells of it. */
  private void faultOfFirstPatch(FakeRegistry.Fault fault) {
    AtomicBoolean once = new AtomicBoolean();
    registry.faults(
        request -> {
          if (!request.method().equals("PATCH")) {
            return Optional.empty();
          }
          patched.countDown();
          return once.compareAndSet(false, true) ? Optional.ofNullable(fault) : Optional.empty();
        });
  }

  private void assertPushed() {
    assertThat(registry.blob("app", digest)).isEqualTo(layer);
    assertThat(registry.hasTag("app", "v1")).isTrue();
    Pushes.assertNothingIsLeft(registry, directory);
  }

  @Test
  void sendsTheFrontOfALayerBeforeItsEndIsMade() {
    faultOfFirstPatch(null);

    PushedImage pushed = push(this::awaitPatch);

    assertPushed();
    assertThat(pushed.uploadedBytes()).isGreaterThan(layer.length);
    assertThat(registry.lines("POST")).as("for the layer and the configuration").hasSize(2);
  }

  @Test
  void continuesWhatBrokeOff() {
    faultOfFirstPatch(new FakeRegistry.Cut(40_000));

    push(this::awaitPatch);

    assertPushed();
    assertThat(registry.seen())
        .filteredOn(s -> s.method().equals("PATCH"))
        .as("no byte before the break is sent twice")
        .anyMatch(s -> s.bodyBytes() == CHUNK)
        .satisfies(
            seen ->
                assertThat(seen.stream().mapToLong(FakeRegistry.Seen::bodyBytes).sum())
                    .isLessThan(layer.length + CHUNK));
  }

  @Test
  void startsAnewWhenTheRegistryRefusesItsOwnUpload() {
    faultOfFirstPatch(new FakeRegistry.Answer(400, Map.of(), ""));

    push(this::awaitPatch);

    assertThat(registry.blob("app", digest)).isEqualTo(layer);
    assertThat(registry.hasTag("app", "v1")).isTrue();
  }

  @Test
  void leavesNothingOfALayerThatCannotBeMade() {
    faultOfFirstPatch(null);

    assertThatThrownBy(
            () ->
                push(
                    () -> {
                      awaitPatch();
                      throw new ImageException(Reason.LOCAL_FILE, "It is gone.");
                    }))
        .hasMessage("It is gone.");

    assertThat(registry.hasTag("app", "v1")).isFalse();
    assertThat(registry.lines("DELETE")).hasSize(1);
    Pushes.assertNothingIsLeft(registry, directory);
  }

  @Test
  void givesUpTheUploadOfALayerThatTheTargetHas() {
    faultOfFirstPatch(null);
    registry.putBlob("app", layer);

    PushedImage pushed = push(this::awaitPatch);

    assertThat(pushed.uploadedBlobs()).as("the configuration").isEqualTo(1);
    assertThat(registry.lines("PUT")).noneMatch(line -> line.contains(digest.hex()));
    assertPushed();
  }

  @Test
  void waitsForALayerThatTheLastPushSent() {
    push(() -> {});
    registry.seen().clear();

    PushedImage again = client().push(c -> making(c, () -> {}), registry.reference("app:v2"));

    assertThat(again.uploadedBytes()).isZero();
    assertThat(registry.lines("POST")).isEmpty();
    assertThat(registry.hasTag("app", "v2")).isTrue();
  }

  @Test
  void neverCompletesALayerWithAnotherDigest() throws IOException {
    faultOfFirstPatch(null);

    assertThatThrownBy(
            () ->
                push(
                    () -> {
                      awaitPatch();
                      layer[200_000] ^= 1;
                    }))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DIGEST_MISMATCH))
        .hasMessageContaining("damaged");

    assertThat(registry.lines("PUT")).isEmpty();
    assertThat(registry.hasTag("app", "v1")).isFalse();
    assertThat(BlobCache.at(directory).find(digest)).isEmpty();
    Pushes.assertNothingIsLeft(registry, directory);
  }

  @Test
  void reportsThatPushingIsNotAllowed() {
    registry.auth(FakeRegistry.Auth.BASIC);

    assertThatThrownBy(() -> push(() -> {}))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_ACCESS));
  }

  @Test
  void makesNothingForATargetWithoutATag() {
    ImageReference pinned = target().withDigest(digest);

    assertThatThrownBy(() -> client().push(c -> making(c, () -> {}), pinned))
        .hasMessageContaining("a target with a tag");

    assertThat(directory).isEmptyDirectory();
  }
}
