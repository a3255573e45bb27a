package dev.mcpfly.api.emulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A booted machine, as started by a {@link MachineRuntime}. Safe for use by several threads. */
public interface EmulatedProcess {

  /**
   * Returns the loopback address of a port inside the machine.
   *
   * @param internalPort the port that a service of the machine's config names
   * @return the address, or empty while nothing in this machine listens there
   */
  Optional<InetSocketAddress> address(int internalPort);

  /**
   * Returns a future that completes with the exit code when the machine's main process ends, on its
   * own or because it was stopped.
   */
  CompletableFuture<Integer> exit();

  /**
   * Stops the machine as Fly does: sends the signal, waits, and kills the processes that are left.
   * Returns when the machine is gone.
   *
   * @param signal the signal's name, such as {@code SIGINT}
   * @param timeout how long to wait before killing
   */
  void stop(String signal, Duration timeout);

  /**
   * Sends a signal to the main process.
   *
   * @param signal the signal's name, such as {@code SIGHUP}
   */
  void signal(String signal);

  /**
   * Pauses the machine and keeps its memory. Default: does nothing, so the machine keeps running.
   */
  default void suspend() {}

  /** Resumes a suspended machine. Default: does nothing. */
  default void resume() {}

  /**
   * Runs a command inside the machine and waits for it.
   *
   * @param command the command and its arguments
   * @param stdin what the command reads, or null for nothing
   * @param timeout how long the command may take
   * @return the command's exit code and output
   * @throws IOException if the command cannot be started or does not end in time
   */
  ExecOutput exec(List<String> command, @Nullable String stdin, Duration timeout)
      throws IOException;

  /** Returns the processes that run inside the machine. */
  List<ProcessInfo> processes();

  /**
   * The result of a command that ran inside a machine.
   *
   * @param exitCode its exit code; 128 and the signal's number if a signal ended it
   * @param stdout what it wrote to its standard output
   * @param stderr what it wrote to its standard error
   */
  record ExecOutput(int exitCode, String stdout, String stderr) {}

  /**
   * One process inside a machine.
   *
   * @param pid its process id
   * @param command its command line; must not show secrets
   * @param directory its working directory, empty if not known
   * @param cpu the processor time that it used
   * @param rssBytes the memory that it holds, in bytes; 0 if not known
   * @param listening the addresses at which it accepts TCP connections
   */
  record ProcessInfo(
      long pid,
      String command,
      String directory,
      Duration cpu,
      long rssBytes,
      List<InetSocketAddress> listening) {

    /** Copies the list. */
    public ProcessInfo {
      listening = List.copyOf(listening);
    }

    /** Returns a process of which only the id and the command line are known. */
    public static ProcessInfo of(long pid, String command) {
      return new ProcessInfo(pid, command, "", Duration.ZERO, 0, List.of());
    }
  }
}
