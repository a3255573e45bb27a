package dev.mcpfly.transport.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.StdioServerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A relay in a separate JVM, with as much memory and as many descriptors as a test allows it. */
final class RelayProcess implements AutoCloseable {
  private static final String SERVING = " at http";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final URI uri;

  private RelayProcess(Process process) throws InterruptedException {
    this.process = process;
    Thread reader = new Thread(this::read, "relay-stderr");
    reader.setDaemon(true);
    reader.start();
    this.uri = URI.create(await(SERVING).replaceAll(".* at ", ""));
  }

  /**
   * Starts a relay in front of the test server.
   *
   * @param descriptors how many files and sockets it may have open, or 0 for as many as this JVM
   */
  static RelayProcess start(String heap, int descriptors, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    if (descriptors > 0) {
      command.addAll(
          List.of("/bin/sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "relay"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("dev.mcpfly.transport.RelayMain", "wrap", "--port", "0"));
    command.addAll(List.of(options));
    command.add("--");
    command.addAll(StdioServerMain.command());
    return new RelayProcess(
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = in.readLine()) != null) {
        lines.add(line);
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }

  /** Waits for a line of the log with this text. */
  String await(String text) throws InterruptedException {
    while (true) {
      String line = lines.poll(60, TimeUnit.SECONDS);
      assertThat(line).as("a line of log with \"" + text + "\"").isNotNull();
      if (line.contains(text)) {
        return line;
      }
    }
  }

  /** What was logged since the last call. */
  String log() {
    List<String> all = new ArrayList<>();
    lines.drainTo(all);
    return String.join("\n", all);
  }

  URI uri() {
    return uri;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int descriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
      return (int) files.count();
    }
  }

  /** The relay's processor time so far, in ticks of the kernel (a hundred a second). */
  long processorTicks() throws IOException {
    String[] fields =
        Files.readString(Path.of("/proc", "" + process.pid(), "stat"))
            .replaceAll(".*\\) ", "")
            .split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  int waitFor() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the relay ends").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
