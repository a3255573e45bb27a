package dev.mcpfly.api.emulator;

import java.io.IOException;

/**
 * Runs what a machine would run. The emulator asks it once for every boot of a machine, and of a
 * machine with containers once for each of these, in the order of their dependencies; the default
 * runtime boots at once and runs nothing.
 *
 * <p>Implementations must be safe for use by several threads: machines boot and stop in parallel.
 */
@FunctionalInterface
public interface MachineRuntime {

  /**
   * Boots one machine. Returning means that the machine is started, as on Fly: it does not mean
   * that its service listens already.
   *
   * @param spec what to run, with which environment, files and volumes
   * @return the running machine
   * @throws IOException if it cannot boot; the machine then becomes {@code failed}
   */
  EmulatedProcess start(MachineSpec spec) throws IOException;

  /**
   * Returns the runtime that boots at once, runs nothing and keeps "running" until it is stopped.
   */
  static MachineRuntime nothing() {
    return spec -> new IdleProcess();
  }
}
