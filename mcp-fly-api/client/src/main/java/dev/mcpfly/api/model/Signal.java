package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * A signal for the main process of a machine. Open-ended: a value that a newer server adds is kept
 * unchanged.
 *
 * @param value the API's spelling
 */
public record Signal(String value) {

  /** Hang up. */
  public static final Signal SIGHUP = new Signal("SIGHUP");

  /** Interrupt: the default for stop. */
  public static final Signal SIGINT = new Signal("SIGINT");

  /** Quit. */
  public static final Signal SIGQUIT = new Signal("SIGQUIT");

  /** Kill. */
  public static final Signal SIGKILL = new Signal("SIGKILL");

  /** User-defined. */
  public static final Signal SIGUSR1 = new Signal("SIGUSR1");

  /** User-defined. */
  public static final Signal SIGUSR2 = new Signal("SIGUSR2");

  /** Terminate. */
  public static final Signal SIGTERM = new Signal("SIGTERM");

  /** Abort. */
  public static final Signal SIGABRT = new Signal("SIGABRT");

  /** Alarm. */
  public static final Signal SIGALRM = new Signal("SIGALRM");

  /** Arithmetic error. */
  public static final Signal SIGFPE = new Signal("SIGFPE");

  /** Illegal instruction. */
  public static final Signal SIGILL = new Signal("SIGILL");

  /** Broken pipe. */
  public static final Signal SIGPIPE = new Signal("SIGPIPE");

  /** Bad memory access. */
  public static final Signal SIGSEGV = new Signal("SIGSEGV");

  /** Trap. */
  public static final Signal SIGTRAP = new Signal("SIGTRAP");

  /** Rejects null. */
  public Signal {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the value with the API's spelling. */
  public static Signal of(String value) {
    return new Signal(value);
  }

  /** Returns the API's spelling. */
  @Override
  @JsonValue
  public String toString() {
    return value;
  }
}
