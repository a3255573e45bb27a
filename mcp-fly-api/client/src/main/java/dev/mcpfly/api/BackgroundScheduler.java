package dev.mcpfly.api;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The daemon thread that refreshes leases; it ends when it has nothing to do. */
final class BackgroundScheduler {
  private static final class Holder {
    static final ScheduledThreadPoolExecutor SHARED = create();
  }

  private BackgroundScheduler() {}

  static ScheduledExecutorService shared() {
    return Holder.SHARED;
  }

  private static ScheduledThreadPoolExecutor create() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            2,
            task -> {
              Thread thread = new Thread(task, "fly-leases");
              thread.setDaemon(true);
              return thread;
            });
    executor.setKeepAliveTime(10, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
