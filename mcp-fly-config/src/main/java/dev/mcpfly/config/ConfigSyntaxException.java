package dev.mcpfly.config;

import java.nio.file.Path;

/**
 * Thrown when a file cannot be edited because it is malformed, has the wrong shape, or has a defect
 * that its client does not tolerate.
 */
public final class ConfigSyntaxException extends ConfigException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String reason;

  ConfigSyntaxException(Path path, int line, int column, String reason, String advice) {
    super(path, path + ":" + line + ":" + column + ": " + reason + ". " + advice, null);
    this.line = line;
    this.column = column;
    this.reason = reason;
  }

  /** Returns the line of the fault, counted from 1. */
  public int line() {
    return line;
  }

  /** Returns the column of the fault, counted from 1. */
  public int column() {
    return column;
  }

  /** Returns what is wrong. */
  public String reason() {
    return reason;
  }
}
