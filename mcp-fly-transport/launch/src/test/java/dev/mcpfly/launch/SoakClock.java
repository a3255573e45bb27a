package dev.mcpfly.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Says how slow the computer is: how long a server takes again and again to start and to answer,
 * without a relay, while a soak is running.
 */
final class SoakClock implements AutoCloseable {
  private static final long PAUSE_MILLIS = 1000;
  private static final long USUAL_MILLIS = 200;
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-06-18\"}}\n";

  private final Path folder;
  private final List<Start> starts = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "soak-clock");

  /** A start of the server, in milliseconds of the epoch. */
  private record Start(long from, long to) {
    long millis() {
      return to - from;
    }
  }

  SoakClock(Path folder) {
    this.folder = folder;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        long from = System.currentTimeMillis();
        try {
          answer();
        } catch (IOException e) {
          // That it was not to be had says that the computer was busy, too.
        }
        starts.add(new Start(from, System.currentTimeMillis()));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer() throws IOException {
    Process server =
        new ProcessBuilder("python3", "server.py")
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      server.getOutputStream().write(INITIALIZE.getBytes(StandardCharsets.UTF_8));
      server.getOutputStream().flush();
      if (out.readLine() == null) {
        throw new IOException("the server does not answer");
      }
    } finally {
      server.destroyForcibly();
    }
  }

  long shortest() {
    return starts.stream().mapToLong(Start::millis).min().orElse(0);
  }

  long longest() {
    return starts.stream().mapToLong(Start::millis).max().orElse(0);
  }

  /**
   * Returns how long a new session may have taken that takes a given time on a computer with
   * nothing else to do: three times as much longer as a server took longer to start meanwhile,
   * because a client, the edge, a relay and a server have to have their turn.
   */
  long allowed(long from, long to, long millis) {
    long slowest =
        starts.stream()
            .filter(start -> start.from() - PAUSE_MILLIS <= to && start.to() + PAUSE_MILLIS >= from)
            .mapToLong(Start::millis)
            .max()
            .orElse(0);
    return millis + 3 * Math.max(0, slowest - USUAL_MILLIS);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
