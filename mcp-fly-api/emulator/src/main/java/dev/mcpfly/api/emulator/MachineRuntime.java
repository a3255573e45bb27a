package dev.mcpfly.api.emulator;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs machines. The emulator calls it once for every boot of a machine, or once for each container
 * of a machine that has containers, in the order of their dependencies; the default runtime boots
 * at once and runs nothing.
 *
 * <p>Implementations must be safe for use by several threads: machines boot and stop in parallel.
 */
@FunctionalInterface
public interface MachineRuntime {

  /**
   * Boots a machine. Returning means that the machine is started, as on Fly; its service may not be
   * listening yet.
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

  /**
   * Returns the runtime that runs each machine's own command ({@code entrypoint} and {@code cmd} of
   * its config) as a process of this computer, in a temporary folder.
   *
   * <p>The process gets the machine's environment and secrets. Every internal port of a service has
   * a free loopback port: the one of the first service is in {@code PORT}, the one of port 8081,
   * for example, in {@code PORT_8081}; the command must listen there. The machine's files are in
   * the folder, and words of the command that begin with the path of a file or of a mounted volume
   * get the path on this computer instead. Images are not run: a machine without a command fails to
   * start.
   */
  static MachineRuntime processes() {
    return new ProcessRuntime();
  }

  /**
   * Returns a free loopback port for a process that is about to start. It is below the ports that
   * systems assign automatically, so no other program is given it before the process listens.
   *
   * @throws IOException if no port is free
   */
  static int freePort() throws IOException {
    return ProcessRuntime.freePort();
  }

  /**
   * Deletes a folder of a process that has just ended, with all that is in it, even if children of
   * the process still write into it for a moment. Does nothing if it does not exist. Not
   * interruptible.
   *
   * @throws IOException if a part of it still exists after 10 seconds
   */
  static void deleteFolder(Path folder) throws IOException {
    Folders.delete(folder);
  }
}
