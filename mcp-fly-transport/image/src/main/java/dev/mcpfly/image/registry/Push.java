package dev.mcpfly.image.registry;

import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A push: all blobs first, the manifest last, so a failed push leaves no tag behind. */
final class Push {
  private static final int AT_ONCE = 3;

  private final RegistryClient client;
  private final OutgoingImage image;
  private final ImageReference target;
  private final @Nullable EarlyLayers early;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger blobs = new AtomicInteger();

  Push(
      RegistryClient client,
      OutgoingImage image,
      ImageReference target,
      @Nullable EarlyLayers early) {
    this.client = client;
    this.image = image;
    this.target = target;
    this.early = early;
  }

  PushedImage run() {
    Digest digest = image.digest();
    Manifests manifests = client.manifests();
    Digest before = manifests.digestOf(target).orElse(null);
    if (digest.equals(before)) {
      client.emit(new ImageEvent.Tagged(target, false));
      remember();
      return new PushedImage(client, target, digest, 0, 0, PushedImage.Before.SAME, null);
    }
    Manifests.Raw previous = before == null ? null : manifests.get(target);
    boolean known = previous == null && manifests.digestOf(target.withDigest(digest)).isPresent();

    sendLayers();
    sendConfig();
    manifests.put(target, image.mediaType(), image.manifest());
    remember();
    client.emit(new ImageEvent.Tagged(target, true));
    return new PushedImage(
        client,
        target,
        digest,
        bytes.get(),
        blobs.get(),
        previous != null
            ? PushedImage.Before.OTHER
            : known ? PushedImage.Before.NOTHING_BUT_KNOWN : PushedImage.Before.NOTHING,
        previous);
  }

  private void remember() {
    if (early != null) {
      early.pushed();
    }
  }

  private void sendLayers() {
    Map<Digest, OutgoingImage.Layer> distinct = new LinkedHashMap<>();
    for (OutgoingImage.Layer layer : image.layers()) {
      if (!layer.blob().foreign()) {
        distinct.putIfAbsent(layer.blob().digest(), layer);
      }
    }
    ExecutorService workers =
        Executors.newFixedThreadPool(
            AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "mcp-fly-push");
              thread.setDaemon(true);
              return thread;
            });
    try {
      CompletionService<@Nullable Void> results = new ExecutorCompletionService<>(workers);
      for (OutgoingImage.Layer layer : new ArrayList<>(distinct.values())) {
        results.submit(
            () -> {
              sendLayer(layer);
              return null;
            });
      }
      for (int i = 0; i < distinct.size(); i++) {
        results.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImageException known) {
        throw known;
      }
      throw new IllegalStateException("A push failed unexpectedly.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(
          Reason.INTERRUPTED, "Interrupted while pushing " + target + "; no tag was written.", e);
    } finally {
      workers.shutdownNow();
    }
  }

  private void sendLayer(OutgoingImage.Layer layer) {
    BlobUpload upload = client.upload(target, layer.blob());
    ImageReference source = layer.source();
    if (upload.isThere()) {
      client.emit(new ImageEvent.Present(layer.blob().digest(), false));
      return;
    }
    if (source != null
        && source.registry().equals(target.registry())
        && !source.repository().equals(target.repository())
        && upload.mount(source)) {
      client.emit(new ImageEvent.Present(layer.blob().digest(), true));
      return;
    }
    Path file = client.cache().find(layer.blob().digest()).orElse(null);
    if (file == null) {
      if (source == null) {
        throw new ImageException(
            Reason.LOCAL_FILE,
            "Layer "
                + layer.blob().digest()
                + " is gone from the image cache: assemble the image again.");
      }
      if (upload.isLarge()) {
        sent(layer.blob(), () -> Carried.send(client, source, layer.blob(), upload));
        return;
      }
      file = client.blob(source, layer.blob());
    }
    EarlyUpload begun = early == null ? null : early.of(layer.blob().digest());
    EarlyUpload.Reached reached = begun == null ? null : begun.await();
    if (reached != null) {
      upload.takeOver(reached);
    }
    send(upload, layer.blob(), file);
  }

  private void sendConfig() {
    RemoteImage.Descriptor config = image.configDescriptor();
    BlobUpload upload = client.upload(target, config);
    if (upload.isThere()) {
      client.emit(new ImageEvent.Present(config.digest(), false));
      return;
    }
    Path file = client.cache().newFile();
    try {
      Files.write(file, image.config());
      send(upload, config, file);
    } catch (IOException e) {
      throw new ImageException(
          Reason.LOCAL_FILE, "The image cache cannot be written (" + e + ").", e);
    } finally {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // A small file in the cache's own directory.
      }
    }
  }

  private void send(BlobUpload upload, RemoteImage.Descriptor blob, Path file) {
    sent(blob, () -> upload.send(file));
  }

  private void sent(RemoteImage.Descriptor blob, Runnable sending) {
    try {
      sending.run();
    } catch (ImageException e) {
      if (e.reason() == Reason.DIGEST_MISMATCH) {
        client.cache().evict(blob.digest());
      }
      throw e;
    }
    bytes.addAndGet(blob.size());
    blobs.incrementAndGet();
  }
}
