package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the launches of a fleet, a limited number at once. */
final class FleetRun {
  private FleetRun() {}

  static <T> McpFleet.Result<T> of(Map<T, Callable<McpDeployment>> tasks, int concurrency) {
    AtomicInteger number = new AtomicInteger();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Math.min(concurrency, tasks.size()),
            body -> {
              Thread thread = new Thread(body, "mcp-fly-fleet-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      Map<T, Future<McpDeployment>> futures = new LinkedHashMap<>();
      tasks.forEach((member, task) -> futures.put(member, workers.submit(task)));
      workers.shutdown();
      return collect(futures, workers);
    } finally {
      workers.shutdownNow();
    }
  }

  private static <T> McpFleet.Result<T> collect(
      Map<T, Future<McpDeployment>> futures, ExecutorService workers) {
    boolean interrupted = false;
    List<McpFleet.Result.Outcome<T>> outcomes = new ArrayList<>();
    for (Map.Entry<T, Future<McpDeployment>> future : futures.entrySet()) {
      while (true) {
        try {
          outcomes.add(outcome(future.getKey(), future.getValue()));
          break;
        } catch (InterruptedException e) {
          interrupted = true;
          // Each launch that runs takes back what it did; what has not begun never will.
          List<Runnable> waiting = workers.shutdownNow();
          for (Future<McpDeployment> other : futures.values()) {
            if (other instanceof Runnable runnable && waiting.contains(runnable)) {
              other.cancel(false);
            }
          }
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new McpFleet.Result<>(outcomes);
  }

  private static <T> McpFleet.Result.Outcome<T> outcome(T member, Future<McpDeployment> future)
      throws InterruptedException {
    if (future.isCancelled()) {
      return new McpFleet.Result.Failed<>(
          member, new LaunchException("The fleet was interrupted before this launch began.", null));
    }
    try {
      return new McpFleet.Result.Launched<>(member, future.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        return new McpFleet.Result.Failed<>(member, cause);
      }
      throw new IllegalStateException("A launch threw an undeclared exception", e.getCause());
    }
  }
}
