package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Pulls images from registries and pushes images to them, following the OCI Distribution
 * specification.
 *
 * <pre>{@code
 * RegistryClient registry = RegistryClient.create();           // with the logins of Docker's file
 * RemoteImage image = registry.image(ImageReference.parse("ghcr.io/owner/server:2"));
 * System.out.println(image.reference());
 * }</pre>
 *
 * <p>Understands OCI and Docker v2 manifests, Basic and Bearer challenges, cross-repository mounts
 * and chunked uploads; verifies the digest of everything; resumes broken transfers; never holds a
 * layer in memory. Registries on loopback are accessed over plain http, all others over https.
 * Thread-safe.
 *
 * <p>All methods throw {@link ImageException} with one sentence for the user when they fail.
 */
public final class RegistryClient {
  private static final System.Logger LOG = System.getLogger(RegistryClient.class.getName());

  private final RegistryHttp http;
  private final Manifests manifests;
  private final BlobCache cache;
  private final long chunk;
  private final Consumer<ImageEvent> listener;
  private final Builder settings;

  private RegistryClient(Builder builder) {
    this.settings = builder;
    this.listener = builder.listener;
    this.cache = builder.cache;
    this.chunk = builder.chunk;
    this.http =
        new RegistryHttp(
            builder.credentials,
            builder.idle,
            new Retries(builder.attempts, builder.firstPause, this::emit),
            builder.mirrors,
            builder.network);
    this.manifests = new Manifests(http);
  }

  /** Creates the same client with another view of its cache. */
  private RegistryClient(RegistryClient other, BlobCache cache) {
    this.settings = other.settings;
    this.listener = other.listener;
    this.cache = cache;
    this.chunk = other.chunk;
    this.http = other.http;
    this.manifests = other.manifests;
  }

  /** Returns a client with the user's Docker logins and the user's cache. */
  public static RegistryClient create() {
    return builder().build();
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a client with the same settings and cache, and an additional listener.
   *
   * @param further is called after the existing listeners, from several threads
   */
  public RegistryClient listening(Consumer<ImageEvent> further) {
    return new RegistryClient(new Builder(settings).onEvent(listener.andThen(further)));
  }

  /** Returns the cache for blobs. */
  public BlobCache cache() {
    return cache;
  }

  /** Reads an image's manifest and configuration for linux/amd64. */
  public RemoteImage image(ImageReference reference) {
    return image(reference, RemoteImage.Platform.LINUX_AMD64);
  }

  /**
   * Reads an image's manifest and configuration. Layers are not fetched.
   *
   * @param reference the image
   * @param platform the variant to read
   * @throws ImageException if there is no such image, no access, no such variant, or no usable
   *     manifest
   */
  public RemoteImage image(ImageReference reference, RemoteImage.Platform platform) {
    Manifests.Raw raw = manifests.forPlatform(reference, platform);
    ImageReference pinned = reference.withDigest(raw.digest());
    JsonMembers json = Json.object(raw.bytes(), "The manifest of " + reference);
    RemoteImage.Descriptor config = Manifests.descriptor(json.object("config"), reference);
    if (config.size() > 16 << 20) {
      throw new ImageException(
          Reason.UNSUPPORTED, "The configuration of " + reference + " is larger than 16 MB.");
    }
    List<RemoteImage.Descriptor> layers = new ArrayList<>();
    for (JsonMembers layer : json.objects("layers")) {
      layers.add(Manifests.descriptor(layer, reference));
    }
    byte[] configBytes;
    try {
      configBytes = Files.readAllBytes(blob(pinned, config));
    } catch (IOException e) {
      throw new ImageException(
          Reason.LOCAL_FILE, "The image cache " + cache.directory() + " cannot be read.", e);
    }
    RemoteImage image = new RemoteImage(pinned, raw.mediaType(), raw.bytes(), configBytes, layers);
    RemoteImage.Platform made = image.config().platform();
    if (!made.architecture().isEmpty() && !platform.accepts(made)) {
      throw Manifests.noPlatform(reference, platform, List.of(made.toString()));
    }
    emit(new ImageEvent.Resolved(pinned, platform));
    return image;
  }

  /**
   * Fetches a blob into the cache, unless the cache has it.
   *
   * @param from an image of the repository that has it
   * @param blob its descriptor in the manifest
   * @return its file, with the digest verified
   */
  public Path blob(ImageReference from, RemoteImage.Descriptor blob) {
    return BlobDownload.fetch(http, cache, from, blob, this::emit);
  }

  /**
   * Pushes an image: blobs that the target has are not sent, blobs that its registry has elsewhere
   * are mounted, and the tag is written last. If the tag already points to this image, nothing is
   * sent.
   *
   * @param image the image
   * @param target the target, with a tag
   * @throws ImageException if it cannot be pushed; the tag is then unchanged
   */
  public PushedImage push(OutgoingImage image, ImageReference target) {
    checkTarget(target);
    return new Push(this, image, target, null).run();
  }

  /**
   * Makes an image and pushes it. Large layers are sent while they are still being made.
   *
   * @param making makes the image with the client that it is given, which is this one but for a
   *     cache that sends what is written into it; the layers must come to lie in that cache
   * @param target the target, with a tag
   * @throws ImageException if it cannot be made or pushed; the tag is then unchanged
   */
  public PushedImage push(Function<RegistryClient, OutgoingImage> making, ImageReference target) {
    checkTarget(target);
    try (EarlyLayers early = new EarlyLayers(this, http, target, chunk)) {
      OutgoingImage image = making.apply(new RegistryClient(this, cache.sending(early)));
      return new Push(this, image, target, early).run();
    }
  }

  private static void checkTarget(ImageReference target) {
    if (target.tag().isEmpty() || target.digest().isPresent()) {
      throw new ImageException(
          Reason.BAD_INPUT,
          "A push needs a target with a tag and without a digest, but was '" + target + "'.");
    }
  }

  Manifests manifests() {
    return manifests;
  }

  /** Fetches a blob that the cache does not have into a file, while others may follow. */
  Path download(ImageReference from, RemoteImage.Descriptor blob, Path part, Growth growth) {
    return BlobDownload.fetch(http, cache, from, blob, part, growth, this::emit);
  }

  BlobUpload upload(ImageReference target, RemoteImage.Descriptor blob) {
    return new BlobUpload(http, target, blob, chunk, this::emit);
  }

  /**
   * Passes an event to the listeners. An exception from a listener does not stop the work.
   *
   * @param event what happened
   */
  public void emit(ImageEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A listener of image events failed.", e);
    }
  }

  /** Builds a registry client. */
  public static final class Builder {
    private RegistryCredentials credentials = RegistryCredentials.docker();
    private BlobCache cache = BlobCache.ofUser();
    private Consumer<ImageEvent> listener = event -> {};
    private Duration idle = Duration.ofSeconds(60);
    private Duration firstPause = Duration.ofMillis(300);
    private int attempts = 5;
    private long chunk = 64L << 20;
    private Wire.Network network = Wire.Network.OF_THE_JVM;
    private final Map<String, String> mirrors = new LinkedHashMap<>();

    private Builder() {}

    private Builder(Builder other) {
      credentials = other.credentials;
      cache = other.cache;
      listener = other.listener;
      idle = other.idle;
      firstPause = other.firstPause;
      attempts = other.attempts;
      chunk = other.chunk;
      network = other.network;
      mirrors.putAll(other.mirrors);
    }

    /** Sets where logins come from. Default: the user's Docker configuration. */
    public Builder credentials(RegistryCredentials newCredentials) {
      credentials = Objects.requireNonNull(newCredentials, "credentials");
      return this;
    }

    /** Sets where blobs are kept. Default: the user's cache. */
    public Builder cache(BlobCache newCache) {
      cache = Objects.requireNonNull(newCache, "cache");
      return this;
    }

    /** Sets a listener for progress, which is called from several threads. Default: none. */
    public Builder onEvent(Consumer<ImageEvent> newListener) {
      listener = Objects.requireNonNull(newListener, "listener");
      return this;
    }

    /**
     * Sets how long a connection may be idle, within a body or before an answer. A registry that
     * stores an uploaded blob has five times as long. Default: 60 seconds.
     */
    public Builder idleTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new ImageException(
            Reason.BAD_INPUT, "The idle timeout must be positive, but was " + timeout + ".");
      }
      idle = timeout;
      return this;
    }

    /**
     * Sets how many tries without progress are allowed, and the pause after the first, which
     * doubles each time. Default: 5 tries, 300 milliseconds.
     */
    public Builder retries(int tries, Duration pause) {
      if (tries < 1 || pause.isNegative()) {
        throw new ImageException(
            Reason.BAD_INPUT,
            "Retries need at least 1 try and no negative pause, but were "
                + tries
                + " and "
                + pause
                + ".");
      }
      attempts = tries;
      firstPause = pause;
      return this;
    }

    /**
     * Sets how many bytes are sent in one request. Default: 64 MiB; a registry can ask for more.
     */
    public Builder chunkSize(long bytes) {
      if (bytes < 1) {
        throw new ImageException(
            Reason.BAD_INPUT, "The chunk size must be positive, but was " + bytes + ".");
      }
      chunk = bytes;
      return this;
    }

    /**
     * Redirects requests for a registry to another one: to a mirror in a closed network, or to a
     * registry on loopback in a test. Images keep their names. The mirror gets its own login, never
     * that of the registry that it replaces.
     *
     * @param registry the host in image references, such as {@code docker.io}
     * @param host the host, with its port if there is one, of the mirror
     */
    public Builder mirror(String registry, String host) {
      if (!ImageReference.parse(host + "/any").registry().equals(host)) {
        throw new ImageException(
            Reason.BAD_INPUT,
            "'" + host + "' is not a registry; write its host, such as a.example:5000.");
      }
      mirrors.put(Objects.requireNonNull(registry, "registry"), host);
      return this;
    }

    /**
     * Sets how registries, and the hosts that they name, are reached. Default: with the proxy and
     * the trusted certificates of the JVM. Redirects, HTTP version and connect timeout stay this
     * client's own.
     *
     * @param client applies a proxy and trusted certificates to an HTTP client; called for each
     *     client that is made
     * @param proxyAuthorization returns the value of the header {@code Proxy-Authorization} for a
     *     request to a URL, or empty if it takes none; the JVM sends Basic for https only if the
     *     system property {@code jdk.http.auth.tunneling.disabledSchemes} is empty
     */
    public Builder network(
        UnaryOperator<HttpClient.Builder> client,
        Function<URI, Optional<String>> proxyAuthorization) {
      network =
          new Wire.Network(
              Objects.requireNonNull(client, "client"),
              Objects.requireNonNull(proxyAuthorization, "proxyAuthorization"));
      return this;
    }

    /** Returns the client. */
    public RegistryClient build() {
      return new RegistryClient(new Builder(this));
    }
  }
}
