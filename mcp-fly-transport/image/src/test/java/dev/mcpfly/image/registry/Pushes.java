package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests of pushes that begin early share. */
final class Pushes {
  private Pushes() {}

  /** Checks that no upload is open and no partial file is in the cache. */
  static void assertNothingIsLeft(FakeRegistry target, Path cache) {
    assertThat(target.openUploads()).isZero();
    try (Stream<Path> partial = Files.list(cache.resolve("partial"))) {
      assertThat(partial).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until something has happened at a registry. */
  static void await(CountDownLatch happened) {
    try {
      assertThat(happened.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
