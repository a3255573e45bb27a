package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large layers that go from one registry to another while they arrive. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CarriedLayerTest {
  private static final int CHUNK = 100_000;

  private final FakeRegistry source = new FakeRegistry();
  private final FakeRegistry target = new FakeRegistry();
  private final String text = "a layer of text ".repeat(20_000);
  private final byte[] layer = text.getBytes(StandardCharsets.US_ASCII);
  private final Digest digest = source.putBlob("base", layer);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  private PushedImage carry() {
    byte[] config =
        "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(StandardCharsets.UTF_8);
    OutgoingImage image =
        new OutgoingImage(
            MediaTypes.OCI_MANIFEST,
            "{\"layers\":1}".getBytes(StandardCharsets.UTF_8),
            RemoteImage.Descriptor.of(MediaTypes.OCI_CONFIG, Digest.sha256(config), config.length),
            config,
            List.of(
                new OutgoingImage.Layer(
                    RemoteImage.Descriptor.of(MediaTypes.OCI_LAYER, digest, layer.length),
                    source.reference("base:1"))));
    return RegistryClient.builder()
        .credentials(RegistryCredentials.anonymous())
        .cache(BlobCache.at(directory))
        .idleTimeout(Duration.ofMinutes(1))
        .retries(3, Duration.ofMillis(2))
        .chunkSize(CHUNK)
        .build()
        .push(image, target.reference("app:v1"));
  }

  private void assertCarried() {
    assertThat(target.blob("app", digest)).isEqualTo(layer);
    assertThat(target.hasTag("app", "v1")).isTrue();
    assertThat(BlobCache.at(directory).find(digest)).isPresent();
    Pushes.assertNothingIsLeft(target, directory);
  }

  private void assertRefused() {
    assertThat(target.blob("app", digest)).isNull();
    assertThat(target.lines("PUT")).isEmpty();
    assertThat(target.hasTag("app", "v1")).isFalse();
    Pushes.assertNothingIsLeft(target, directory);
  }

  private void assertFails(Reason reason, String words) {
    assertThatThrownBy(this::carry)
        .isInstanceOfSatisfying(ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(words);
  }

  private CountDownLatch whenTheTargetHasGotSome() {
    CountDownLatch patched = new CountDownLatch(1);
    target.faults(
        request -> {
          if (request.method().equals("PATCH")) {
            patched.countDown();
          }
          return Optional.empty();
        });
    return patched;
  }

  /** The source breaks off after 150,000 bytes and goes on when the target has got some. */
  @Test
  void sendsOnWhatHasArrivedWhileTheRestIsAwaited() {
    CountDownLatch patched = whenTheTargetHasGotSome();
    source.faults(
        request -> {
          if (request.range().isEmpty()) {
            return Optional.of(new FakeRegistry.Cut(CHUNK * 3 / 2));
          }
          Pushes.await(patched);
          return Optional.empty();
        });

    PushedImage pushed = carry();

    assertThat(pushed.uploadedBytes()).isGreaterThan(layer.length);
    assertCarried();
  }

  @Test
  void beginsAgainAtASourceThatCannotContinue() {
    source.faults(
        request ->
            Optional.of(
                request.range().isEmpty()
                    ? new FakeRegistry.Cut(CHUNK * 3 / 2)
                    : new FakeRegistry.Answer(200, Map.of(), text)));

    carry();

    assertCarried();
  }

  @Test
  void neverCompletesOtherBytesThatASourceSendsTheSecondTime() {
    source.faults(
        request ->
            Optional.of(
                request.range().isEmpty()
                    ? new FakeRegistry.Cut(CHUNK * 3 / 2)
                    : new FakeRegistry.Answer(200, Map.of(), text.replace('x', 'y'))));

    assertFails(Reason.DIGEST_MISMATCH, "hash to something else");

    assertRefused();
  }

  /** Whose first half would be in the target already, where no other hash would notice. */
  @Test
  void sendsTheRightBytesWhereASourceSentOthersFirst() {
    CountDownLatch patched = whenTheTargetHasGotSome();
    source.faults(
        request -> {
          if (request.range().isEmpty()) {
            String others = text.substring(0, CHUNK * 3 / 2).replace('x', 'y');
            return Optional.of(new FakeRegistry.Answer(200, Map.of(), others));
          }
          Pushes.await(patched);
          return Optional.of(new FakeRegistry.Answer(200, Map.of(), text));
        });

    carry();

    assertCarried();
  }

  @Test
  void neverCompletesBytesWithAnotherDigest() {
    source.fault(99, "GET ", new FakeRegistry.Flip());

    assertFails(Reason.DIGEST_MISMATCH, "hash to something else");

    assertRefused();
  }

  @Test
  void saysWhatTheSourceDoesNotHave() {
    source.fault(99, "GET ", new FakeRegistry.Answer(404, Map.of(), ""));

    assertFails(Reason.NOT_FOUND, "of " + source.host());

    assertRefused();
  }

  @Test
  void saysThatTheSourceBreaksOffAgainAndAgain() {
    source.fault(99, "GET ", new FakeRegistry.Cut(0));

    assertFails(Reason.CONNECTION, "reading blob");

    assertRefused();
  }

  @Test
  void resumesAtATargetThatBreaksOff() {
    target.fault(2, "PATCH ", new FakeRegistry.Cut(40_000));

    carry();

    assertCarried();
  }

  @Test
  void stopsTheDownloadWhenTheTargetRefuses() {
    target.fault(99, "PATCH ", new FakeRegistry.Answer(403, Map.of(), ""));
    source.fault(99, "GET ", new FakeRegistry.Stall(CHUNK * 3 / 2));

    assertFails(Reason.NO_ACCESS, "gives no access");

    assertRefused();
  }

  /** As one does that closes connections after it has refused a body. */
  @Test
  void cancelsTheUploadAgainWhenTheTargetDropsConnections() {
    AtomicInteger deletions = new AtomicInteger();
    target.faults(
        request -> {
          if (request.method().equals("DELETE") && deletions.incrementAndGet() <= 2) {
            throw new IllegalStateException("no answer, which ends the connection");
          }
          return request.method().equals("PATCH")
              ? Optional.of(new FakeRegistry.Answer(403, Map.of(), ""))
              : Optional.empty();
        });

    assertFails(Reason.NO_ACCESS, "gives no access");

    assertRefused();
    assertThat(deletions).hasValue(3);
  }
}
