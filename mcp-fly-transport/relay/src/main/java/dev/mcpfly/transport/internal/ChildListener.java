package dev.mcpfly.transport.internal;

import org.jspecify.annotations.Nullable;

/**
 * Hears what a child process says. Lines come from one thread, in order; {@link #exited} comes last
 * and exactly once.
 */
public interface ChildListener {
  /**
   * A line of stdout, without its line end and never empty. The array is reused after the call: who
   * keeps it, copies it.
   */
  void line(byte[] buf, int from, int to);

  /** A line that fills an array, which belongs to who hears it from now on. */
  default void given(byte[] line) {
    line(line, 0, line.length);
  }

  /**
   * A line longer than the limit was thrown away.
   *
   * @param rawId the top-level id that was found in it, as it stood there, or null
   * @param length how long the line was
   */
  void oversized(@Nullable String rawId, long length);

  /** A line of stderr. */
  void errorLine(String line);

  /** The child is gone, and nothing more follows. */
  void exited(ChildExit exit);
}
