package dev.mcpfly.transport.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes of messages in memory, for all clients and servers together.
 *
 * <p>A limit on each message does not protect the heap: a few hundred clients with a message each
 * exceed any of them. What is read from a socket or a pipe, waits for a reader, or is kept to be
 * sent again is therefore reserved here before memory is allocated, and refused beyond the budget.
 * Thread-safe; a reservation costs one atomic addition.
 */
public final class HeapBudget {
  /** The longest piece that may take the last quarter of a budget. */
  private static final int SMALL = 64 << 10;

  /** The longest piece that may take the last sixteenth: a call, or the head of a request. */
  private static final int TINY = 4 << 10;

  private static final HeapBudget MESSAGES = new HeapBudget(Runtime.getRuntime().maxMemory() / 2);
  private static final HeapBudget HISTORY = new HeapBudget(Runtime.getRuntime().maxMemory() / 8);

  private final long max;
  private final AtomicLong held = new AtomicLong();

  /** Creates a budget of this many bytes. */
  public HeapBudget(long max) {
    this.max = max;
  }

  /** Returns the budget for messages on their way: half of this JVM's heap. */
  public static HeapBudget messages() {
    return MESSAGES;
  }

  /**
   * Returns the budget for what is kept to be sent again: an eighth of this JVM's heap. It is a
   * budget of its own, so that what was said yesterday does not refuse what is said now.
   */
  public static HeapBudget history() {
    return HISTORY;
  }

  /**
   * Reserves bytes if they fit. What is left last is for short pieces only, so that a few long
   * messages do not refuse every call.
   *
   * @return whether they are reserved; if so, {@link #release} must follow, once
   */
  public boolean reserve(long bytes) {
    long most = bytes > SMALL ? max - max / 4 : bytes > TINY ? max - max / 16 : max;
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /**
   * Reserves bytes that exist already.
   *
   * @return whether they fit; they are reserved in either case
   */
  public boolean hold(long bytes) {
    return held.addAndGet(bytes) <= max;
  }

  /** Gives reserved bytes back. */
  public void release(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Returns whether more is reserved than fits. */
  public boolean isOverdrawn() {
    return held.get() > max;
  }

  /** Returns how many bytes are reserved. */
  public long held() {
    return held.get();
  }

  /**
   * Returns the longest message that can ever fit beside the copy of it that is passed on.
   *
   * @param limit the limit that was asked for, in bytes
   * @return the limit, or less if the heap is too small for it
   */
  public int longest(int limit) {
    return (int) Math.min(limit, (max - max / 4) / 2);
  }
}
