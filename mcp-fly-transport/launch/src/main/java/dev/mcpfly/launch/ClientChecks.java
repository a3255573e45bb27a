package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Checks several clients at once, but not so many that their relays overload the computer. */
final class ClientChecks {
  private static final int AT_ONCE = 4;

  private ClientChecks() {}

  static List<DeploymentCheck.ClientCheck> run(EntryCheck check, List<ClientConfig> configs)
      throws InterruptedException {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            AT_ONCE,
            body -> {
              Thread thread = new Thread(body, "mcp-fly-check");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<DeploymentCheck.ClientCheck>> futures = new ArrayList<>();
      configs.forEach(config -> futures.add(workers.submit(() -> check.of(config))));
      List<DeploymentCheck.ClientCheck> checks = new ArrayList<>();
      for (Future<DeploymentCheck.ClientCheck> future : futures) {
        checks.add(future.get());
      }
      return checks;
    } catch (ExecutionException e) {
      throw new LaunchException("A client could not be checked: " + e.getMessage(), e);
    } finally {
      workers.shutdownNow();
    }
  }
}
