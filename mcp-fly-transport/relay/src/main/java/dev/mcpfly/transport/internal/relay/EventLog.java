package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.HeapBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest events of a session's streams, kept so that they can be sent again. Bounded: the
 * oldest go first. Guarded by the session's lock.
 */
final class EventLog {
  /** One event as it goes over the wire. */
  static final class Event {
    final int stream;
    final long number;
    final byte[] frame;

    Event(int stream, long number, byte[] frame) {
      this.stream = stream;
      this.number = number;
      this.frame = frame;
    }
  }

  private final HeapBudget budget = HeapBudget.history();
  private final int maxEvents;
  private final long maxBytes;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private long bytes;
  private boolean over;

  EventLog(int maxEvents, long maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  /** Adds an event; returns those that had to go for it. */
  List<Event> add(Event event) {
    if (over) {
      return List.of();
    }
    events.add(event);
    bytes += event.frame.length;
    budget.hold(event.frame.length);
    List<Event> gone = List.of();
    // The newest stays even if it alone is over the limit: nobody may have got it yet.
    while (events.size() > 1
        && (events.size() > maxEvents || bytes > maxBytes || budget.isOverdrawn())) {
      Event oldest = events.remove();
      bytes -= oldest.frame.length;
      budget.release(oldest.frame.length);
      gone = gone.isEmpty() ? new ArrayList<>() : gone;
      gone.add(oldest);
    }
    return gone;
  }

  /** Forgets everything, and keeps nothing from now on. */
  void close() {
    over = true;
    events.clear();
    budget.release(bytes);
    bytes = 0;
  }

  List<Event> after(int stream, long number) {
    List<Event> later = new ArrayList<>();
    for (Event event : events) {
      if (event.stream == stream && event.number > number) {
        later.add(event);
      }
    }
    return later;
  }
}
