package dev.mcpfly.image.registry;

import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Carries a blob from one registry to another: what has arrived in the cache is sent on while the
 * rest arrives. The upload is completed only when the download has the digest.
 */
final class Carried {
  private Carried() {}

  static void send(
      RegistryClient client,
      ImageReference source,
      RemoteImage.Descriptor blob,
      BlobUpload upload) {
    Path part = client.cache().newFile();
    Growth growth = new Growth();
    FutureTask<Path> download =
        new FutureTask<>(
            () -> {
              try {
                return client.download(source, blob, part, growth);
              } finally {
                growth.ended();
              }
            });
    Thread thread = new Thread(download, "mcp-fly-pull");
    thread.setDaemon(true);
    try (FileChannel file = FileChannel.open(part)) {
      thread.start();
      upload.sendWhatArrives(file, growth);
    } catch (IOException e) {
      throw client.cache().cannotWrite(e);
    } catch (ImageException e) {
      // The end of what arrives is told a moment before the download is over.
      if (e.reason() != Reason.INTERRUPTED && growth.hasEnded()) {
        rethrow(download);
      }
      throw e;
    } finally {
      download.cancel(true);
      join(thread);
      delete(part);
    }
  }

  /** Throws why the download failed, if that is why the upload did. */
  private static void rethrow(FutureTask<Path> download) {
    try {
      download.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImageException known) {
        throw known;
      }
      throw new IllegalStateException("A download failed unexpectedly.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits, also when interrupted: a download that is cancelled ends soon. */
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // A partial file that stays is swept with the rest of the cache.
    }
  }
}
