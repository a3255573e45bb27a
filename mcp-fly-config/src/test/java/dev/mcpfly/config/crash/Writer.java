package dev.mcpfly.config.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link WriterMain} in a separate JVM. */
final class Writer implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private Writer(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the process and waits until it is ready. */
  static Writer start(Path home, String name, int first, int count) throws IOException {
    return start(
        WriterMain.class, home.toString(), name, String.valueOf(first), String.valueOf(count));
  }

  /** Starts a process of another kind, and waits until it is ready. */
  static Writer start(Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Writer writer = new Writer(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    String line = writer.output.readLine();
    if (!"ready".equals(line)) {
      writer.close();
      throw new IOException("the writer said " + line);
    }
    return writer;
  }

  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Waits for the next entry that is written; returns false if the process is at its end. */
  boolean awaitPut() throws IOException {
    return output.readLine() != null;
  }

  /** Kills the process and returns the last number that it said is written; -1 if none. */
  int kill(int soFar) throws IOException, InterruptedException {
    // Unlike the process itself, its handle leaves open what has not been read.
    process.toHandle().destroyForcibly();
    int last = drain(soFar);
    process.waitFor();
    return last;
  }

  private int drain(int soFar) throws IOException {
    int last = soFar;
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      last = Integer.parseInt(line);
    }
    return last;
  }

  /** Waits for the end and returns the exit code. */
  int await() throws IOException, InterruptedException {
    drain(0);
    return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
