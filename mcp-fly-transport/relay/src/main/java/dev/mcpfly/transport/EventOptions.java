package dev.mcpfly.transport;

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
   * Starts the delivery of events; returns null if there are no listeners and no audit log.
   *
   * @throws RelayException if the audit log cannot be written
   */
  @Nullable EventQueue start(InstantSource clock, Log log) {
    Path file = audit;
    if (file == null && listeners.isEmpty()) {
      return null;
    }
    AuditLog opened = file == null ? null : AuditLog.open(file, auditBytes, contents);
    EventQueue queue = new EventQueue(EventQueue.sinks(listeners, opened), clock, log);
    queue.start();
    return queue;
  }
}
