package dev.mcpfly.api.emulator;

import static java.util.stream.Collectors.toCollection;

import dev.mcpfly.api.emulator.internal.http.Route;
import dev.mcpfly.api.emulator.internal.http.Routes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Wires an emulator's parts together, and closes them. */
final class EmulatedService {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.api.emulator");
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);

  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fly-emulator");
            thread.setDaemon(true);
            return thread;
          });

  /** Ends processes and deletes directories of an emulator that was not closed. */
  private final CountDownLatch ended = new CountDownLatch(1);

  private final Thread atExit = new Thread(this::closeAtExit, "fly-emulator-exit");

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Volumes volumes = new Volumes();
  private final EmulatorClock clock;
  private final TokenCheck access;
  private final Fault.Rules faults;
  private final RateLimits limits;
  private final World world;
  private final Catalog catalog;
  private final Set<String> operations;
  private final @Nullable SSLContext https;
  private final Edge edge;
  private final ApiServer server;

  EmulatedService(FlyEmulator.Builder options) throws IOException {
    EmulatorSettings settings = EmulatorSettings.of(options);
    clock = options.clock;
    access = new TokenCheck(options.token);
    world = new World(clock, clock.timers(workers), settings.nearest());
    catalog = new Catalog(settings, world);
    Lifecycle lifecycle = new Lifecycle(world, settings);
    lifecycle.onStarted(new IdleStop(world, lifecycle, settings.idleTimeout())::watch);
    edge = new Edge(new Dispatcher(catalog, world, lifecycle), new ReplayCache(world), workers);
    limits = new RateLimits(options.rateLimits, clock);
    Routes routes = routes(lifecycle);
    operations = routes.all().stream().map(Route::operation).collect(toCollection(TreeSet::new));
    faults = new Fault.Rules(operations, options.faults);
    https = options.https;
    server = new ApiServer(routes, world, access, limits, faults, options, workers);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private Routes routes(Lifecycle lifecycle) {
    Routes routes = new Routes();
    Leases leases = new Leases(catalog, world);
    new AppsResource(catalog, world, lifecycle, volumes, access).addTo(routes);
    new IpsResource(catalog, world).addTo(routes);
    new MachinesResource(catalog, world, lifecycle, leases).addTo(routes);
    new MachineActions(catalog, lifecycle, leases).addTo(routes);
    new WaitResource(catalog, world).addTo(routes);
    leases.addTo(routes);
    new MetadataResource(catalog, world).addTo(routes);
    new SecretsResource(catalog, world).addTo(routes);
    new VolumesResource(catalog, world, volumes).addTo(routes);
    new MachineDetails(catalog).addTo(routes);
    new ExecResource(catalog, world).addTo(routes);
    new SecretKeysResource(catalog, world).addTo(routes);
    new CertificatesResource(catalog, world).addTo(routes);
    new PoliciesResource(catalog, world).addTo(routes);
    new OrgResource(catalog).addTo(routes);
    new PlatformResource(catalog).addTo(routes);
    new TokensResource(catalog, world, access).addTo(routes);
    new LogsResource(catalog).addTo(routes);
    new OrganizationsResource(catalog).addTo(routes);
    return routes;
  }

  URI uri() {
    return server.uri();
  }

  URI appUri(String app) {
    return edge.uri(app);
  }

  /** Returns what the API is served over HTTPS with, or null for plain HTTP. */
  @Nullable SSLContext https() {
    return https;
  }

  String token() {
    return access.token();
  }

  boolean limitsRates() {
    return limits.on();
  }

  /** Waits, by the emulator's clock. */
  void sleep(Duration duration) throws InterruptedException {
    world.pause(duration);
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for the emulator's clock");
    }
  }

  EmulatorClock clock() {
    return clock;
  }

  Fault.Rules faults() {
    return faults;
  }

  Set<String> operations() {
    return Collections.unmodifiableSet(operations);
  }

  List<FlyEmulator.RecordedRequest> requests() {
    return server.requests();
  }

  Set<String> unknownFields() {
    return world.locked(() -> Set.copyOf(catalog.unknownFields));
  }

  FlyEmulator.Counts counts() {
    return world.locked(() -> Census.of(catalog, world.now()));
  }

  private void closeAtExit() {
    ExitOrder.awaitOthers();
    close();
    try {
      // Another thread may be closing it, and would be cut off.
      ended.await(LAST_WAIT.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the program ends just now
    }
    List<EmulatedProcess> running = new ArrayList<>();
    world.close();
    world.locked(
        () -> {
          for (EmulatedApp app : catalog.apps.values()) {
            for (Vm vm : app.machines.values()) {
              EmulatedProcess process = vm.process;
              vm.process = null;
              if (process != null) {
                running.add(process);
              }
            }
          }
        });
    server.close();
    edge.close();
    running.forEach(Booter::kill);
    workers.shutdownNow();
    awaitWorkers();
    world.locked(volumes::close);
    ended.countDown();
  }

  /** A machine that is booting just now is stopped by the worker that boots it. */
  private void awaitWorkers() {
    try {
      if (!workers.awaitTermination(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "the emulator was closed while a task was still running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
