package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.relay.Log;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listeners and audit log of a builder. */
final class EventOptions {
  final List<RelayListener> listeners = new ArrayList<>();
  @Nullable Path audit;
  boolean contents;
  long auditBytes = AuditLog.MAX_BYTES;

  /**
   * Starts the delivery of events.
   *
   * @throws RelayException if the audit log cannot be written
   */
  Observer start(InstantSource clock, Log log) {
    Path file = audit;
    List<Observer> all = new ArrayList<>();
    if (file != null) {
      AuditLog opened = AuditLog.open(file, auditBytes, contents);
      all.add(EventQueue.start("mcp-relay-audit", List.of(opened), clock, log));
    }
    if (!listeners.isEmpty()) {
      // A queue of their own: a slow listener must not cost the audit log an event.
      List<EventQueue.Sink> sinks = listeners.stream().map(EventQueue::sink).toList();
      all.add(EventQueue.start("mcp-relay-events", sinks, clock, log));
    }
    return Observer.of(all);
  }
}
