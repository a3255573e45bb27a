package dev.mcpfly.api.emulator;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lets the runtime boot and end machines. All of it happens outside the world's lock, because it
 * may take long; the outcome is reported inside the lock, unless another order came in between.
 */
final class Booter {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.api.emulator");

  private final World world;
  private final MachineRuntime runtime;
  private final SpecMaker specs;
  private final Outcome outcome;

  Booter(World world, MachineRuntime runtime, Outcome outcome) {
    this.world = world;
    this.runtime = runtime;
    this.specs = new SpecMaker(world);
    this.outcome = outcome;
  }

  /** Boots a machine, if the order is still the last one. */
  void boot(Vm vm, long order) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    List<ContainerSpec> containers =
        world.locked(
            () -> {
              if (vm.orders != order || world.closed()) {
                return null;
              }
              vm.booting = done;
              return specs.make(vm);
            });
    if (containers != null) {
      try {
        boot(vm, order, containers);
      } finally {
        done.complete(null);
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the task does not fail
  private void boot(Vm vm, long order, List<ContainerSpec> containers) {
    EmulatedProcess process;
    try {
      process = ContainerGroup.start(runtime, containers);
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.DEBUG, "machine " + vm.id + " does not boot", e);
      world.locked(
          () -> {
            if (vm.orders == order) {
              outcome.failed(vm, e);
            }
          });
      return;
    }
    boolean wanted =
        world.locked(
            () -> {
              if (vm.orders != order || world.closed()) {
                return false;
              }
              vm.booted(process);
              outcome.started(vm);
              return true;
            });
    if (!wanted) {
      kill(process);
      return;
    }
    process
        .exit()
        .whenComplete(
            (code, failure) -> {
              world.locked(
                  () -> {
                    if (vm.process == process) { // else it was stopped, which tells the rest
                      vm.process = null;
                      vm.orders++;
                      outcome.ended(vm, failure == null ? code : 1);
                    }
                  });
              world.runDue();
            });
  }

  /** Stops a process, whatever it throws, and returns its exit code. */
  static int stop(EmulatedProcess process, boolean suspended, StopSettings settings) {
    try {
      if (suspended) {
        process.resume();
      }
      process.stop(settings.signal(), settings.timeout());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a machine's process did not stop", e);
    }
    CompletableFuture<Integer> exit = process.exit();
    boolean known = exit.isDone() && !exit.isCompletedExceptionally();
    return known ? exit.join() : 0;
  }

  /** Ends a process at once. */
  static void kill(EmulatedProcess process) {
    stop(process, false, new StopSettings("SIGKILL", Duration.ZERO));
  }

  /** Receives the outcome of a boot, inside the world's lock. */
  interface Outcome {
    void started(Vm vm);

    void failed(Vm vm, Throwable reason);

    /** Called when the main process has ended on its own. */
    void ended(Vm vm, int code);
  }
}
