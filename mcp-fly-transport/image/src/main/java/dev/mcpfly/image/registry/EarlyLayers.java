package dev.mcpfly.image.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The layers of one push that are sent while they are being made. A layer that a former push has
 * sent to the same repository is waited for instead: it is probably made again unchanged.
 */
final class EarlyLayers implements AutoCloseable {
  private static final int AT_ONCE = 3;

  private final RegistryClient client;
  private final RegistryHttp http;
  private final ImageReference target;
  private final long chunk;
  private final List<EarlyUpload> uploads = new ArrayList<>();

  EarlyLayers(RegistryClient client, RegistryHttp http, ImageReference target, long chunk) {
    this.client = client;
    this.http = http;
    this.target = target;
    this.chunk = chunk;
  }

  /** Returns how large a layer must be to be sent early. */
  long least() {
    return Math.min(chunk, BlobUpload.PIECE);
  }

  /** A layer that is being written has grown large enough. */
  synchronized void begins(Path file, Growth growth) {
    if (uploads.size() == AT_ONCE) {
      return;
    }
    try {
      String key = key(uploads.size());
      EarlyUpload upload =
          new EarlyUpload(http, target, chunk, FileChannel.open(file), growth, () -> isThere(key));
      uploads.add(upload);
      upload.start();
    } catch (IOException e) {
      // It is sent when it is finished.
    }
  }

  private String key(int number) {
    return "sent early 1 " + target.registry() + "/" + target.repository() + " " + number;
  }

  private boolean isThere(String key) {
    Optional<String> last = client.cache().note(key);
    return last.isPresent()
        && client
            .upload(
                target,
                RemoteImage.Descriptor.of("application/octet-stream", Digest.parse(last.get()), 0))
            .isThere();
  }

  /** Returns the upload of a finished layer, or null if there is none. */
  synchronized @Nullable EarlyUpload of(Digest layer) {
    for (EarlyUpload upload : uploads) {
      if (layer.equals(digest(upload))) {
        return upload;
      }
    }
    return null;
  }

  private static @Nullable Digest digest(EarlyUpload upload) {
    try {
      return upload.growth().awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Remembers the layers for the next push to the repository. */
  synchronized void pushed() {
    for (int i = 0; i < uploads.size(); i++) {
      Digest layer = digest(uploads.get(i));
      if (layer != null) {
        client.cache().note(key(i), layer.toString());
      }
    }
  }

  @Override
  public synchronized void close() {
    uploads.forEach(EarlyUpload::close);
  }
}
