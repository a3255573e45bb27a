package dev.mcpfly.image.registry;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image that is complete but not yet in a registry: manifest, configuration, and the source of
 * each layer.
 */
public final class OutgoingImage {
  private final String mediaType;
  private final byte[] manifest;
  private final RemoteImage.Descriptor configDescriptor;
  private final byte[] config;
  private final List<Layer> layers;

  /**
   * One layer.
   *
   * @param blob its descriptor in the manifest
   * @param source an image that has it, or null if it is in the client's cache
   */
  public record Layer(RemoteImage.Descriptor blob, @Nullable ImageReference source) {}

  /**
   * Creates an image from its parts.
   *
   * @param mediaType the manifest's media type
   * @param manifest the manifest, byte for byte
   * @param configDescriptor the descriptor of the configuration
   * @param config the configuration, byte for byte
   * @param layers the layers of the manifest
   */
  public OutgoingImage(
      String mediaType,
      byte[] manifest,
      RemoteImage.Descriptor configDescriptor,
      byte[] config,
      List<Layer> layers) {
    this.mediaType = Objects.requireNonNull(mediaType, "mediaType");
    this.manifest = manifest.clone();
    this.configDescriptor = configDescriptor;
    this.config = config.clone();
    this.layers = List.copyOf(layers);
  }

  /** Returns the digest of the manifest, which is the image's identity. */
  public Digest digest() {
    return Digest.sha256(manifest);
  }

  /** Returns the manifest's media type. */
  public String mediaType() {
    return mediaType;
  }

  /** Returns a copy of the manifest. */
  public byte[] manifest() {
    return manifest.clone();
  }

  /** Returns the descriptor of the configuration. */
  public RemoteImage.Descriptor configDescriptor() {
    return configDescriptor;
  }

  /** Returns a copy of the configuration. */
  public byte[] config() {
    return config.clone();
  }

  /** Returns the layers, lowest first. */
  public List<Layer> layers() {
    return layers;
  }
}
