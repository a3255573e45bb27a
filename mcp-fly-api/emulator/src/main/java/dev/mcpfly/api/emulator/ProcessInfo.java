package dev.mcpfly.api.emulator;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

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
public record ProcessInfo(
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
