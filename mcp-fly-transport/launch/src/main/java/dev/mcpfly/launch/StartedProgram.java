package dev.mcpfly.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A program that was started for a while: its whole process tree ends with {@link #close}, and with
 * this JVM at the latest. Its last lines are kept, for when it fails.
 */
final class StartedProgram implements AutoCloseable {
  private static final int LINES = 5;
  private static final long GRACE_SECONDS = 5;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Process process;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Thread reader;
  private final Thread hook = new Thread(this::end, "mcp-fly-end-program");

  private StartedProgram(Process process, Consumer<String> lines) {
    this.process = process;
    reader = new Thread(() -> read(lines), "mcp-fly-program-" + process.pid());
    reader.setDaemon(true);
  }

  /** Starts it; {@code lines} gets what it prints on both streams. */
  static StartedProgram start(ProcessBuilder builder, Consumer<String> lines) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    StartedProgram program = new StartedProgram(process, lines);
    ShutdownHooks.add(program.hook);
    program.reader.start();
    return program;
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lastLines) {
          lastLines.add(line);
          if (lastLines.size() > LINES) {
            lastLines.remove();
          }
        }
        lines.accept(line);
      }
    } catch (IOException e) {
      // The program was ended.
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  int exitCode() {
    return process.exitValue();
  }

  /**
   * Returns the last lines that it printed. Where it has ended, what is still in the pipe is read
   * first: for as long as 2 s, since one of its children may hold the other end open.
   */
  List<String> lastLines() {
    if (!process.isAlive()) {
      try {
        reader.join(LAST_WORDS.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  @Override
  public void close() {
    end();
    ShutdownHooks.remove(hook);
  }

  private void end() {
    // Listed before the program ends, because its children have no parent afterwards.
    List<ProcessHandle> tree =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    tree.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tree.forEach(ProcessHandle::destroyForcibly);
  }
}
