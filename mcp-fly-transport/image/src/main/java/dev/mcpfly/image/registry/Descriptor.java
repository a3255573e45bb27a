package dev.mcpfly.image.registry;

import java.net.URI;
import java.util.List;

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
