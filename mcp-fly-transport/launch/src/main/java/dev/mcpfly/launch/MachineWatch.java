package dev.mcpfly.launch;

import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.NotFoundException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Polls a machine once a second while the launch waits for its server, to detect early that it has
 * exited.
 */
final class MachineWatch {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final ServerTrouble trouble;
  private final Consumer<String> ended;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "mcp-fly-machine-watch");
            thread.setDaemon(true);
            return thread;
          });

  MachineWatch(ServerTrouble trouble, Consumer<String> ended) {
    this.trouble = trouble;
    this.ended = ended;
    var unused =
        executor.scheduleWithFixedDelay(
            this::look, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      Optional<String> end = trouble.ended();
      if (end.isPresent()) {
        ended.accept(end.get());
        executor.shutdown();
      }
    } catch (NotFoundException e) {
      ended.accept("The machine was deleted meanwhile.");
      executor.shutdown();
    } catch (FlyException e) {
      // The next look may succeed; the wait for the answer has its own limit.
    }
  }

  void close() {
    executor.shutdownNow();
  }
}
