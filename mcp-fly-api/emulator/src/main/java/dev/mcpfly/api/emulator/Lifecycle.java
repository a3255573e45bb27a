package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves machines from state to state. Orders are given inside the world's lock; a runtime acts
 * outside it, later, and its result is dropped if another order came in between.
 */
final class Lifecycle implements Booter.Outcome {
  private static final Set<String> STARTABLE = Set.of("created", "stopped", "suspended", "failed");
  private static final Set<String> DESTROYABLE =
      Set.of("created", "stopped", "suspended", "failed", "destroying");
  private static final long SUSPENDABLE_MB = 2048;

  private final World world;
  private final EmulatorSettings settings;
  private final Events events;
  private final Booter booter;
  private Consumer<Vm> onStarted = vm -> {};

  Lifecycle(World world, EmulatorSettings settings) {
    this.world = world;
    this.settings = settings;
    this.events = new Events(world);
    this.booter = new Booter(world, settings.runtime(), this);
  }

  /** Sets the listener that is told, inside the lock, about every machine that has started. */
  void onStarted(Consumer<Vm> listener) {
    onStarted = listener;
  }

  /** Creates a machine, and boots it if it is to be launched. */
  void create(Vm vm, boolean launch) {
    vm.state = "created";
    vm.preparing = true;
    vm.launching = launch;
    events.add(vm, "launch", "created", "user");
    order(
        vm,
        settings.delays().create(),
        () -> {
          vm.preparing = false;
          if (launch) {
            boot(vm);
          }
        });
  }

  /**
   * Starts a machine.
   *
   * @return the state that it was in
   * @throws ApiError 412 if its state does not allow it
   */
  String start(Vm vm) {
    String before = vm.state;
    if (vm.up()) {
      return before;
    }
    if (before.equals("replacing")) {
      throw ApiError.precondition("machine getting replaced, refusing to start");
    }
    if (!startable(vm)) {
      throw refused("start", vm);
    }
    vm.restarts = 0;
    events.add(vm, "start", "starting", "user");
    if (before.equals("suspended")) {
      resume(vm);
    } else {
      boot(vm);
    }
    return before;
  }

  private static ApiError refused(String action, Vm vm) {
    return ApiError.precondition(
        "unable to " + action + " machine from current state: '" + vm.state + "'");
  }

  static boolean startable(Vm vm) {
    return !vm.preparing && STARTABLE.contains(vm.state);
  }

  private void resume(Vm vm) {
    vm.state = "starting";
    change(vm, settings.delays().start(), EmulatedProcess::resume, () -> started(vm));
  }

  /** Makes the process do something after the delay, unless another order comes first. */
  private void change(Vm vm, Duration delay, Consumer<EmulatedProcess> action, Runnable then) {
    EmulatedProcess process = vm.process;
    long order = ++vm.orders;
    world.later(
        delay,
        () -> {
          if (process != null && world.locked(() -> vm.orders == order)) {
            action.accept(process);
          }
          world.locked(() -> ifCurrent(vm, order, then));
        });
  }

  private void boot(Vm vm) {
    vm.state = "starting";
    long order = ++vm.orders;
    world.later(settings.delays().start(), () -> booter.boot(vm, order));
  }

  @Override
  public void started(Vm vm) {
    vm.state = "started";
    vm.lastUse = world.now();
    events.add(vm, "start", "started", "flyd");
    onStarted.accept(vm);
  }

  @Override
  public void failed(Vm vm, Throwable reason) {
    vm.state = "failed";
    events.add(vm, "launch", "failed", "flyd");
    String message = "Failed to launch: " + reason.getMessage();
    vm.app.logs.add(world.now(), vm, "runner", "error", message);
  }

  @Override
  public void ended(Vm vm, int code) {
    RestartRule policy = RestartRule.of(vm.config);
    boolean again = vm.state.equals("started") && policy.restarts(code, vm.restarts);
    events.exit(vm, code, false, again);
    if (again) {
      vm.restarts++;
      boot(vm);
    } else if (Json.flag(vm.config, "auto_destroy", false)) {
      destroy(vm, true);
    } else {
      vm.state = "stopped";
    }
  }

  /**
   * Stops a machine that is running or suspended; does nothing to one that is down.
   *
   * @throws ApiError 412 if something else is happening to it
   */
  void stop(Vm vm, @Nullable String signal, @Nullable Duration timeout) {
    boolean running = vm.up() || vm.state.equals("suspended") || vm.state.equals("suspending");
    if (!running && (vm.rests() || vm.state.equals("stopping"))) {
      return;
    } else if (!running) {
      throw refused("stop", vm);
    }
    events.add(vm, "stop", "stopping", "user");
    halt(vm, "stopping", signal, timeout, settings.delays().stop(), () -> stopped(vm));
  }

  private void stopped(Vm vm) {
    vm.state = "stopped";
    events.add(vm, "stop", "stopped", "flyd");
  }

  /**
   * Stops a machine and starts it again with the same config.
   *
   * @throws ApiError 412 if something else is happening to it
   */
  void restart(Vm vm, @Nullable String signal, @Nullable Duration timeout) {
    if (!vm.up() && !vm.rests()) {
      throw refused("restart", vm);
    }
    events.add(vm, "restart", "restarting", "user");
    vm.restarts = 0;
    halt(vm, "restarting", signal, timeout, settings.delays().stop(), () -> boot(vm));
  }

  /** Suspends a machine, or stops it where Fly could not suspend it. */
  void suspend(Vm vm) {
    if (!vm.state.equals("started")) {
      if (!vm.state.equals("suspended") && !vm.state.equals("suspending")) {
        throw refused("suspend", vm);
      }
      return;
    }
    if (!suspendable(vm)) {
      stop(vm, null, null);
      return;
    }
    events.add(vm, "suspend", "suspending", "user");
    vm.state = "suspending";
    change(vm, settings.delays().suspend(), EmulatedProcess::suspend, () -> suspended(vm));
  }

  private void suspended(Vm vm) {
    vm.state = "suspended";
    events.add(vm, "suspend", "suspended", "flyd");
  }

  private static boolean suspendable(Vm vm) {
    long memory = Json.number(Json.child(vm.config, "guest"), "memory_mb", 256);
    long swap = Json.number(Json.child(vm.config, "init"), "swap_size_mb", 0);
    return memory <= SUSPENDABLE_MB && swap == 0 && Json.text(vm.config, "schedule", "").isEmpty();
  }

  /** Replaces a machine's config: reboots it if it runs and may, else leaves it stopped. */
  void update(Vm vm, boolean launch) {
    boolean again = launch && (vm.up() || (vm.preparing && vm.launching));
    vm.preparing = false;
    vm.restarts = 0;
    events.add(vm, "update", "replacing", "user");
    Runnable then = again ? () -> boot(vm) : () -> stopped(vm);
    halt(vm, "replacing", null, null, settings.delays().update(), then);
  }

  /**
   * Destroys a machine.
   *
   * @throws ApiError 412 if it runs and is not to be forced
   */
  void destroy(Vm vm, boolean force) {
    if (!force && !DESTROYABLE.contains(vm.state)) {
      throw ApiError.precondition(
          "unable to destroy machine, not currently in a stopped state: '" + vm.state + "'");
    }
    if (vm.state.equals("destroying") || vm.destroyed()) {
      return;
    }
    events.add(vm, "destroy", "destroying", "user");
    vm.preparing = false;
    halt(vm, "destroying", "SIGKILL", Duration.ZERO, settings.delays().destroy(), () -> gone(vm));
  }

  private void gone(Vm vm) {
    vm.state = "destroyed";
    vm.lease = null;
    vm.app.volumes.values().stream()
        .filter(volume -> vm.id.equals(volume.attachedTo))
        .forEach(volume -> volume.attachedTo = null);
    events.add(vm, "destroy", "destroyed", "flyd");
  }

  /** Ends the process, waits for the transition's delay, then goes on. */
  private void halt(
      Vm vm,
      String state,
      @Nullable String signal,
      @Nullable Duration timeout,
      Duration delay,
      Runnable then) {
    boolean suspended = vm.state.equals("suspended");
    vm.state = state;
    EmulatedProcess process = vm.process;
    vm.process = null;
    long order = ++vm.orders;
    CompletableFuture<Void> booting = vm.booting;
    StopSettings stop = StopSettings.of(vm.config, signal, timeout);
    world.later(
        Duration.ZERO,
        () -> {
          booting.join(); // a boot that is under way ends itself when it finds this order
          if (process != null) {
            int code = Booter.stop(process, suspended, stop);
            world.locked(() -> events.exit(vm, code, true, false));
          }
          world.later(delay, () -> world.locked(() -> ifCurrent(vm, order, then)));
          world.runDue();
        });
  }

  private void order(Vm vm, Duration delay, Runnable work) {
    long order = ++vm.orders;
    world.later(delay, () -> world.locked(() -> ifCurrent(vm, order, work)));
  }

  private static void ifCurrent(Vm vm, long order, Runnable work) {
    if (vm.orders == order) {
      work.run();
    }
  }

  /** Returns what an exec or ps needs: the process of a machine that runs. */
  static EmulatedProcess running(Vm vm) {
    EmulatedProcess process = vm.process;
    if (!vm.state.equals("started") || process == null) {
      throw ApiError.precondition("machine not running, currently '" + vm.state + "'");
    }
    return process;
  }
}
