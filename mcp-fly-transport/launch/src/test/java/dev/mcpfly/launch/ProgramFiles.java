package dev.mcpfly.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Makes scripts that tests run. */
final class ProgramFiles {
  private ProgramFiles() {}

  /**
   * Writes a program by a process of its own. What this JVM had open for writing would be open for
   * a moment in a process that another test starts meanwhile, and a file that somebody writes
   * cannot be run ("Text file busy").
   */
  static Path write(Path program, String text) throws IOException {
    Process shell =
        new ProcessBuilder(
                "/bin/sh", "-c", "cat > \"$1\" && chmod 755 \"$1\"", "sh", program.toString())
            .redirectErrorStream(true)
            .start();
    try (var input = shell.getOutputStream()) {
      input.write(text.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (shell.waitFor() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return program;
  }
}
