package dev.mcpfly.image.registry;

import org.jspecify.annotations.Nullable;

/** An image that was pushed, and the way back. Thread-safe. */
public final class PushedImage {
  private final RegistryClient client;
  private final ImageReference reference;
  private final Digest digest;
  private final long uploadedBytes;
  private final int uploadedBlobs;
  private final Before before;
  private final Manifests.@Nullable Raw previous;

  /** What the tag led to before. */
  enum Before {
    SAME,
    OTHER,
    NOTHING_BUT_KNOWN,
    NOTHING
  }

  PushedImage(
      RegistryClient client,
      ImageReference reference,
      Digest digest,
      long uploadedBytes,
      int uploadedBlobs,
      Before before,
      Manifests.@Nullable Raw previous) {
    this.client = client;
    this.reference = reference;
    this.digest = digest;
    this.uploadedBytes = uploadedBytes;
    this.uploadedBlobs = uploadedBlobs;
    this.before = before;
    this.previous = previous;
  }

  /** Returns the name under which it was pushed. */
  public ImageReference reference() {
    return reference;
  }

  /** Returns the name pinned to what was pushed, for a machine that must run exactly this. */
  public ImageReference pinned() {
    return reference.withDigest(digest);
  }

  /** Returns the manifest's digest. */
  public Digest digest() {
    return digest;
  }

  /** Returns how many bytes of blobs were sent; 0 when the registry had all of them. */
  public long uploadedBytes() {
    return uploadedBytes;
  }

  /** Returns how many blobs were sent, the configuration included. */
  public int uploadedBlobs() {
    return uploadedBlobs;
  }

  /** Tells whether the tag leads to something else than before. */
  public boolean changed() {
    return before != Before.SAME;
  }

  /**
   * Takes the push back as far as the registry lets: the tag leads to what it led to before, or is
   * deleted. Blobs stay; a registry clears up those that no image names.
   *
   * @return a sentence that says what was done, or what stays and why it does no harm
   * @throws ImageException when the registry cannot be reached or refuses
   */
  public String undo() {
    if (before == Before.SAME) {
      return "Nothing to undo: " + reference + " is as it was.";
    }
    if (previous != null) {
      client.manifests().put(reference, previous.mediaType(), previous.bytes());
      return reference + " leads to " + previous.digest() + " again.";
    }
    if (before == Before.NOTHING && client.manifests().delete(reference, digest)) {
      return reference + " was deleted.";
    }
    return "The tag "
        + reference
        + " stays, as its registry deletes no single tag; no machine runs it, and it goes when its"
        + " repository goes.";
  }

  /** Returns the pinned name. */
  @Override
  public String toString() {
    return pinned().toString();
  }
}
