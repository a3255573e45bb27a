package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Stops the children if this JVM is killed or crashes.
 *
 * <p>The kernel closes the children's stdin then, and well-made servers end. For the others, a
 * small shell process waits for the end of its own stdin, which it shares with nobody, gives them a
 * moment, and ends every process that carries this JVM's mark. Linux only, one for the JVM, about a
 * megabyte; where there is no shell, the closed stdin is all there is.
 */
final class Watchdog {
  /**
   * Reads until the JVM is gone, then looks for marked processes until there are none. Signals to
   * the whole process group, as Ctrl-C sends them, must not end it early.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      read -r line
      for signal in 0 TERM KILL KILL; do
        found=
        for file in $(grep -ls "$NAME=$OWNER" /proc/[0-9]*/environ 2>/dev/null); do
          pid=${file#/proc/}
          kill "-$signal" "${pid%/environ}" 2>/dev/null && found=yes
        done
        [ "$found" ] || exit 0
        sleep 1
      done
      """;

  private static @Nullable Process process;

  private Watchdog() {}

  /** Makes sure that the watchdog runs; does nothing where it cannot. */
  static synchronized void watch() {
    if (process != null && process.isAlive()) {
      return;
    }
    if (process != null || !Files.isDirectory(Path.of("/proc/self"))) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", SCRIPT);
    // In two parts, so that the watchdog does not find itself.
    builder.environment().remove(ProcessTree.VARIABLE);
    builder.environment().put("NAME", ProcessTree.VARIABLE);
    builder.environment().put("OWNER", ProcessTree.owner());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      process = builder.start();
    } catch (IOException e) {
      System.getLogger(Watchdog.class.getName())
          .log(
              Level.DEBUG,
              "There is no /bin/sh to watch the server processes: if this JVM is killed, they"
                  + " notice only that stdin is closed.");
    }
  }

  /** Returns the pipe that keeps the watchdog waiting; held open for as long as the JVM lives. */
  static @Nullable OutputStream pipe() {
    return process == null ? null : process.getOutputStream();
  }
}
