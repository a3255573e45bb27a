package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.List;

/** A child as clients of the stateless revision see it, whether it speaks that or not. */
interface StatelessServer {
  /** Returns the versions that requests may be in. */
  List<String> versions();

  boolean isDead();

  /** Takes a request or notification whose headers are right. */
  void handle(Exchange exchange, Rights by, Envelope message);

  /** Keeps quiet streams, and forgets what is over. */
  void tick(long now, long heartbeat);
}
