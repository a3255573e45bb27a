package dev.mcpfly.transport.internal;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reaps orphans where this JVM is the first process of a container: they become its children, and
 * stay in the process table until it does. Java reaps only processes that it has started itself, so
 * this class calls {@code waitpid}, which needs JDK 22 or later. On an older JDK, use a container
 * with an init process.
 */
public final class OrphanReaper {
  private static final long PAUSE_MILLIS = 2000;
  private static final int NO_HANG = 1;

  private final ProcessStates states;
  private final long self;
  private final MethodHandle waitpid;
  private final Object none;
  private Set<Long> before = new HashSet<>();

  private OrphanReaper(ProcessStates states, long self, MethodHandle waitpid, Object none) {
    this.states = states;
    this.self = self;
    this.waitpid = waitpid;
    this.none = none;
  }

  /** Starts to reap if this JVM is process 1 and can; does nothing otherwise. */
  public static void startIfFirst() {
    long self = ProcessHandle.current().pid();
    OrphanReaper reaper = self == 1 ? of(new ProcessStates(Path.of("/proc")), self) : null;
    if (reaper != null) {
      DaemonThreads.named("mcp-orphan-reaper").newThread(reaper::run).start();
    }
  }

  /** Returns a reaper, or null where the JDK cannot call {@code waitpid}. */
  static @Nullable OrphanReaper of(ProcessStates states, long self) {
    if (Runtime.version().feature() < 22) {
      return null;
    }
    try {
      // By reflection, as this is compiled for JDK 17.
      Class<?> linkers = Class.forName("java.lang.foreign.Linker");
      Class<?> options = Class.forName("java.lang.foreign.Linker$Option");
      Class<?> lookups = Class.forName("java.lang.foreign.SymbolLookup");
      Class<?> segments = Class.forName("java.lang.foreign.MemorySegment");
      Class<?> layouts = Class.forName("java.lang.foreign.MemoryLayout");
      Class<?> values = Class.forName("java.lang.foreign.ValueLayout");
      Class<?> descriptors = Class.forName("java.lang.foreign.FunctionDescriptor");
      Object integer = values.getField("JAVA_INT").get(null);
      Object arguments = Array.newInstance(layouts, 3);
      Array.set(arguments, 0, integer);
      Array.set(arguments, 1, values.getField("ADDRESS").get(null));
      Array.set(arguments, 2, integer);
      Object descriptor =
          descriptors
              .getMethod("of", layouts, arguments.getClass())
              .invoke(null, integer, arguments);
      Object linker = linkers.getMethod("nativeLinker").invoke(null);
      Object lookup = linkers.getMethod("defaultLookup").invoke(linker);
      Optional<?> symbol =
          (Optional<?>) lookups.getMethod("find", String.class).invoke(lookup, "waitpid");
      Object noOptions = Array.newInstance(options, 0);
      MethodHandle handle =
          (MethodHandle)
              linkers
                  .getMethod("downcallHandle", segments, descriptors, noOptions.getClass())
                  .invoke(linker, symbol.orElseThrow(), descriptor, noOptions);
      return new OrphanReaper(states, self, handle, segments.getField("NULL").get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private void run() {
    while (true) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      round();
    }
  }

  /**
   * Reaps what was a zombie a round ago and still is: Java takes note of its own children at once,
   * and must find their exit codes.
   */
  Set<Long> round() {
    Set<Long> now = states.zombiesOf(self);
    Set<Long> reaped = new HashSet<>(now);
    reaped.retainAll(before);
    reaped.removeIf(pid -> !reap(pid));
    before = now;
    return reaped;
  }

  /** Takes note of the end of one process; whether it had ended and was a child of this one. */
  boolean reap(long pid) {
    try {
      Object result = waitpid.invokeWithArguments((int) pid, none, NO_HANG);
      return result.equals((int) pid);
    } catch (Throwable e) {
      // What a method handle declares; a child that is not reaped now is tried in the next round.
      return false;
    }
  }
}
