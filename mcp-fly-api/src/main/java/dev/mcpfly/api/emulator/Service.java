package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Routes;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts an emulator's parts together. */
final class Service {
  private final EmulatorClock clock;
  private final Access access;
  private final Faults faults;
  private final World world;
  private final ApiServer server;
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fly-emulator");
            thread.setDaemon(true);
            return thread;
          });

  Service(FlyEmulatorBuilder options) throws IOException {
    clock = options.clock;
    access = new Access(options.token);
    faults = new Faults(options.faults);
    world = new World(clock, clock.timers(workers), "iad");
    RateLimits limits = new RateLimits(options.rateLimits, clock);
    server =
        new ApiServer(new Routes(), world, access, limits, faults, options.errorShape, workers);
  }

  URI uri() {
    return server.uri();
  }

  URI appUri(String app) {
    return URI.create("http://" + app + ".localhost:" + server.uri().getPort());
  }

  String token() {
    return access.token();
  }

  EmulatorClock clock() {
    return clock;
  }

  Faults faults() {
    return faults;
  }

  List<RecordedRequest> requests() {
    return server.requests();
  }

  EmulatorCounts counts() {
    return new EmulatorCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  void close() {
    world.close();
    server.close();
    workers.shutdownNow();
  }
}
