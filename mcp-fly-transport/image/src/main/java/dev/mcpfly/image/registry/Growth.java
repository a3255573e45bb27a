package dev.mcpfly.image.registry;

import org.jspecify.annotations.Nullable;

/**
 * How far a file has been written, for a reader that follows its writer. The writer always ends it,
 * also when it fails. Thread-safe.
 */
final class Growth {
  private long written;
  private boolean ended;
  private boolean begunAnew;
  private @Nullable Digest digest;

  /** Returns the growth of a file that is whole already. */
  static Growth whole(long bytes, Digest digest) {
    Growth growth = new Growth();
    growth.to(bytes);
    growth.completed(digest);
    return growth;
  }

  /** The writer has written the first so many bytes. */
  synchronized void to(long bytes) {
    if (bytes > written) {
      written = bytes;
      notifyAll();
    }
  }

  /** The file is written from its beginning once more, perhaps with other bytes. */
  synchronized void beginsAnew() {
    begunAnew = true;
  }

  /** Returns whether a reader may have seen bytes that are not in the file now. */
  synchronized boolean hasBegunAnew() {
    return begunAnew;
  }

  /** The file is whole, and has the digest. */
  synchronized void completed(Digest verified) {
    digest = verified;
    ended();
  }

  /** Nothing more comes. Without {@link #completed} before it, the writer has given up. */
  synchronized void ended() {
    ended = true;
    notifyAll();
  }

  /** Returns whether nothing more comes. */
  synchronized boolean hasEnded() {
    return ended;
  }

  /**
   * Waits until so many bytes are there or no more come.
   *
   * @return how many are there, which may be more or, at the end, fewer
   */
  synchronized long await(long bytes) throws InterruptedException {
    while (written < bytes && !ended) {
      wait();
    }
    return written;
  }

  /** Waits for the end, and returns the verified digest, or null if the writer has given up. */
  synchronized @Nullable Digest awaitEnd() throws InterruptedException {
    while (!ended) {
      wait();
    }
    return digest;
  }
}
