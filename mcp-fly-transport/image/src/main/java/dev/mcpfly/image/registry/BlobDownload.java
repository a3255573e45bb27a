package dev.mcpfly.image.registry;

import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.Wire.Reply;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.Consumer;

/**
 * Fetches one blob into the cache, hashing as it arrives and resuming after a broken connection.
 */
final class BlobDownload implements Wire.Sink {
  private static final int RESUMPTIONS = 50;

  private final RegistryHttp http;
  private final ImageReference image;
  private final RemoteImage.Descriptor blob;
  private final Progress progress;
  private final FileChannel file;
  private final Growth growth;
  private MessageDigest hash;
  private long have;

  private BlobDownload(
      RegistryHttp http,
      ImageReference image,
      RemoteImage.Descriptor blob,
      FileChannel file,
      Growth growth,
      Consumer<ImageEvent> listener) {
    this.http = http;
    this.image = image;
    this.blob = blob;
    this.file = file;
    this.growth = growth;
    this.hash = blob.digest().hasher();
    this.progress =
        new Progress(
            blob.size(),
            bytes ->
                listener.accept(new ImageEvent.Downloading(blob.digest(), bytes, blob.size())));
  }

  /**
   * Returns the blob's file, fetching it if it is not in the cache.
   *
   * @throws ImageException if it cannot be fetched or does not have its digest
   */
  static Path fetch(
      RegistryHttp http,
      BlobCache cache,
      ImageReference image,
      RemoteImage.Descriptor blob,
      Consumer<ImageEvent> listener) {
    Path known = cache.find(blob.digest()).orElse(null);
    if (known != null) {
      return known;
    }
    Path part = cache.newFile();
    return fetch(http, cache, image, blob, part, new Growth(), listener);
  }

  /**
   * Fetches a blob that the cache does not have, while others may follow.
   *
   * @param part an empty file, which becomes the blob
   * @param growth is told what has arrived
   */
  static Path fetch(
      RegistryHttp http,
      BlobCache cache,
      ImageReference image,
      RemoteImage.Descriptor blob,
      Path part,
      Growth growth,
      Consumer<ImageEvent> listener) {
    try {
      try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
        new BlobDownload(http, image, blob, file, growth, listener).run();
      }
      Path whole = cache.adopt(part, blob.digest());
      growth.completed(blob.digest());
      return whole;
    } catch (IOException e) {
      throw new ImageException(
          Reason.LOCAL_FILE, "The image cache cannot be written (" + e + ").", e);
    } finally {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        // A partial file that stays is swept with the rest of the cache.
      }
    }
  }

  private void run() {
    String what = "reading blob " + blob.digest() + " of " + image;
    int attempt = 1;
    for (int resumptions = 0; have < blob.size() || blob.size() == 0; resumptions++) {
      long before = have;
      Reply reply = null;
      IOException broken = null;
      try {
        reply = http.once(call());
        if (reply.status() != 200 && reply.status() != 206 && !Retries.isPassing(reply.status())) {
          throw Failures.of("blob " + blob.digest() + " of " + image, image, reply);
        }
        if (blob.size() == 0 && reply.succeeded()) {
          break;
        }
      } catch (IOException e) {
        broken = e;
      }
      if (have >= blob.size()) {
        break;
      }
      attempt = have > before ? 1 : attempt;
      if (resumptions == RESUMPTIONS || !http.retries().more(attempt)) {
        throw reply != null && Retries.isPassing(reply.status())
            ? Failures.of("blob " + blob.digest() + " of " + image, image, reply)
            : Failures.unreachable(
                what, image, broken == null ? new IOException("it ended early") : broken);
      }
      http.retries()
          .pause(attempt, reply, what + " broke off at " + have + " of " + blob.size() + " bytes");
      attempt++;
    }
    if (!blob.digest().matches(hash.digest())) {
      throw mismatch("its bytes hash to something else");
    }
  }

  private Call call() {
    Call call = Call.reading("GET", image, "/blobs/" + blob.digest()).into(this, blob.size());
    return have > 0 ? call.header("Range", "bytes=" + have + "-") : call;
  }

  @Override
  public boolean takes(int status, HttpHeaders headers) throws IOException {
    if (status == 206) {
      String range = headers.firstValue("Content-Range").orElse("");
      if (!range.startsWith("bytes " + have + "-")) {
        throw new IOException(
            "the registry continues at another place ('" + Text.excerpt(range) + "')");
      }
      return true;
    }
    if (status == 200) {
      if (have > 0) {
        growth.beginsAnew();
      }
      have = 0;
      hash = blob.digest().hasher();
      // What lies there is overwritten: a reader may be behind. The size is known, and checked.
      file.position(0);
      return true;
    }
    return false;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    if (have + bytes.remaining() > blob.size()) {
      throw mismatch("it is longer than " + blob.size() + " bytes");
    }
    hash.update(bytes.duplicate());
    have += bytes.remaining();
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    growth.to(have);
    progress.at(have);
  }

  private ImageException mismatch(String why) {
    return new ImageException(
        Reason.DIGEST_MISMATCH,
        "Blob "
            + blob.digest()
            + " of "
            + image
            + " is not what the manifest announces: "
            + why
            + "; nothing of it was used.");
  }
}
