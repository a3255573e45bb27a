package dev.mcpfly.image.registry;

import java.net.URI;
import java.util.List;

/**
 * What a manifest says of one blob.
 *
 * @param mediaType what the bytes are
 * @param digest what the bytes hash to
 * @param size how many bytes there are
 * @param urls where a non-distributable layer is to be had; mostly empty
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

  /** Makes the descriptor of a blob that lies in a registry. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, List.of());
  }

  /**
   * Tells whether the layer lies elsewhere by licence and is therefore passed by reference, never
   * uploaded.
   */
  public boolean foreign() {
    return mediaType.contains("nondistributable") || mediaType.contains(".foreign.");
  }
}
