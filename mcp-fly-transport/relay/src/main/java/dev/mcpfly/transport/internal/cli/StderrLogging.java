package dev.mcpfly.transport.internal.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Logs one line to stderr, for the runnable jar only: starting {@code java.util.logging} would take
 * longer than starting the relay. {@code MCP_FLY_LOG} names the least level: DEBUG, INFO (default),
 * WARNING, ERROR or OFF.
 */
public final class StderrLogging extends System.LoggerFinder {
  private final PrintStream err =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  private final Level least = least(System.getenv("MCP_FLY_LOG"));

  /** Called by the service loader. */
  public StderrLogging() {}

  private static Level least(@Nullable String name) {
    if (name != null) {
      for (Level level : Level.values()) {
        if (level.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
          return level;
        }
      }
    }
    return Level.INFO;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    // The platform's own loggers (the HTTP client has some) speak only when something is wrong.
    boolean ours = name.startsWith("dev.mcpfly.");
    return new StderrLogger(
        name, ours || least.getSeverity() > Level.WARNING.getSeverity() ? least : Level.WARNING);
  }

  private final class StderrLogger implements System.Logger {
    private final String name;
    private final Level from;

    StderrLogger(String name, Level from) {
      this.name = name;
      this.from = from;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && level.getSeverity() >= from.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String text,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        err.println("mcp-fly-relay: " + text + (thrown == null ? "" : ": " + thrown));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... values) {
      if (isLoggable(level)) {
        String text =
            format == null || values == null || values.length == 0
                ? String.valueOf(format)
                : MessageFormat.format(format, values);
        err.println("mcp-fly-relay: " + text);
      }
    }
  }
}
