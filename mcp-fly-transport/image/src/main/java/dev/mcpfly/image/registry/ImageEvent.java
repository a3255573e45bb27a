package dev.mcpfly.image.registry;

/**
 * One thing that happened on the way of an image, for progress displays. Events of several layers
 * may come from several threads at once; a listener must be quick and thread-safe.
 */
public sealed interface ImageEvent {
  /** Returns one line for a person. */
  String text();

  /**
   * An image's manifest was found.
   *
   * @param image its full name, pinned to the digest
   * @param platform what it is made for
   */
  record Resolved(ImageReference image, Platform platform) implements ImageEvent {
    @Override
    public String text() {
      return "found " + image + " for " + platform;
    }
  }

  /**
   * Bytes of a blob arrived.
   *
   * @param blob which blob
   * @param bytes how many bytes are there now
   * @param total how many there will be
   */
  record Downloading(Digest blob, long bytes, long total) implements ImageEvent {
    @Override
    public String text() {
      return "downloading " + blob + ": " + bytes + " of " + total + " bytes";
    }
  }

  /**
   * A new layer was made.
   *
   * @param layer its digest
   * @param size its compressed size in bytes
   * @param what what is in it
   */
  record Built(Digest layer, long size, String what) implements ImageEvent {
    @Override
    public String text() {
      return "built " + layer + " (" + size + " bytes): " + what;
    }
  }

  /**
   * A blob need not be uploaded, as the target has it.
   *
   * @param blob which blob
   * @param mounted true when the registry took it over from another of its repositories
   */
  record Present(Digest blob, boolean mounted) implements ImageEvent {
    @Override
    public String text() {
      return (mounted ? "mounted " : "already there: ") + blob;
    }
  }

  /**
   * Bytes of a blob left.
   *
   * @param blob which blob
   * @param bytes how many bytes are sent
   * @param total how many there are to send
   */
  record Uploading(Digest blob, long bytes, long total) implements ImageEvent {
    @Override
    public String text() {
      return "uploading " + blob + ": " + bytes + " of " + total + " bytes";
    }
  }

  /**
   * Something failed and is tried again.
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
   * @param image the name that now leads to the image
   * @param changed false when the tag had this very image before
   */
  record Tagged(ImageReference image, boolean changed) implements ImageEvent {
    @Override
    public String text() {
      return (changed ? "pushed " : "unchanged: ") + image;
    }
  }
}
