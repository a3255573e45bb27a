package dev.mcpfly.image;

import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.OutgoingImage;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;

/**
 * An assembled image: its new layers are in the client's cache and its digest is known.
 * Thread-safe.
 */
public final class AssembledImage {
  private final RegistryClient client;
  private final OutgoingImage image;

  AssembledImage(RegistryClient client, OutgoingImage image) {
    this.client = client;
    this.image = image;
  }

  /** Returns the image's digest. */
  public Digest digest() {
    return image.digest();
  }

  /** Returns manifest, configuration and layers. */
  public OutgoingImage content() {
    return image;
  }

  /**
   * Pushes the image.
   *
   * @param target the target, with a tag
   * @throws dev.mcpfly.image.registry.ImageException if it cannot be pushed; the tag is then
   *     unchanged
   */
  public PushedImage push(ImageReference target) {
    return client.push(image, target);
  }

  /** Returns the digest. */
  @Override
  public String toString() {
    return digest().toString();
  }
}
