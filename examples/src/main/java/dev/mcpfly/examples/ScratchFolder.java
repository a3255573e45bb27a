package dev.mcpfly.examples;

import dev.mcpfly.api.emulator.MachineRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder of a script. It is deleted on close, and at the latest when the JVM ends:
 * after Ctrl-C, too, once everything else that writes into it has ended.
 */
final class ScratchFolder implements AutoCloseable {
  /** Shutdown hooks that still use the folder: of launches, emulators, relays and clients. */
  private static final Set<String> FIRST =
      Set.of(
          "mcp-fly-undo",
          "mcp-fly-destroy",
          "fly-emulator-exit",
          "mcp-relay-shutdown",
          "local-machine-exit",
          StdioSession.EXIT,
          GoModule.EXIT);

  /** All hooks are started together, but in no order. */
  private static final long GRACE_MILLIS = 200;

  private static final long LONGEST_SECONDS = 90;

  private final Thread hook = new Thread(this::deleteAtExit, "scratch-folder");
  private @Nullable Path path;
  private boolean closed;

  private ScratchFolder() {}

  /**
   * Creates a folder.
   *
   * @param prefix what its name begins with
   * @throws UncheckedIOException if it cannot be made
   * @throws IllegalStateException if the JVM is ending
   */
  static ScratchFolder create(String prefix) {
    ScratchFolder folder = new ScratchFolder();
    Runtime.getRuntime().addShutdownHook(folder.hook); // first, so that none is left without it
    folder.make(prefix);
    return folder;
  }

  private synchronized void make(String prefix) {
    if (closed) {
      throw new IllegalStateException("This program is ending.");
    }
    try {
      path = Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the folder. */
  synchronized Path path() {
    if (path == null) {
      throw new IllegalStateException("The folder has not been made.");
    }
    return path;
  }

  /**
   * Writes a file, with the folders that it is in.
   *
   * @throws IllegalStateException if the script is ending
   */
  synchronized void write(Path file, String text) {
    if (closed) {
      throw new IllegalStateException("This program is ending.");
    }
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteAtExit() {
    try {
      Thread.sleep(GRACE_MILLIS);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
      for (Thread other : others()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left > 0) {
          other.join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  private static List<Thread> others() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] threads = new Thread[group.activeCount() * 2 + 16];
    int count = group.enumerate(threads, true);
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (FIRST.contains(threads[i].getName())) {
        others.add(threads[i]);
      }
    }
    return others;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (Thread.currentThread() != hook) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is ending.
      }
    }
    Path folder = path;
    if (folder == null) {
      return;
    }
    try {
      MachineRuntime.deleteFolder(folder);
    } catch (IOException e) {
      System.err.println("The folder " + folder + " could not be deleted: " + e.getMessage());
    }
  }
}
