package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sends headers of any names to a server that its publisher runs. */
final class FixedHeaders extends Authorization {
  private final Map<String, String> headers;

  FixedHeaders(Map<String, String> headers) {
    this.headers = new LinkedHashMap<>(headers);
  }

  @Override
  boolean needsMcpRemote() {
    return true;
  }

  @Override
  String scheme() {
    return "headers";
  }

  /** Returns the headers: they are not set as secrets of an app, but messages must mask them. */
  @Override
  Map<String, String> secrets() {
    return headers;
  }

  @Override
  public Optional<String> header() {
    return Optional.ofNullable(headers.get("Authorization"));
  }

  @Override
  Map<String, String> headers() {
    return headers;
  }

  @Override
  McpServerEntry onProxyEntry(McpServerEntry entry) {
    return entry; // ClientEntry passes them to mcp-remote
  }

  @Override
  <T extends RemoteOptions<T>> T on(T remote) {
    T with = remote;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      with = with.header(header.getKey(), header.getValue());
    }
    return with;
  }

  @Override
  Relay.Builder on(Relay.Builder relay) {
    throw new IllegalStateException("A relay cannot check these headers.");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FixedHeaders that && that.headers.equals(headers);
  }

  @Override
  public int hashCode() {
    return headers.hashCode();
  }

  @Override
  public String toString() {
    return "headers " + headers.keySet();
  }
}
