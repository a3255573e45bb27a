package dev.mcpfly.launch.local;

import java.io.IOException;

/** Sends Unix signals, which Java cannot send itself beyond TERM and KILL. */
final class Signals {
  private Signals() {}

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
