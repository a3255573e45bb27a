package dev.mcpfly.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/**
 * Deletes a test's folder again until it is gone: a proxy that has ended may still be storing the
 * answer to its last request for a token.
 */
final class PatientDeletion implements TempDirDeletionStrategy {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public DeletionResult delete(
      Path folder, AnnotatedElementContext element, ExtensionContext context) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    DeletionResult result = Standard.INSTANCE.delete(folder, element, context);
    while (!result.isSuccessful() && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      result = Standard.INSTANCE.delete(folder, element, context);
    }
    return result;
  }
}
