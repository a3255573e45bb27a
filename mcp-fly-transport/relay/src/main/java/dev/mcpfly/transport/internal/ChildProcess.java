package dev.mcpfly.transport.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A program that speaks lines on stdin and stdout, and everything that it starts itself.
 *
 * <p>Each child carries a mark in its environment, which its descendants inherit. On Linux that
 * finds them even when their parent is gone; elsewhere only the descendants that are still linked
 * to the child are found. See {@link ProcessTree} and {@link Watchdog}.
 */
public final class ChildProcess implements Child {
  private static final int KEPT_ERROR_LINES = 50;
  private static final int MAX_ERROR_LINE = 8192;

  private static final AtomicLong COUNT = new AtomicLong();

  private final Process process;
  private final ProcessTree tree;
  private final ChildSpec spec;
  private final ChildListener listener;
  private final StdinWriter stdin;
  private final long startedAt = System.nanoTime();
  private final ArrayDeque<String> errorLines = new ArrayDeque<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
  private final CompletableFuture<Void> treeGone = new CompletableFuture<>();
  private final Thread reader;
  private final Thread errorReader;

  private ChildProcess(Process process, ProcessTree tree, ChildSpec spec, ChildListener listener) {
    this.process = process;
    this.tree = tree;
    this.spec = spec;
    this.listener = listener;
    String name = "mcp-child-" + process.pid();
    // A child that reads nothing more is of no use, even if it lives on.
    this.stdin =
        new StdinWriter(process.getOutputStream(), spec.maxQueued(), name + "-stdin", this::stop);
    this.reader = daemon(name + "-stdout", this::read);
    this.errorReader = daemon(name + "-stderr", this::readErrors);
  }

  /**
   * Starts a child.
   *
   * @throws IOException if the program cannot be started: not found, not executable, no such
   *     directory
   */
  public static ChildProcess start(ChildSpec spec, ChildListener listener) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(spec.command());
    Map<String, String> environment = builder.environment();
    if (!spec.inheritEnvironment()) {
      environment.clear();
    }
    environment.putAll(spec.environment());
    String mark = ProcessTree.mark(COUNT.incrementAndGet());
    environment.put(ProcessTree.VARIABLE, mark);
    if (spec.directory() != null) {
      builder.directory(spec.directory().toFile());
    }
    Process process = builder.start();
    Watchdog.watch();
    ChildProcess child =
        new ChildProcess(process, new ProcessTree(process.toHandle(), mark), spec, listener);
    child.reader.start();
    child.errorReader.start();
    var unused = process.onExit().thenAccept(ended -> child.ended());
    return child;
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(null, body, name, 256 << 10);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public long send(byte[] line) {
    return stdin.send(line);
  }

  @Override
  public void confirm(long position) {
    stdin.confirm(position);
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  @Override
  public String name() {
    return "child " + process.pid();
  }

  @Override
  public boolean isAlive() {
    // A broken stdin is known before the process is seen to be gone.
    return !stopping.get() && runs();
  }

  /** Whether the process runs, even if it is being ended. */
  boolean runs() {
    return process.isAlive();
  }

  @Override
  public CompletableFuture<ChildExit> onExit() {
    return exit.copy();
  }

  @Override
  public CompletableFuture<Void> onTreeGone() {
    return treeGone.copy();
  }

  /** The last lines of stderr, oldest first. */
  public List<String> lastErrorLines() {
    synchronized (errorLines) {
      return List.copyOf(errorLines);
    }
  }

  @Override
  public void stop() {
    if (stopping.compareAndSet(false, true)) {
      Reaper.stop(this);
    }
  }

  void closeStdin() {
    stdin.close();
  }

  void treeIsGone() {
    treeGone.complete(null);
  }

  ProcessTree tree() {
    return tree;
  }

  Duration stopGrace() {
    return spec.stopGrace();
  }

  private void read() {
    LineReader lines =
        new LineReader(
            spec.maxLine(),
            new LineReader.Sink() {
              @Override
              public void line(byte[] buf, int from, int to) {
                listener.line(buf, from, to);
              }

              @Override
              public void given(byte[] line) {
                listener.given(line);
              }

              @Override
              public void oversized(@Nullable String rawId, long length) {
                listener.oversized(rawId, length);
              }

              @Override
              public void oversized(OversizedLine line) {
                // A request of the child must not end a call that has the same id.
                oversized(line.rawId(), line.length());
              }
            });
    try (InputStream in = process.getInputStream()) {
      lines.readAll(in);
    } catch (IOException e) {
      // The pipe was closed under the read: the same as its end.
    } finally {
      // Without stdout there is nothing left that the child could answer with.
      stop();
    }
  }

  private void readErrors() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      int c;
      while ((c = in.read()) >= 0) {
        if (c == '\n') {
          errorLine(line);
        } else if (line.length() < MAX_ERROR_LINE && c != '\r') {
          line.append((char) c);
        }
      }
      if (line.length() > 0) {
        errorLine(line);
      }
    } catch (IOException e) {
      // As above.
    }
  }

  private void errorLine(StringBuilder text) {
    String line = Text.line(text.toString(), MAX_ERROR_LINE);
    text.setLength(0);
    synchronized (errorLines) {
      if (errorLines.size() == KEPT_ERROR_LINES) {
        errorLines.removeFirst();
      }
      errorLines.add(line);
    }
    listener.errorLine(line);
  }

  /** The process itself is gone; whatever it left behind may still hold its pipes. */
  private void ended() {
    stop();
    Thread thread = daemon("mcp-child-" + process.pid() + "-end", this::finish);
    thread.start();
  }

  private void finish() {
    try {
      // What it wrote last is in the pipe; a descendant that keeps the pipe open is ended by then.
      reader.join(TimeUnit.SECONDS.toMillis(1) + 3 * spec.stopGrace().toMillis());
      errorReader.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ChildExit result =
        new ChildExit(
            process.exitValue(),
            Duration.ofNanos(System.nanoTime() - startedAt),
            new ArrayList<>(lastErrorLines()));
    try {
      listener.exited(result);
    } finally {
      exit.complete(result);
    }
  }
}
