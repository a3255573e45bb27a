package dev.mcpfly.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Makes scripts that tests run. */
final class ProgramFiles {
  private ProgramFiles() {}

  /**
   * Writes a program in a separate process. If this JVM wrote it, a process that another test
   * starts at that moment would inherit the open file, and the program could not be run ("Text file
   * busy").
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
