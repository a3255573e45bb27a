package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session, which can outlive the connections that carry it. Guarded by the
 * session's lock.
 */
final class SseStream {
  private final int number;
  private final EventLog log;
  private final ArrayDeque<ResponseStream> sinks = new ArrayDeque<>();
  private long last;
  private long delivered;
  private long writtenAt = System.nanoTime();
  private boolean finished;

  SseStream(int number, EventLog log) {
    this.number = number;
    this.log = log;
  }

  private String id(long event) {
    return number + "-" + event;
  }

  int number() {
    return number;
  }

  boolean listens() {
    return !sinks.isEmpty();
  }

  boolean finished() {
    return finished;
  }

  /** Opens the stream on a connection; sends what was never sent. */
  void open(ResponseStream sink, boolean primed) {
    sinks.addLast(sink);
    writtenAt = System.nanoTime();
    if (primed) {
      sink.write(Sse.priming(id(delivered)));
    }
    replay(sink, delivered);
  }

  /** Goes on with the stream on another connection, behind the event that the client has. */
  void resume(ResponseStream sink, long after, boolean primed) {
    sinks.addLast(sink);
    writtenAt = System.nanoTime();
    if (primed) {
      // Clients start from nothing on each connection: cut off again, they must know their place.
      sink.write(Sse.priming(id(after)));
    }
    replay(sink, after);
    if (finished) {
      close();
    }
  }

  private void replay(ResponseStream sink, long after) {
    for (EventLog.Event event : log.after(number, after)) {
      if (!sink.write(event.frame)) {
        sinks.remove(sink);
        return;
      }
      delivered = Math.max(delivered, event.number);
    }
  }

  /** Sends a message, or keeps it for the next connection; says which events had to go for it. */
  List<EventLog.Event> send(byte[] message) {
    long event = ++last;
    byte[] frame = Sse.message(id(event), message);
    List<EventLog.Event> gone = log.add(new EventLog.Event(number, event, frame));
    // One connection gets it: the newest that stands.
    while (!sinks.isEmpty()) {
      if (sinks.getLast().write(frame)) {
        delivered = event;
        writtenAt = System.nanoTime();
        break;
      }
      sinks.removeLast();
    }
    return gone;
  }

  /** Returns whether this event was never written to any connection. */
  boolean missed(EventLog.Event event) {
    return event.stream == number && event.number > delivered;
  }

  void heartbeat(long now, long interval) {
    if (now - writtenAt >= interval) {
      writtenAt = now;
      sinks.removeIf(sink -> !sink.write(Sse.HEARTBEAT));
    }
  }

  void remove(ResponseStream sink) {
    sinks.remove(sink);
  }

  /** Tells clients to come back soon. */
  void callBack() {
    sinks.forEach(sink -> sink.write(Sse.RETRY_SOON));
  }

  /** Ends the stream: there is nothing more to come. */
  void finish() {
    finished = true;
    close();
  }

  private void close() {
    sinks.forEach(ResponseStream::close);
    sinks.clear();
  }

  /** Returns the oldest connection, if there are more than the limit. */
  @Nullable ResponseStream surplus(int limit) {
    return sinks.size() > limit ? sinks.removeFirst() : null;
  }
}
