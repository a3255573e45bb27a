package dev.mcpfly.image;

import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.OutgoingImage;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;

/**
 * An image that was put together: its new layers lie in the client's cache, its identity is known.
 * Thread-safe.
 */
public final class AssembledImage {
  private final RegistryClient client;
  private final OutgoingImage image;

  AssembledImage(RegistryClient client, OutgoingImage image) {
    this.client = client;
    this.image = image;
  }

  /** Returns the digest under which the image will be found. */
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
   * @param target where to, with a tag
   * @throws dev.mcpfly.image.registry.ImageException when it cannot be pushed; the tag is then as
   *     it was
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
