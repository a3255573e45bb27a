package dev.mcpfly.transport.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that is measured. Ends with all that it started. */
final class Started implements AutoCloseable {
  private final Process process;
  private final long since = System.nanoTime();

  private Started(Process process) {
    this.process = process;
  }

  static Started start(List<String> command, Map<String, String> environment, boolean pipes)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    if (!pipes) {
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
    builder.environment().putAll(environment);
    return new Started(builder.start());
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Process process() {
    return process;
  }

  double millisSinceStart() {
    return (System.nanoTime() - since) / 1e6;
  }

  /** Resident memory in MB; NaN where there is no {@code /proc}. */
  double residentMb() {
    try (Stream<String> lines = Files.lines(Path.of("/proc", pid(), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0)
          / 1024.0;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Processor time in ms, to 10 ms; NaN where there is no {@code /proc}. */
  double cpuMillis() {
    try {
      String stat = Files.readString(Path.of("/proc", pid(), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return 10.0 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private String pid() {
    return String.valueOf(process.pid());
  }

  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    process.destroy();
    process.waitFor(3, TimeUnit.SECONDS);
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }
}
