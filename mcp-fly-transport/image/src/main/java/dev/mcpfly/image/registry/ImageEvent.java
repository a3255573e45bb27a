package dev.mcpfly.image.registry;

/**
 * Something that happened while reading or writing an image, for progress displays. Events of
 * several layers may come from several threads at once; a listener must be quick and thread-safe.
 */
public sealed interface ImageEvent {
  /** Returns a readable line. */
  String text();

  /**
   * An image's manifest was found.
   *
   * @param image its full name, pinned to the digest
   * @param platform what it is made for
   */
  record Resolved(ImageReference image, RemoteImage.Platform platform) implements ImageEvent {
    @Override
    public String text() {
      return "found " + image + " for " + platform;
    }
  }

  /**
   * Bytes of a blob arrived.
   *
   * @param blob which blob
   * @param bytes how many bytes have arrived
   * @param total how many there will be
   */
  record Downloading(Digest blob, long bytes, long total) implements ImageEvent {
    @Override
    public String text() {
      return "downloading " + blob + ": " + bytes + " of " + total + " bytes";
    }
  }

  /**
   * A new layer was built.
   *
   * @param layer its digest
   * @param size its compressed size in bytes
   * @param what a description of its content
   */
  record Built(Digest layer, long size, String what) implements ImageEvent {
    @Override
    public String text() {
      return "built " + layer + " (" + size + " bytes): " + what;
    }
  }

  /**
   * A blob need not be uploaded, because the target has it.
   *
   * @param blob which blob
   * @param mounted true if the registry mounted it from another of its repositories
   */
  record Present(Digest blob, boolean mounted) implements ImageEvent {
    @Override
    public String text() {
      return (mounted ? "mounted " : "already there: ") + blob;
    }
  }

  /**
   * Bytes of a blob were sent.
   *
   * @param blob which blob
   * @param bytes how many bytes have been sent
   * @param total how many there are to send
   */
  record Uploading(Digest blob, long bytes, long total) implements ImageEvent {
    @Override
    public String text() {
      return "uploading " + blob + ": " + bytes + " of " + total + " bytes";
    }
  }

  /**
   * Something failed and is retried.
   *
   * @param what what failed, and why
   * @param attempt the number of the next attempt, from 2
   */
  record Retrying(String what, int attempt) implements ImageEvent {
    @Override
    public String text() {
      return "attempt " + attempt + ": " + what;
    }
  }

  /**
   * The manifest is in place.
   *
   * @param image the name that now points to the image
   * @param changed false if the tag already pointed to this image
   */
  record Tagged(ImageReference image, boolean changed) implements ImageEvent {
    @Override
    public String text() {
      return (changed ? "pushed " : "unchanged: ") + image;
    }
  }
}
