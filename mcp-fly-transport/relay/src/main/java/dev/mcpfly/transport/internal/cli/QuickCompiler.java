package dev.mcpfly.transport.internal.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Leaves compilation to HotSpot's quick compiler (C1), in a JVM that was started without the flags
 * for it.
 *
 * <p>A relay works in short bursts: there the optimizing compiler (C2) competes with the work for
 * the processor, and a call costs twice as much of it. Nothing depends on this: a JVM that cannot
 * be told, or is told by flags of its user's, stays as it is.
 */
public final class QuickCompiler {
  /** Any other value than false of this system property leaves the choice to the JVM. */
  static final String KEEP = "mcpfly.c2";

  /** So that it does not take the processor from the first client. */
  private static final Duration AFTER_THE_START = Duration.ofMillis(500);

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
      Directives.add();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | LinkageError e) {
      System.getLogger(QuickCompiler.class.getName())
          .log(System.Logger.Level.DEBUG, "The JVM keeps both compilers", e);
    }
  }

  /** Apart, so that the classes of management are not loaded before the thread needs them. */
  private static final class Directives {
    private Directives() {}

    static void add() throws IOException {
      Path file = Files.createTempFile("mcp-fly-relay-compiler", ".json");
      try {
        Files.writeString(file, DIRECTIVE);
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "compilerDirectivesAdd",
                new Object[] {new String[] {file.toString()}},
                new String[] {String[].class.getName()});
      } catch (JMException e) {
        throw new IllegalStateException("The JVM takes no compiler directives", e);
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}
