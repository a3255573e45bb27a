package dev.mcpfly.image.registry;

import java.util.List;

/**
 * An image in a registry: its manifest for one platform and its configuration, both read and
 * verified. Immutable.
 */
public final class RemoteImage {
  private final ImageReference reference;
  private final String mediaType;
  private final byte[] manifest;
  private final byte[] configBytes;
  private final ImageConfig config;
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
    this.config = ImageConfig.parse(configBytes);
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
  public ImageConfig config() {
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
}
