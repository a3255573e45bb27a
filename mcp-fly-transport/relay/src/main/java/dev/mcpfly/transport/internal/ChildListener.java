package dev.mcpfly.transport.internal;

import org.jspecify.annotations.Nullable;

/**
 * Receives the output of a child process. Lines come from one thread, in order; {@link #exited}
 * comes last and exactly once.
 */
public interface ChildListener {
  /**
   * Called with a line of stdout, without its line end and never empty. The array is reused after
   * the call: copy what is to be kept.
   */
  void line(byte[] buf, int from, int to);

  /** Called with a line that fills an array, which the listener may keep. */
  default void given(byte[] line) {
    line(line, 0, line.length);
  }

  /**
   * Called when a line longer than the limit was discarded.
   *
   * @param rawId the top-level id that was found in it, as it stood there, or null
   * @param length how long the line was
   */
  void oversized(@Nullable String rawId, long length);

  /** Called with a line of stderr. */
  void errorLine(String line);

  /** Called when the child is gone; no other call follows. */
  void exited(ChildExit exit);
}
