package dev.mcpfly.config.internal.edit;

import java.lang.ref.WeakReference;
import java.util.function.Function;

/**
 * Remembers what the last text says, so several questions about one text read it only once. It is
 * held weakly: a huge text does not stay in memory for it. Safe for use by several threads.
 *
 * @param <T> what is made of a text; must be immutable
 */
public final class LastRead<T> {
  private record Read<T>(String text, T value) {}

  private final Function<String, T> reader;
  private volatile WeakReference<Read<T>> last = new WeakReference<>(null);

  /** Creates the memory of a reader. */
  public LastRead(Function<String, T> reader) {
    this.reader = reader;
  }

  /** Returns what the reader makes of the text. */
  @SuppressWarnings({"StringEquality", "ReferenceEquality"}) // the same object, or read again
  public T of(String text) {
    Read<T> read = last.get();
    if (read == null || read.text != text) {
      read = new Read<>(text, reader.apply(text));
      last = new WeakReference<>(read);
    }
    return read.value;
  }
}
