package dev.mcpfly.transport.internal.sdk;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Mailbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A server in this JVM, which a relay takes for a child process: messages go in and out as lines,
 * although there is no pipe between them. Thread-safe.
 */
abstract class JvmChild implements Child {
  private final ChildListener listener;
  private final Mailbox inbox = new Mailbox();
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();

  /** Guards calls of the listener, which come one at a time, with the end last. */
  private final Object out = new Object();

  private volatile boolean ended;

  JvmChild(ChildListener listener) {
    this.listener = listener;
  }

  /** Handles a line of the client, one after the other, on a thread that may block. */
  abstract void receive(byte[] line);

  @Override
  public final long send(byte[] line) {
    if (ended) {
      return -1;
    }
    // Not on this thread: the sender must not wait.
    inbox.add(() -> receive(line));
    return 0;
  }

  /** Passes a line on to the client. Returns false, and does nothing, after the end. */
  final boolean write(byte[] line) {
    synchronized (out) {
      if (ended) {
        return false;
      }
      listener.line(line, 0, line.length);
      return true;
    }
  }

  /** Ends the output. Returns false, and does nothing, if it has ended before. */
  final boolean end() {
    synchronized (out) {
      if (ended) {
        return false;
      }
      ended = true;
      return true;
    }
  }

  /** Reports the exit, once {@link #end} has returned true. */
  final void exited() {
    ChildExit result = new ChildExit(0, Duration.ofNanos(System.nanoTime() - startedAt), List.of());
    // Not on this thread: it may hold a lock that the listener wants.
    Mailbox.aside(
        () -> {
          try {
            listener.exited(result);
          } finally {
            exit.complete(result);
          }
        });
  }

  @Override
  public final boolean isAlive() {
    return !ended;
  }

  @Override
  public final CompletableFuture<ChildExit> onExit() {
    return exit.copy();
  }
}
