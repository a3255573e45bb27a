package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accepts every caller. */
final class NoAuthorization extends Authorization {
  @Override
  boolean asksCallers() {
    return false;
  }

  @Override
  Optional<Set<String>> principals() {
    return Optional.of(Set.of());
  }

  @Override
  String scheme() {
    return "none";
  }

  @Override
  Map<String, String> secrets() {
    return Map.of();
  }

  @Override
  public Optional<String> header() {
    return Optional.empty();
  }

  @Override
  McpServerEntry onProxyEntry(McpServerEntry entry) {
    return entry;
  }

  @Override
  <T extends RemoteOptions<T>> T on(T remote) {
    return remote;
  }

  @Override
  Relay.Builder on(Relay.Builder relay) {
    return relay.unauthenticated();
  }

  @Override
  public String toString() {
    return "none";
  }
}
