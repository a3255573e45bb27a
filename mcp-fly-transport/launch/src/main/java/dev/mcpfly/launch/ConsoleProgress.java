package dev.mcpfly.launch;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Shows a launch to a person: a progress bar that redraws itself on a terminal, plain lines
 * elsewhere. Not safe for use by several launches at once.
 */
public final class ConsoleProgress implements Consumer<LaunchEvent> {
  private static final int BAR_WIDTH = 24;
  private static final int LINE_WIDTH = 100;

  private final PrintStream out;
  private final boolean terminal;

  private ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Returns a listener that draws bars when this JVM's console is a terminal.
   *
   * @param out where to, such as {@code System.out}
   */
  public static ConsoleProgress to(PrintStream out) {
    return new ConsoleProgress(out, consoleIsTerminal());
  }

  /**
   * Returns a listener for an output that is, or is not, a terminal.
   *
   * @param out where to
   * @param terminal whether lines can be drawn over
   */
  public static ConsoleProgress to(PrintStream out, boolean terminal) {
    return new ConsoleProgress(out, terminal);
  }

  @Override
  public void accept(LaunchEvent event) {
    if (event instanceof LaunchEvent.StepStarted e) {
      draw(e.number() - 1, e.total(), e.step().description());
    } else if (event instanceof LaunchEvent.StepProgressed e) {
      if (terminal) {
        draw(e.number() - 1, e.total(), e.message());
      } else {
        out.println("    " + e.message());
      }
    } else if (event instanceof LaunchEvent.Warned e) {
      line("Warning: " + e.warning());
    } else if (event instanceof LaunchEvent.StepFinished e) {
      line("[%d/%d] %s (%s)".formatted(e.number(), e.total(), e.outcome(), seconds(e.took())));
    } else if (event instanceof LaunchEvent.StepFailed e) {
      line("FAILED: " + e.reason());
    } else if (event instanceof LaunchEvent.StepUndone e) {
      line("undone: " + e.outcome());
    } else if (event instanceof LaunchEvent.UndoFailed e) {
      line("NOT undone: " + e.reason());
    } else if (event instanceof LaunchEvent.Launched e) {
      line(
          e.changed()
              ? "Ready at %s after %s.".formatted(e.uri(), seconds(e.elapsed()))
              : "Nothing to do: ready at %s.".formatted(e.uri()));
    }
    out.flush();
  }

  private void draw(int done, int total, String text) {
    if (!terminal) {
      return;
    }
    int filled = done * BAR_WIDTH / total;
    String bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
    out.print("\r\u001b[K" + cut("[%s] %d/%d %s".formatted(bar, done, total, text)));
  }

  private void line(String text) {
    out.println(terminal ? "\r\u001b[K" + text : text);
  }

  private static String cut(String text) {
    return text.length() <= LINE_WIDTH ? text : text.substring(0, LINE_WIDTH - 3) + "...";
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  /** Since JDK 22 there is a console without a terminal too, which only its own method tells. */
  @SuppressWarnings("SystemConsoleNull") // asked for below
  private static boolean consoleIsTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
