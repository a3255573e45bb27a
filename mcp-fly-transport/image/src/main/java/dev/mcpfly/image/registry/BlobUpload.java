package dev.mcpfly.image.registry;

import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.Wire.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Uploads a blob in chunks. After a broken connection it resumes from what the registry has; it
 * completes the upload only if the bytes sent have the digest.
 */
final class BlobUpload {
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");
  private static final int RESUMPTIONS = 50;
  private static final int CANCELLATIONS = 5;

  /** How much of a growing file is worth a request. */
  static final long PIECE = 8L << 20;

  private final RegistryHttp http;
  private final ImageReference target;
  private final RemoteImage.Descriptor blob;
  private final long chunk;
  private final Progress progress;
  private @Nullable URI session;
  private long smallestChunk;
  private int recoveries;
  private int attempt = 1;
  private FileRegion.Seen seen;
  private EarlyUpload.@Nullable Reached early;

  BlobUpload(
      RegistryHttp http,
      ImageReference target,
      RemoteImage.Descriptor blob,
      long chunk,
      Consumer<ImageEvent> listener) {
    this.http = http;
    this.target = target;
    this.blob = blob;
    this.chunk = chunk;
    this.seen = FileRegion.Seen.hashing(blob.digest().hasher());
    this.progress =
        new Progress(
            blob.size(),
            bytes -> listener.accept(new ImageEvent.Uploading(blob.digest(), bytes, blob.size())));
  }

  /** Returns whether the target's repository has the blob. */
  boolean isThere() {
    Reply reply =
        http.send(
            Call.writing("HEAD", target, "/blobs/" + blob.digest()),
            "looking for blob " + blob.digest() + " at " + target);
    if (reply.status() == 404) {
      return false;
    }
    if (!reply.succeeded()) {
      throw Failures.of("blob " + blob.digest() + " at " + target, target, reply);
    }
    return true;
  }

  /**
   * Asks the registry to mount the blob from another of its repositories; returns whether it did.
   */
  boolean mount(ImageReference source) {
    Reply reply =
        http.send(
            Call.writing(
                    "POST",
                    target,
                    "/blobs/uploads/?mount=" + blob.digest() + "&from=" + source.repository())
                .alsoReading(source),
            "mounting blob " + blob.digest() + " at " + target);
    if (reply.status() == 202) {
      session = RegistryHttp.location(reply);
    }
    return reply.status() == 201;
  }

  /** Continues what was sent before the blob was complete. */
  void takeOver(EarlyUpload.Reached reached) {
    early = reached;
    session = reached.session();
    smallestChunk = reached.smallestChunk();
    seen = reached.seen();
  }

  /** Returns whether the blob is worth several requests. */
  boolean isLarge() {
    return blob.size() > Math.min(chunk, PIECE);
  }

  /** Sends the blob from a file. */
  void send(Path file) {
    try (FileChannel open = FileChannel.open(file)) {
      send(open, Growth.whole(blob.size(), blob.digest()));
    } catch (IOException e) {
      throw new ImageException(Reason.LOCAL_FILE, "The image cache cannot be read (" + e + ").", e);
    }
  }

  /**
   * Sends the blob from a file into which it arrives, and completes it when it is whole. The bytes
   * are hashed where they arrive, and by the registry, and not here once more.
   */
  void sendWhatArrives(FileChannel file, Growth growth) {
    seen = FileRegion.Seen.counting();
    send(file, growth);
  }

  /**
   * Sends the blob from a file that may still grow, and completes it when the file is whole.
   *
   * @throws ImageException also if the file stops growing early, which its writer explains better
   */
  void send(FileChannel file, Growth growth) {
    boolean done = false;
    try {
      long sent = 0;
      if (session == null) {
        begin();
      } else if (early != null) {
        sent = early.unsure() ? recover() : early.sent();
        progress.at(sent);
      }
      rest(file, growth, sent);
      if (!blob.digest().equals(growth.awaitEnd())) {
        throw cutShort();
      }
      if (growth.hasBegunAnew()) {
        // What was sent of the first attempt need not be what is in the file now.
        abandon();
        seen = FileRegion.Seen.hashing(blob.digest().hasher());
        begin();
        rest(file, growth, 0);
      }
      if (!seen.is(blob.digest(), blob.size())) {
        throw new ImageException(
            Reason.DIGEST_MISMATCH,
            "The local copy of blob "
                + blob.digest()
                + " is damaged and was not pushed to "
                + target
                + ".");
      }
      finish();
      done = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(Reason.INTERRUPTED, "Interrupted while " + what() + ".", e);
    } finally {
      if (!done) {
        abandon();
      }
    }
  }

  private void rest(FileChannel file, Growth growth, long from) throws InterruptedException {
    long sent = from;
    while (sent < blob.size()) {
      sent = piece(file, growth, sent);
    }
  }

  private void begin() {
    Reply reply = http.send(Call.writing("POST", target, "/blobs/uploads/"), what());
    if (reply.status() != 202) {
      throw Failures.of("place for blob " + blob.digest() + " at " + target, target, reply);
    }
    session = RegistryHttp.location(reply);
    smallestChunk = smallestChunk(reply);
  }

  /** Returns how many bytes a registry wants in a request at least. */
  static long smallestChunk(Reply begun) {
    String smallest = begun.header("OCI-Chunk-Min-Length");
    return smallest.matches("[0-9]{1,15}") ? Long.parseLong(smallest) : 0;
  }

  static Call patch(
      ImageReference target,
      URI session,
      FileChannel file,
      FileRegion.Seen seen,
      long from,
      long to,
      LongConsumer progress) {
    return Call.writingAt("PATCH", target, session)
        .header("Content-Type", "application/octet-stream")
        .header("Content-Range", from + "-" + (to - 1))
        .body(new FileRegion(file, from, to, seen, progress));
  }

  private ImageException cutShort() {
    return new ImageException(
        Reason.LOCAL_FILE, "Blob " + blob.digest() + " did not become complete.");
  }

  /** Sends the next piece and returns how much of the blob the registry has then. */
  private long piece(FileChannel file, Growth growth, long sent) throws InterruptedException {
    long least = Math.min(blob.size(), sent + Math.max(Math.min(chunk, PIECE), smallestChunk));
    long there = growth.await(least);
    if (there < least) {
      throw cutShort();
    }
    long end = Math.min(Math.min(blob.size(), there), sent + Math.max(chunk, smallestChunk));
    Reply reply = null;
    String why;
    try {
      reply = http.once(patch(target, place(), file, seen, sent, end, progress::at));
      if (reply.succeeded()) {
        session = RegistryHttp.location(reply);
        long confirmed = confirmed(reply, end);
        if (confirmed > sent && confirmed <= blob.size()) {
          attempt = 1;
          return confirmed;
        }
        why = "the registry kept nothing of it";
      } else if (Retries.isPassing(reply.status())
          || reply.status() == 404
          || reply.status() == 416) {
        why = "the registry answered " + reply.status();
      } else {
        throw Failures.of("place for blob " + blob.digest() + " at " + target, target, reply);
      }
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
      if (!mayRecover()) {
        throw Failures.unreachable(what(), target, e);
      }
    }
    if (!mayRecover()) {
      throw new ImageException(
          Reason.REGISTRY,
          target.registry() + " does not take blob " + blob.digest() + ": " + why + ".");
    }
    recoveries++;
    http.retries().pause(attempt++, reply, what() + " broke off after " + sent + " bytes: " + why);
    return recover();
  }

  private boolean mayRecover() {
    return recoveries < RESUMPTIONS && http.retries().more(attempt);
  }

  /** Asks what the registry has, and starts again if it has nothing or does not say. */
  private long recover() {
    Reply reply = http.send(Call.writingAt("GET", target, place()), what());
    if (reply.succeeded()) {
      long confirmed = confirmed(reply, 0);
      // "0-0" stands for one byte and for none; and nothing is on record beyond what was read here.
      if (confirmed > 1 && confirmed <= seen.upTo()) {
        if (!reply.header("Location").isEmpty()) {
          session = RegistryHttp.location(reply);
        }
        attempt = 1;
        return confirmed;
      }
    }
    abandon();
    begin();
    return 0;
  }

  /** Returns how much the registry has by its own word. */
  static long confirmed(Reply reply, long otherwise) {
    Matcher range = RANGE.matcher(reply.header("Range"));
    return range.matches() ? Long.parseLong(range.group(1)) + 1 : otherwise;
  }

  private void finish() {
    String uri = place().toString();
    URI commit = URI.create(uri + (uri.indexOf('?') < 0 ? "?" : "&") + "digest=" + blob.digest());
    Reply reply;
    try {
      reply =
          http.once(
              Call.writingAt("PUT", target, commit)
                  .header("Content-Type", "application/octet-stream")
                  .body(Manifests.upload(new byte[0]))
                  .patiently());
    } catch (IOException e) {
      // The answer is lost, the deed may be done.
      if (isThere()) {
        return;
      }
      throw Failures.unreachable(what(), target, e);
    }
    if (!reply.succeeded() && !(Retries.isPassing(reply.status()) && isThere())) {
      throw Failures.of("place for blob " + blob.digest() + " at " + target, target, reply);
    }
    String stored = reply.header("Docker-Content-Digest");
    if (stored.startsWith(blob.digest().algorithm() + ":")
        && !stored.equals(blob.digest().toString())) {
      throw new ImageException(
          Reason.DIGEST_MISMATCH,
          target.registry()
              + " stored "
              + Text.excerpt(stored)
              + " where "
              + blob.digest()
              + " was sent; no tag was written.");
    }
  }

  /**
   * Tells the registry that the session is over; if that fails, the registry cleans it up later.
   */
  private void abandon() {
    URI old = session;
    session = null;
    if (old != null && !Thread.currentThread().isInterrupted()) {
      cancel(http, target, old);
    }
  }

  /**
   * Cancels an upload if it can; registries drop those that nobody continues. A registry that
   * refuses a body may have closed several connections, so the call is repeated until one is open,
   * unless the registry cannot be reached or does not answer.
   */
  static void cancel(RegistryHttp http, ImageReference target, URI session) {
    for (int i = 0; i < CANCELLATIONS; i++) {
      try {
        http.once(Call.writingAt("DELETE", target, session));
        return;
      } catch (IOException e) {
        if (e instanceof StalledException || e.getCause() instanceof ConnectException) {
          return;
        }
      } catch (ImageException e) {
        return;
      }
    }
  }

  private URI place() {
    if (session == null) {
      throw new IllegalStateException("no upload session");
    }
    return session;
  }

  private String what() {
    return "sending blob " + blob.digest() + " to " + target;
  }
}
