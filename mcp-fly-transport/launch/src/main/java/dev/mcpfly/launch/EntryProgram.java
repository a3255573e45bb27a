package dev.mcpfly.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program of a client's entry, started as the client starts it: its messages go over stdin and
 * stdout. It ends with {@link #close}, with all that it has started.
 */
final class EntryProgram implements AutoCloseable {
  private static final int LINES = 3;
  private static final int LINE = 300;
  private static final long GRACE_MILLIS = 2_000;
  private static final long LAST_WORDS_MILLIS = 1_000;

  private final Process process;
  private final Thread reader;
  private final Deque<String> lines = new ArrayDeque<>();

  private EntryProgram(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "mcp-fly-check-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static EntryProgram start(List<String> command, Map<String, String> variables)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    try {
      return new EntryProgram(builder.start());
    } catch (IllegalArgumentException e) { // a NUL, an "=" in a name
      throw new IOException(e.getMessage(), e);
    }
  }

  McpConversation conversation() {
    return new McpConversation(process.getInputStream(), process.getOutputStream());
  }

  private void read() {
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        synchronized (lines) {
          lines.add(Texts.excerpt(line, LINE));
          if (lines.size() > LINES) {
            lines.remove();
          }
        }
      }
    } catch (IOException e) {
      // The program was ended.
    }
  }

  /** Returns the last lines that it wrote to stderr, in one. */
  String lastWords() {
    try {
      // Its pipes break a moment before it has ended.
      if (process.waitFor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
        reader.join(LAST_WORDS_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (lines) {
      return String.join(" ", lines);
    }
  }

  boolean saysNoJava() {
    return lastWords().contains("not a Java 17 or newer") || lastWords().contains("no Java 17");
  }

  @Override
  public void close() {
    List<ProcessHandle> tree =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    try {
      if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) { // its input has ended
        tree.forEach(ProcessHandle::destroy);
        process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tree.forEach(ProcessHandle::destroyForcibly);
  }
}
