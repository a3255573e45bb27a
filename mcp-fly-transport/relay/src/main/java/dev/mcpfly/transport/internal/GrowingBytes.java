package dev.mcpfly.transport.internal;

import java.util.Arrays;

/** Bytes that arrive in pieces, in memory that a {@link HeapBudget} allows. Not thread-safe. */
public final class GrowingBytes {
  private static final byte[] EMPTY = new byte[0];

  /** What must have arrived before all that is announced gets its room at once. */
  private static final int CREDIBLE = 1 << 20;

  private final HeapBudget budget;
  private byte[] bytes = EMPTY;
  private int length;

  /** Creates an empty buffer. */
  public GrowingBytes(HeapBudget budget) {
    this.budget = budget;
  }

  /** Returns how many bytes have arrived. */
  public int length() {
    return length;
  }

  /** Returns the buffer; only the first {@link #length()} bytes mean something. */
  public byte[] array() {
    return bytes;
  }

  /** Returns how much of the budget this holds, in bytes. */
  public long reserved() {
    return bytes.length;
  }

  /**
   * Appends bytes.
   *
   * @param most the length that all may have in the end
   * @param announced whether it will have that length
   * @return false if the budget has no room for them; nothing is appended then
   */
  public boolean append(byte[] from, int start, int count, long most, boolean announced) {
    int needed = length + count;
    if (needed > bytes.length && !grow(needed, most, announced)) {
      return false;
    }
    System.arraycopy(from, start, bytes, length, count);
    length = needed;
    return true;
  }

  private boolean grow(int needed, long most, boolean announced) {
    // A stated length is only a promise: its room comes when some of it has.
    long wanted =
        announced && length >= CREDIBLE ? most : Math.min(most, Math.max(bytes.length, 512) * 2L);
    return resize((int) Math.max(needed, wanted)) || (wanted > needed && resize(needed));
  }

  private boolean resize(int capacity) {
    if (!budget.reserve(capacity)) {
      return false;
    }
    int old = bytes.length;
    try {
      bytes = Arrays.copyOf(bytes, capacity);
    } catch (OutOfMemoryError e) {
      // Not the budget, but the heap has no room: the same to whoever asked.
      budget.release(capacity);
      return false;
    }
    budget.release(old);
    return true;
  }

  /** Starts again with an empty buffer that keeps its room. */
  public void clear() {
    length = 0;
  }

  /** Gives the room back; the array that {@link #array()} returned before is the caller's. */
  public void release() {
    budget.release(bytes.length);
    forget();
  }

  /** Starts again without room; whoever took the array releases {@link #reserved()} bytes. */
  public void forget() {
    bytes = EMPTY;
    length = 0;
  }
}
