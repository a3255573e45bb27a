package dev.mcpfly.image.registry;

import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.Wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a blob while it is still being written, before its digest is known. It never completes an
 * upload, and stops at the first trouble: {@link BlobUpload} takes over what it has reached, with
 * its retries, or starts anew.
 */
final class EarlyUpload implements AutoCloseable {
  private final RegistryHttp http;
  private final ImageReference target;
  private final long chunk;
  private final FileChannel file;
  private final Growth growth;
  private final BooleanSupplier pointless;
  private final FileRegion.Seen seen;
  private final Thread thread;

  // Written by the thread, read after it has ended.
  private @Nullable URI session;
  private long smallestChunk;
  private long sent;
  private boolean unsure;

  /**
   * Creates an upload that has not begun.
   *
   * @param file the file in the making, closed with this upload
   * @param pointless asked before anything is sent
   */
  EarlyUpload(
      RegistryHttp http,
      ImageReference target,
      long chunk,
      FileChannel file,
      Growth growth,
      BooleanSupplier pointless) {
    this.http = http;
    this.target = target;
    this.chunk = chunk;
    this.file = file;
    this.growth = growth;
    this.pointless = pointless;
    this.seen = FileRegion.Seen.hashing(Digest.sha256(new byte[0]).hasher());
    this.thread = new Thread(this::run, "mcp-fly-push-early");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Growth growth() {
    return growth;
  }

  private void run() {
    try {
      if (pointless.getAsBoolean()) {
        return;
      }
      Reply place = http.once(Call.writing("POST", target, "/blobs/uploads/"));
      if (place.status() != 202) {
        return;
      }
      session = RegistryHttp.location(place);
      smallestChunk = BlobUpload.smallestChunk(place);
      while (piece()) {
        // Until everything is sent.
      }
    } catch (IOException | ImageException e) {
      // The ordinary upload meets it again, if it is more than passing, and reports it.
      unsure = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      unsure = true;
    }
  }

  /** Sends what has been written since, and returns whether more may come. */
  private boolean piece() throws IOException, InterruptedException {
    long least = Math.max(Math.min(chunk, BlobUpload.PIECE), smallestChunk);
    long end = Math.min(growth.await(sent + least), sent + Math.max(chunk, smallestChunk));
    if (session == null || end == sent || (end < sent + least && growth.awaitEnd() == null)) {
      return false;
    }
    unsure = true;
    Reply reply =
        http.once(BlobUpload.patch(target, session, file, seen, sent, end, position -> {}));
    if (!reply.succeeded()) {
      return false;
    }
    session = RegistryHttp.location(reply);
    if (BlobUpload.confirmed(reply, end) != end) {
      return false;
    }
    unsure = false;
    sent = end;
    return true;
  }

  /** What an early upload has reached. */
  record Reached(
      URI session, long smallestChunk, FileRegion.Seen seen, long sent, boolean unsure) {}

  /** Waits for the end, and hands over what was reached, or null if that is nothing. */
  @Nullable Reached await() {
    join();
    URI reached = session;
    session = null;
    return reached == null ? null : new Reached(reached, smallestChunk, seen, sent, unsure);
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new ImageException(
          Reason.INTERRUPTED,
          "Interrupted while pushing to " + target + "; no tag was written.",
          e);
    }
  }

  /** Stops sending, and cancels the upload unless {@link #await} has handed it over. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    thread.interrupt();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    URI old = session;
    session = null;
    try {
      file.close();
    } catch (IOException e) {
      // Only read.
    }
    if (old != null && !interrupted) {
      BlobUpload.cancel(http, target, old);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
