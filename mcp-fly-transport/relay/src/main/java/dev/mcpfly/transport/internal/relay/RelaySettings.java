package dev.mcpfly.transport.internal.relay;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a relay behaves; the public builder states the defaults.
 *
 * @param path where MCP's own HTTP transports are served
 * @param sharing who shares a child
 * @param poolSize how many children a pool has
 * @param hostsChecked whether the Host header must name {@code hosts} or this machine
 * @param privateOnly whether requests that Fly's proxy took from the internet are refused
 * @param hosts further host names that requests may be addressed to
 * @param origins web origins that may call, besides those of this machine where hosts are checked
 * @param headers further request headers that pages of these origins may send
 * @param challenge the {@code WWW-Authenticate} of a 401
 * @param requestBytes the longest body of a request
 * @param sessions how many sessions may be open
 * @param children how many children may run
 * @param childWait how long a client waits for a child when all that may run are taken
 * @param sessionIdle how long a session lives that nobody uses
 * @param heartbeat how often something is written on a stream that is otherwise quiet
 * @param streamAfter how long an answer may take before its stream is opened
 * @param drain how long calls in flight may take to end when the relay closes
 * @param keptEvents how many events of a session can be sent again
 * @param keptBytes how many bytes of events of a session are kept
 * @param prestart whether the first child starts before anybody asks for it
 * @param seal makes session ids that can be restored, or null if a lost session stays lost
 * @param metrics whether {@code /metrics} is served
 */
public record RelaySettings(
    String path,
    Sharing sharing,
    int poolSize,
    boolean hostsChecked,
    boolean privateOnly,
    Set<String> hosts,
    Set<String> origins,
    Set<String> headers,
    String challenge,
    int requestBytes,
    int sessions,
    int children,
    Duration childWait,
    Duration sessionIdle,
    Duration heartbeat,
    Duration streamAfter,
    Duration drain,
    int keptEvents,
    long keptBytes,
    boolean prestart,
    @Nullable SessionSeal seal,
    boolean metrics) {

  /** Who shares a child. */
  public enum Sharing {
    /** One child for each session. */
    SESSION,
    /** One child for each principal. */
    PRINCIPAL,
    /** A fixed number of children for all. */
    POOL
  }
}
