package dev.mcpfly.transport.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final Turnstile turnstile = new Turnstile();
  private final List<String> left = new CopyOnWriteArrayList<>();

  /** Completes once all that entered before are out. */
  private void awaitAll() throws Exception {
    CompletableFuture<Void> out = new CompletableFuture<>();
    turnstile.pass(() -> out.complete(null));
    out.get(60, TimeUnit.SECONDS);
  }

  @Test
  void letsMessagesOutInTheOrderInWhichTheyCame() throws Exception {
    CompletableFuture<Void> first = new CompletableFuture<>();
    turnstile.hold(
        () -> {
          left.add("1");
          return first;
        },
        null);
    turnstile.pass(() -> left.add("2"));
    turnstile.hold(
        () -> {
          left.add("3");
          return CompletableFuture.completedFuture(null);
        },
        null);
    assertThat(left).containsExactly("1");
    first.complete(null);
    awaitAll();
    assertThat(left).containsExactly("1", "2", "3");
  }

  @Test
  void oneThatFailsLetsTheOthersGo() throws Exception {
    turnstile.hold(() -> CompletableFuture.failedFuture(new IllegalStateException("a")), null);
    turnstile.pass(
        () -> {
          throw new IllegalStateException("b");
        });
    turnstile.pass(
        () -> {
          throw new StackOverflowError("c");
        });
    CompletableFuture<Void> late = new CompletableFuture<>();
    turnstile.hold(() -> late, null);
    turnstile.pass(() -> left.add("after"));
    late.completeExceptionally(new OutOfMemoryError("d"));
    awaitAll();
    assertThat(left).containsExactly("after");
  }

  @Test
  void patienceEndsButWhatHeldTheOthersGoesOn() throws Exception {
    CompletableFuture<String> slow = new CompletableFuture<>();
    turnstile.hold(() -> slow, Duration.ofMillis(5));
    awaitAll();
    assertThat(slow).isNotDone();
    slow.complete("later");
    awaitAll();
  }

  @Test
  void manyThatGoAtOnceDoNotPileUp() throws Exception {
    CompletableFuture<Void> first = new CompletableFuture<>();
    turnstile.hold(() -> first, null);
    for (int i = 0; i < 50_000; i++) {
      turnstile.hold(() -> CompletableFuture.completedFuture(null), Duration.ofMinutes(1));
    }
    first.complete(null);
    awaitAll();
  }
}
