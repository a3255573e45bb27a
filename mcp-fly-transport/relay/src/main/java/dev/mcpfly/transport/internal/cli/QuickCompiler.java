package dev.mcpfly.transport.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Leaves compilation to HotSpot's quick compiler (C1), and keeps the heap small, in a JVM that was
 * started without the flags for it.
 *
 * <p>A relay works in short bursts: there the optimizing compiler (C2) competes with the work for
 * the processor, and a call costs twice as much of it. Nothing depends on this: a JVM that cannot
 * be told, or is told by flags of its user's, stays as it is.
 */
public final class QuickCompiler {
  /** Any other value than false of this system property leaves the choice to the JVM. */
  static final String KEEP = "mcpfly.c2";

  /** So that it does not take the processor from the first client. */
  private static final Duration AFTER_THE_START = Duration.ofMillis(100);

  /** Without a collection: then there were few calls, or none. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  private static final String DIRECTIVE = "[{match: [\"*.*\"], c2: {Exclude: true}}]";

  private QuickCompiler() {}

  /** Applies this to the running JVM after a short delay, on a separate thread. */
  public static void useSoon() {
    if (!isWanted(System.getProperty("java.vm.info", ""), System.getProperty(KEEP, "false"))) {
      return;
    }
    Thread thread = new Thread(QuickCompiler::waitAndUse, "mcp-relay-compiler");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Returns whether the JVM uses both compilers, and may be told otherwise.
   *
   * @param mode what the JVM says of itself: "mixed mode, emulated-client" if it has C1 alone
   */
  static boolean isWanted(String mode, String keep) {
    return mode.contains("mixed mode") && !mode.contains("emulated-client") && keep.equals("false");
  }

  private static void waitAndUse() {
    try {
      Thread.sleep(AFTER_THE_START.toMillis());
      use();
      shrinkTheHeap();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | LinkageError e) {
      System.getLogger(QuickCompiler.class.getName())
          .log(System.Logger.Level.DEBUG, "The JVM keeps both compilers", e);
    }
  }

  /**
   * Gives back what the heap does not need: without a flag it begins with a 64th of the computer's
   * memory, and G1, left to itself, keeps for ever what a burst of calls took.
   */
  private static void shrinkTheHeap() {
    System.gc();
    DiagnosticCommands.returnMemoryAfter(IDLE.toMillis());
  }

  private static void use() throws IOException {
    Path file = Files.createTempFile("mcp-fly-relay-compiler", ".json");
    try {
      Files.writeString(file, DIRECTIVE);
      DiagnosticCommands.addCompilerDirectives(file.toString());
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
