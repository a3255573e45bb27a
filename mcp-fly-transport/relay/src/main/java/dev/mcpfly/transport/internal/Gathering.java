package dev.mcpfly.transport.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread that handles several requests in a row write what they send to one child at once:
 * one system call for all of them, and one wake-up of the child.
 */
public final class Gathering {
  private static final ThreadLocal<@Nullable Gathering> CURRENT = new ThreadLocal<>();

  private final List<StdinWriter> writers = new ArrayList<>();

  private Gathering() {}

  /** Begins to gather what the current thread sends; {@link #end} must follow. */
  public static Gathering begin() {
    Gathering gathering = new Gathering();
    CURRENT.set(gathering);
    return gathering;
  }

  /** Returns what the current thread gathers into, or null if it does not. */
  static @Nullable Gathering current() {
    return CURRENT.get();
  }

  /** Takes note that a writer has something to write at the end. */
  void add(StdinWriter writer) {
    writers.add(writer);
  }

  /** Writes what was gathered, on the thread that has begun. */
  public void end() {
    CURRENT.remove();
    // Without a lambda, which the JVM would make in the first burst of calls.
    for (StdinWriter writer : writers) {
      writer.flush();
    }
  }
}
