package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image in a registry: its manifest for one platform and its configuration, both read and
 * verified. Immutable.
 */
public final class RemoteImage {
  private final ImageReference reference;
  private final String mediaType;
  private final byte[] manifest;
  private final byte[] configBytes;
  private final Config config;
  private final List<Descriptor> layers;

  RemoteImage(
      ImageReference pinned,
      String mediaType,
      byte[] manifest,
      byte[] configBytes,
      List<Descriptor> layers) {
    this.reference = pinned;
    this.mediaType = mediaType;
    this.manifest = manifest;
    this.configBytes = configBytes;
    this.config = Config.parse(configBytes);
    this.layers = List.copyOf(layers);
  }

  /** Returns the image's name, pinned to the digest of the manifest for its platform. */
  public ImageReference reference() {
    return reference;
  }

  /** Returns the manifest's media type: OCI's or Docker's. */
  public String mediaType() {
    return mediaType;
  }

  /** Returns a copy of the manifest, byte for byte. */
  public byte[] manifest() {
    return manifest.clone();
  }

  /** Returns a copy of the configuration, byte for byte. */
  public byte[] configBytes() {
    return configBytes.clone();
  }

  /** Returns how the image's process is started. */
  public Config config() {
    return config;
  }

  /** Returns the layers, lowest first. */
  public List<Descriptor> layers() {
    return layers;
  }

  /** Returns the pinned name. */
  @Override
  public String toString() {
    return reference.toString();
  }

  /**
   * How an image's process is started, according to its configuration.
   *
   * @param entrypoint the program and its first arguments; may be empty
   * @param cmd further arguments, or the program where there is no entrypoint; may be empty
   * @param env the environment in its order, each {@code NAME=value}
   * @param workdir the working directory, or an empty text for the root
   * @param user the user and group, or an empty text for root
   * @param exposedPorts the ports, for example {@code 8080/tcp}
   * @param labels the labels
   * @param platform what the image is made for
   */
  public record Config(
      List<String> entrypoint,
      List<String> cmd,
      List<String> env,
      String workdir,
      String user,
      List<String> exposedPorts,
      Map<String, String> labels,
      Platform platform) {

    /** Copies the lists and the map. */
    public Config {
      entrypoint = List.copyOf(entrypoint);
      cmd = List.copyOf(cmd);
      env = List.copyOf(env);
      exposedPorts = List.copyOf(exposedPorts);
      labels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** Reads an OCI or Docker image configuration. */
    static Config parse(byte[] json) {
      JsonMembers root = Json.object(json, "The image configuration");
      JsonMembers process = root.object("config");
      Map<String, String> labels = new LinkedHashMap<>();
      JsonMembers given = process.object("Labels");
      given.names().forEach(name -> labels.put(name, given.spelt(name)));
      List<String> ports = new ArrayList<>(process.object("ExposedPorts").names());
      return new Config(
          process.texts("Entrypoint"),
          process.texts("Cmd"),
          process.texts("Env"),
          process.text("WorkingDir", ""),
          process.text("User", ""),
          ports,
          labels,
          new Platform(root.text("os", ""), root.text("architecture", ""), root.text("variant")));
    }
  }

  /**
   * The operating system and processor that an image is made for, in the terms of the OCI image
   * index.
   *
   * @param os for example {@code linux}
   * @param architecture for example {@code amd64}
   * @param variant for example {@code v8}, or null
   */
  public record Platform(String os, String architecture, @Nullable String variant) {
    /** The platform of Fly Machines. */
    public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", null);

    /** 64-bit ARM. */
    public static final Platform LINUX_ARM64 = new Platform("linux", "arm64", null);

    /** Returns whether an image that was made for {@code offered} runs on this platform. */
    public boolean accepts(Platform offered) {
      return os.equals(offered.os)
          && architecture.equals(offered.architecture)
          && (variant == null || variant.equals(offered.variant) || offered.variant == null);
    }

    /** Returns the program loader of the GNU C library on this platform, if it is known. */
    public Optional<String> glibcLoader() {
      return switch (architecture) {
        case "amd64" -> Optional.of("/lib64/ld-linux-x86-64.so.2");
        case "arm64" -> Optional.of("/lib/ld-linux-aarch64.so.1");
        default -> Optional.empty();
      };
    }

    /** Returns the program loader of the musl C library on this platform, if it is known. */
    public Optional<String> muslLoader() {
      return switch (architecture) {
        case "amd64" -> Optional.of("/lib/ld-musl-x86_64.so.1");
        case "arm64" -> Optional.of("/lib/ld-musl-aarch64.so.1");
        default -> Optional.empty();
      };
    }

    /** Returns {@code os/architecture} or {@code os/architecture/variant}. */
    @Override
    public String toString() {
      return os + "/" + architecture + (variant == null ? "" : "/" + variant);
    }
  }

  /**
   * A manifest's description of a blob.
   *
   * @param mediaType what the bytes are
   * @param digest what the bytes hash to
   * @param size how many bytes there are
   * @param urls where a non-distributable layer can be downloaded; usually empty
   */
  public record Descriptor(String mediaType, Digest digest, long size, List<URI> urls) {
    /** Copies the list and refuses a negative size. */
    public Descriptor {
      urls = List.copyOf(urls);
      if (size < 0) {
        throw new ImageException(
            ImageException.Reason.REGISTRY,
            "The blob " + digest + " is announced with the negative size " + size + ".");
      }
    }

    /** Returns the descriptor of a blob in a registry. */
    public static Descriptor of(String mediaType, Digest digest, long size) {
      return new Descriptor(mediaType, digest, size, List.of());
    }

    /**
     * Returns whether the layer's licence keeps it out of the registry; such a layer is passed by
     * reference, never uploaded.
     */
    public boolean foreign() {
      return mediaType.contains("nondistributable") || mediaType.contains(".foreign.");
    }
  }
}
