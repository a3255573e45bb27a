package dev.mcpfly.launch.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends Unix signals, which Java cannot send itself beyond TERM and KILL. */
final class Signals {
  /** How long a killed process may take to be gone, on a computer that is busy. */
  private static final long GONE_SECONDS = 5;

  private Signals() {}

  /** Kills processes, and waits until they are gone. */
  static void kill(Collection<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_SECONDS);
    for (ProcessHandle process : processes) {
      // No wait for its end, which an interrupted thread could not do.
      while (process.isAlive() && !hasEnded(process.pid()) && System.nanoTime() - deadline < 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  /**
   * Returns whether a process has ended and is listed only because its parent has not taken note;
   * in some containers the first process, which inherits orphans, takes seconds for that.
   */
  private static boolean hasEnded(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The name before it is in parentheses, and may hold any of them.
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      return false; // gone, which the caller sees, or another system
    }
  }

  /** Sends a signal; where there is no kill program, KILL kills and everything else terminates. */
  static void send(ProcessHandle process, String signal) {
    switch (signal) {
      case "SIGKILL" -> process.destroyForcibly();
      case "SIGTERM" -> process.destroy();
      default -> {
        String name = signal.startsWith("SIG") ? signal.substring(3) : signal;
        try {
          new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
        } catch (IOException e) {
          process.destroy();
        }
      }
    }
  }
}
