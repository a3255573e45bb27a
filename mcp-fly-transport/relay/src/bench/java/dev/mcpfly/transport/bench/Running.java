package dev.mcpfly.transport.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A target that has been started, and a caller that has shaken hands with it. */
final class Running implements AutoCloseable {
  private static final long PATIENCE = 60_000_000_000L;

  private final Target target;
  private final Started behind;
  private final Started measured;
  private final int port;
  private Caller caller;
  private double coldStart;

  private Running(Target target, Started behind, Started measured, int port) {
    this.target = target;
    this.behind = behind;
    this.measured = measured;
    this.port = port;
  }

  static Running start(Target target, boolean modern) throws Exception {
    int port = Started.freePort();
    Started behind = null;
    if (target.behind() != null) {
      behind = Started.start(target.behind().command().apply(port), Map.of(), false);
      try (Caller first = connected(behind, port, target.behind().path(), false)) {
        first.request("ping", "", "{}");
      }
    }
    Map<String, String> environment = new HashMap<>(target.environment());
    if (modern) {
      environment.put("MODERN", "1");
    }
    boolean pipes = target.kind() == Target.Kind.STDIO;
    Started measured = Started.start(target.command().apply(port), environment, pipes);
    Running running = new Running(target, behind, measured, port);
    try {
      if (pipes) {
        running.caller = new StdioCaller(measured.process());
        running.caller.initialize();
      } else {
        running.caller = connected(measured, port, target.path(), modern);
      }
      running.coldStart = measured.millisSinceStart();
      return running;
    } catch (IOException | InterruptedException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** Tries until it answers. */
  private static Caller connected(Started server, int port, String path, boolean modern)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (true) {
      HttpCaller caller = new HttpCaller(port, path, modern);
      try {
        if (modern) {
          caller.request("server/discover", "", Messages.modern("{}"));
        } else {
          caller.initialize();
        }
        return caller;
      } catch (IOException e) {
        caller.close();
        if (!server.process().isAlive() || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(3);
      }
    }
  }

  Caller caller() {
    return caller;
  }

  /** Another connection of the same client. */
  Caller anotherConnection() {
    return ((HttpCaller) caller).inSameSession();
  }

  /** Another client. */
  Caller anotherClient() throws IOException {
    HttpCaller another = new HttpCaller(port, target.path(), false);
    another.initialize();
    return another;
  }

  int port() {
    return port;
  }

  Started measured() {
    return measured;
  }

  double coldStartMillis() {
    return coldStart;
  }

  @Override
  public void close() throws Exception {
    if (caller != null) {
      caller.close();
    }
    measured.close();
    if (behind != null) {
      behind.close();
    }
  }
}
