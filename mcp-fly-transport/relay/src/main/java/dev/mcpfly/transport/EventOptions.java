package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.relay.Log;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a builder was told about who hears what happens. */
final class EventOptions {
  final List<RelayListener> listeners = new ArrayList<>();
  @Nullable Path audit;
  boolean contents;
  long auditBytes = AuditLog.MAX_BYTES;

  /**
   * Starts to hand events on, or returns null if nobody wants them.
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
