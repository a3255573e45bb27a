package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RegistryClientPullTest {
  private static final String PROCESS =
      "{\"Entrypoint\":[\"/serve\"],\"Cmd\":[\"stdio\"],\"Env\":[\"A=1\"]}";

  private final FakeRegistry registry = new FakeRegistry();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    registry.close();
  }

  private RegistryClient client() {
    return client(RegistryCredentials.anonymous(), event -> {});
  }

  private RegistryClient client(RegistryCredentials credentials, Consumer<ImageEvent> listener) {
    return RegistryClient.builder()
        .credentials(credentials)
        .cache(BlobCache.at(directory))
        .idleTimeout(Duration.ofMinutes(1))
        .retries(3, Duration.ofMillis(2))
        .onEvent(listener)
        .build();
  }

  private static void assertFails(ThrowingCallable call, Reason reason, String... words) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(ImageException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(
            e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n").endsWith("."));
  }

  static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  @Test
  void readsManifestAndConfigurationOfAnOciImage() {
    Digest digest = registry.putImage("team/server", "1", PROCESS, List.of(noise(100)));

    RemoteImage image = client().image(registry.reference("team/server:1"));

    assertThat(image.reference()).isEqualTo(registry.reference("team/server:1").withDigest(digest));
    assertThat(image.config().entrypoint()).containsExactly("/serve");
    assertThat(image.config().cmd()).containsExactly("stdio");
    assertThat(image.layers()).hasSize(1);
  }

  @Test
  void readsADockerManifestToo() {
    registry.putImage(
        "a", "latest", "amd64", PROCESS, List.of(noise(9)), MediaTypes.DOCKER_MANIFEST);

    RemoteImage image = client().image(registry.reference("a"));

    assertThat(image.mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    assertThat(image.layers().get(0).mediaType()).isEqualTo(MediaTypes.DOCKER_LAYER);
  }

  @Test
  void followsAnIndexToTheWantedPlatform() {
    Digest amd =
        registry.putImage("a", "amd", "amd64", PROCESS, List.of(noise(9)), MediaTypes.OCI_MANIFEST);
    Digest arm =
        registry.putImage("a", "arm", "arm64", PROCESS, List.of(noise(8)), MediaTypes.OCI_MANIFEST);
    registry.putManifest(
        "a", "both", MediaTypes.OCI_INDEX, index(Map.of("amd64", amd, "arm64", arm)));

    assertThat(client().image(registry.reference("a:both")).reference().digest()).contains(amd);
    assertThat(
            client()
                .image(registry.reference("a:both"), RemoteImage.Platform.LINUX_ARM64)
                .reference()
                .digest())
        .contains(arm);
  }

  private static String index(Map<String, Digest> byArchitecture) {
    StringBuilder entries = new StringBuilder();
    byArchitecture.forEach(
        (architecture, digest) ->
            entries
                .append("{\"mediaType\":\"")
                .append(MediaTypes.OCI_MANIFEST)
                .append("\",\"digest\":\"")
                .append(digest)
                .append("\",\"size\":1,\"platform\":{\"os\":\"linux\",\"architecture\":\"")
                .append(architecture)
                .append("\"}},"));
    return "{\"schemaVersion\":2,\"manifests\":["
        + entries
        + "{\"mediaType\":\""
        + MediaTypes.OCI_MANIFEST
        + "\",\"digest\":\"sha256:"
        + "0".repeat(64)
        + "\",\"size\":1,\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}}]}";
  }

  @Test
  void listsThePlatformsWhenTheWantedOneIsMissing() {
    Digest arm =
        registry.putImage("a", "arm", "arm64", PROCESS, List.of(), MediaTypes.OCI_MANIFEST);
    registry.putManifest("a", "latest", MediaTypes.OCI_INDEX, index(Map.of("arm64", arm)));

    assertFails(
        () -> client().image(registry.reference("a")),
        Reason.NO_PLATFORM,
        "linux/amd64",
        "linux/arm64",
        "/a:latest");
    assertFails(
        () -> client().image(registry.reference("a:arm")),
        Reason.NO_PLATFORM,
        "linux/amd64",
        "linux/arm64");
  }

  @Test
  void refusesASchema1Manifest() {
    registry.putManifest(
        "old",
        "latest",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        "{\"schemaVersion\":1,\"name\":\"old\"}");

    assertFails(
        () -> client().image(registry.reference("old")),
        Reason.UNSUPPORTED,
        "schema 1",
        "/old:latest");
  }

  @Test
  void reportsAnUnknownImage() {
    assertFails(
        () -> client().image(registry.reference("no/such:7")),
        Reason.NOT_FOUND,
        "There is no image",
        "/no/such:7",
        "404");
  }

  @Test
  void refusesAManifestThatDoesNotHaveItsDigest() {
    Digest digest = registry.putImage("a", "latest", PROCESS, List.of());
    registry.fault(99, "GET .*/manifests/", new FakeRegistry.Flip());

    assertFails(
        () -> client().image(registry.reference("a").withDigest(digest)),
        Reason.DIGEST_MISMATCH,
        digest.toString());
    assertFails(
        () -> client().image(registry.reference("a")), Reason.DIGEST_MISMATCH, digest.toString());
  }

  @Test
  void refusesABlobThatDoesNotHaveItsDigestAndKeepsNothing() throws IOException {
    byte[] layer = noise(300_000);
    Digest digest = registry.putBlob("a", layer);
    registry.fault(99, "GET .*/blobs/", new FakeRegistry.Flip());

    assertFails(
        () ->
            client()
                .blob(
                    registry.reference("a"), RemoteImage.Descriptor.of("x", digest, layer.length)),
        Reason.DIGEST_MISMATCH,
        digest.toString());
    assertThat(files()).isEmpty();
  }

  @Test
  void refusesABlobThatIsLongerThanAnnounced() throws IOException {
    byte[] layer = noise(300_000);
    Digest digest = registry.putBlob("a", layer);

    assertFails(
        () -> client().blob(registry.reference("a"), RemoteImage.Descriptor.of("x", digest, 1000)),
        Reason.DIGEST_MISMATCH,
        "longer than 1000");
    assertThat(files()).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void resumesABrokenDownload() throws IOException {
    byte[] layer = noise(1_000_000);
    Digest digest = registry.putBlob("a", layer);
    registry.fault(3, "GET .*/blobs/", new FakeRegistry.Cut(250_000));

    Path file =
        client()
            .blob(registry.reference("a"), RemoteImage.Descriptor.of("x", digest, layer.length));

    assertThat(Files.readAllBytes(file)).isEqualTo(layer);
    assertThat(registry.seen())
        .extracting(FakeRegistry.Seen::range)
        .containsExactly("", "bytes=250000-", "bytes=500000-", "bytes=750000-");
  }

  @Test
  void abandonsADownloadWithoutProgress() {
    byte[] layer = noise(1_000);
    Digest digest = registry.putBlob("a", layer);
    registry.fault(99, "GET .*/blobs/", new FakeRegistry.Cut(0));

    assertFails(
        () ->
            client()
                .blob(
                    registry.reference("a"), RemoteImage.Descriptor.of("x", digest, layer.length)),
        Reason.CONNECTION,
        digest.toString());
    assertThat(registry.seen()).hasSize(3);
  }

  @Test
  void givesUpABodyThatStalls() {
    byte[] layer = noise(1_000_000);
    Digest digest = registry.putBlob("a", layer);
    registry.fault(99, "GET .*/blobs/", new FakeRegistry.Stall(0));

    RegistryClient impatient =
        RegistryClient.builder()
            .credentials(RegistryCredentials.anonymous())
            .cache(BlobCache.at(directory))
            .idleTimeout(Duration.ofMillis(300))
            .retries(3, Duration.ofMillis(2))
            .build();
    assertFails(
        () ->
            impatient.blob(
                registry.reference("a"), RemoteImage.Descriptor.of("x", digest, layer.length)),
        Reason.TIMED_OUT,
        "no byte moved");
  }

  @Test
  void retriesAfterTemporaryFailuresAndReportsIt() {
    registry.putImage("a", "latest", PROCESS, List.of());
    registry.fault(2, "GET .*/manifests/", new FakeRegistry.Answer(503, Map.of(), "busy"));
    List<ImageEvent> events = new java.util.concurrent.CopyOnWriteArrayList<>();

    client(RegistryCredentials.anonymous(), events::add).image(registry.reference("a"));

    assertThat(events).filteredOn(ImageEvent.Retrying.class::isInstance).hasSize(2);
    assertThat(events).last().isInstanceOf(ImageEvent.Resolved.class);
  }

  @Test
  void doesNotWaitWhenTheRegistryAsksForALongPause() {
    registry.fault(
        99,
        "GET ",
        new FakeRegistry.Answer(
            429, Map.of("Retry-After", "3600"), "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}"));

    assertFails(
        () -> client().image(registry.reference("a")), Reason.REGISTRY, "429 TOOMANYREQUESTS");
    assertThat(registry.seen()).hasSize(1);
  }

  @Test
  void answersABasicChallengeAndRemembersTheAnswer() {
    registry.auth(FakeRegistry.Auth.BASIC).putImage("a", "latest", PROCESS, List.of());
    RegistryClient client =
        client(
            RegistryCredentials.of(registry.host(), RegistryCredentials.Login.of("user", "secret")),
            event -> {});

    client.image(registry.reference("a"));

    assertThat(registry.seen())
        .extracting(s -> !s.authorization().isEmpty())
        .containsExactly(false, true, true);
  }

  @Test
  void answersABearerChallengeWithATokenFromItsRealm() {
    registry.auth(FakeRegistry.Auth.BEARER).putImage("a", "latest", PROCESS, List.of());
    RegistryClient client =
        client(
            RegistryCredentials.of(registry.host(), RegistryCredentials.Login.of("user", "secret")),
            event -> {});

    client.image(registry.reference("a"));

    assertThat(registry.lines("GET"))
        .filteredOn(line -> line.startsWith("GET /token"))
        .singleElement()
        .asString()
        .contains("service=fake", "scope=repository%3Aa%3Apull", "account=user");
  }

  @Test
  void answersABearerChallengeWithARefreshToken() {
    registry.auth(FakeRegistry.Auth.BEARER).putImage("a", "latest", PROCESS, List.of());
    RegistryClient client =
        client(
            RegistryCredentials.of(
                registry.host(), RegistryCredentials.Login.identityToken("refresh-secret")),
            event -> {});

    client.image(registry.reference("a"));

    assertThat(registry.lines("POST")).containsExactly("POST /token");
  }

  @Test
  void reportsDeniedAccessWithoutShowingASecret() {
    registry.auth(FakeRegistry.Auth.BASIC);
    assertFails(
        () -> client().image(registry.reference("a")),
        Reason.NO_ACCESS,
        "docker login " + registry.host(),
        "401");

    registry.auth(FakeRegistry.Auth.BEARER);
    RegistryClient wrong =
        client(
            RegistryCredentials.of(
                registry.host(), RegistryCredentials.Login.of("user", "hunter2")),
            event -> {});
    assertThatThrownBy(() -> wrong.image(registry.reference("a")))
        .hasMessageContaining("refuses the login of user 'user'")
        .message()
        .doesNotContain("hunter2");
    assertThat(RegistryCredentials.Login.of("user", "hunter2").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void followsARedirectToAnotherHostWithoutCredentials() throws IOException {
    try (FakeRegistry storage = new FakeRegistry()) {
      byte[] layer = noise(1000);
      Digest digest = registry.auth(FakeRegistry.Auth.BASIC).putBlob("a", layer);
      storage.putBlob("elsewhere", layer);
      registry.fault(
          1,
          "GET .*/blobs/",
          new FakeRegistry.Answer(
              307,
              Map.of("Location", "http://" + storage.host() + "/v2/elsewhere/blobs/" + digest),
              ""));
      RegistryClient client =
          client(
              RegistryCredentials.of(
                  registry.host(), RegistryCredentials.Login.of("user", "secret")),
              event -> {});

      Path file =
          client.blob(
              registry.reference("a"), RemoteImage.Descriptor.of("x", digest, layer.length));

      assertThat(Files.readAllBytes(file)).isEqualTo(layer);
      assertThat(storage.seen()).extracting(FakeRegistry.Seen::authorization).containsExactly("");
      assertThat(registry.seen())
          .extracting(FakeRegistry.Seen::authorization)
          .last()
          .asString()
          .startsWith("Basic ");
    }
  }

  @Test
  void doesNotAnswerTheChallengeOfARedirectTarget() {
    try (FakeRegistry thief = new FakeRegistry().auth(FakeRegistry.Auth.BASIC)) {
      Digest digest = registry.auth(FakeRegistry.Auth.BASIC).putBlob("a", noise(10));
      registry.fault(
          9,
          "GET .*/blobs/",
          new FakeRegistry.Answer(
              307, Map.of("Location", "http://" + thief.host() + "/v2/a/blobs/" + digest), ""));
      RegistryClient client =
          client(
              registry -> java.util.Optional.of(RegistryCredentials.Login.of("user", "secret")),
              event -> {});

      assertFails(
          () -> client.blob(registry.reference("a"), RemoteImage.Descriptor.of("x", digest, 10)),
          Reason.NO_ACCESS,
          "401");
      assertThat(thief.seen()).extracting(FakeRegistry.Seen::authorization).containsOnly("");
    }
  }

  @Test
  void followsNoPlainHttpRedirectBeyondLoopback() {
    registry.fault(
        9, "GET ", new FakeRegistry.Answer(302, Map.of("Location", "http://example.com/x"), ""));
    assertFails(
        () -> client().image(registry.reference("a")),
        Reason.REGISTRY,
        "http://example.com",
        "nothing was sent");

    registry.auth(FakeRegistry.Auth.BEARER).challenge("Bearer realm=\"http://example.com/token\"");
    assertFails(
        () -> client().image(registry.reference("a")),
        Reason.REGISTRY,
        "http://example.com",
        "nothing was sent");
  }

  @Test
  void endsARedirectLoop() {
    registry.faults(
        request ->
            java.util.Optional.of(
                new FakeRegistry.Answer(302, Map.of("Location", request.path()), "")));

    assertFails(
        () -> client().image(registry.reference("a")),
        Reason.REGISTRY,
        "redirects more than 5 times");
  }

  @Test
  void readsNothingTwice() {
    byte[] layer = noise(1000);
    Digest digest = registry.putBlob("a", layer);
    RemoteImage.Descriptor blob = RemoteImage.Descriptor.of("x", digest, layer.length);

    Path first = client().blob(registry.reference("a"), blob);
    Path second = client().blob(registry.reference("a"), blob);

    assertThat(second).isEqualTo(first);
    assertThat(registry.seen()).hasSize(1);
  }

  @Test
  void toleratesAListenerThatThrows() {
    registry.putImage("a", "latest", PROCESS, List.of());
    RegistryClient client =
        client(
            RegistryCredentials.anonymous(),
            event -> {
              throw new IllegalStateException("listener");
            });

    assertThat(client.image(registry.reference("a"))).isNotNull();
  }

  @Test
  void keepsTheInterruptFlag() {
    registry.fault(99, "GET ", new FakeRegistry.Stall(0));
    registry.putImage("a", "latest", PROCESS, List.of());
    Thread.currentThread().interrupt();
    try {
      assertFails(() -> client().image(registry.reference("a")), Reason.INTERRUPTED, "Interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
