package dev.mcpfly.image.registry;

import org.jspecify.annotations.Nullable;

/** The result of a push, which can be undone. Thread-safe. */
public final class PushedImage {
  private final RegistryClient client;
  private final ImageReference reference;
  private final Digest digest;
  private final long uploadedBytes;
  private final int uploadedBlobs;
  private final Before before;
  private final Manifests.@Nullable Raw previous;

  /** What the tag pointed to before. */
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

  /**
   * Returns the name pinned to the pushed digest, for a machine that must run exactly this image.
   */
  public ImageReference pinned() {
    return reference.withDigest(digest);
  }

  /** Returns the manifest's digest. */
  public Digest digest() {
    return digest;
  }

  /** Returns how many bytes of blobs were sent; 0 if the registry had all of them. */
  public long uploadedBytes() {
    return uploadedBytes;
  }

  /** Returns how many blobs were sent, the configuration included. */
  public int uploadedBlobs() {
    return uploadedBlobs;
  }

  /** Returns whether the tag points to a different image than before. */
  public boolean changed() {
    return before != Before.SAME;
  }

  /**
   * Undoes the push as far as the registry allows: the tag points to the previous image again, or
   * is deleted. Blobs stay; the registry removes those that no image uses.
   *
   * @return a sentence that says what was done, or what stays and why that is harmless
   * @throws ImageException if the registry cannot be reached or refuses
   */
  public String undo() {
    if (before == Before.SAME) {
      return "Nothing to undo: " + reference + " is unchanged.";
    }
    if (previous != null) {
      client.manifests().put(reference, previous.mediaType(), previous.bytes());
      return reference + " points to " + previous.digest() + " again.";
    }
    if (before == Before.NOTHING && client.manifests().delete(reference, digest)) {
      return reference + " was deleted.";
    }
    return "The tag "
        + reference
        + " stays because its registry cannot delete a single tag; no machine runs it, and it is"
        + " deleted with its repository.";
  }

  /** Returns the pinned name. */
  @Override
  public String toString() {
    return pinned().toString();
  }
}
