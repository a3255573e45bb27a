package dev.mcpfly.launch;

import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.RelayJar;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The best entry that a client can take for a deployed server: its own HTTP where server and client
 * have it, else a stdio proxy.
 */
final class ClientEntry {
  static final String TOKEN = "MCP_FLY_BEARER_TOKEN";
  static final String USER = "MCP_FLY_USER";
  static final String PASSWORD = "MCP_FLY_PASSWORD";
  private static final String INSTANCE = "Fly-Force-Instance-Id";
  private static final String BEARER = "Bearer ";

  private ClientEntry() {}

  static McpServerEntry of(
      McpClient client,
      Wire wire,
      Location location,
      Authorization authorization,
      ClientProxy proxy,
      @Nullable Path relayJar) {
    boolean headers = !authorization.asksCallers() || client.capabilities().headers();
    URI endpoint = location.uri();
    String instance = location.instance();
    if (wire == Wire.STREAMABLE_HTTP && client.capabilities().http() && headers) {
      return withHeaders(McpServerEntry.http(endpoint), instance, authorization);
    }
    if (wire == Wire.SSE && client.capabilities().sse() && headers) {
      return withHeaders(McpServerEntry.sse(endpoint), instance, authorization);
    }
    if (authorization instanceof Authorization.Headers) {
      McpServerEntry entry =
          wire == Wire.SSE ? McpServerEntry.sse(endpoint) : McpServerEntry.http(endpoint);
      return withHeaders(entry, instance, authorization).throughMcpRemote();
    }
    return proxied(endpoint, instance, authorization, proxy, relayJar);
  }

  /** Returns whether the client needs a proxy to reach such a server. */
  static boolean needsProxy(McpClient client, Wire wire, Authorization authorization) {
    if (authorization instanceof Authorization.Headers) {
      return false;
    }
    boolean headers = !authorization.asksCallers() || client.capabilities().headers();
    return !(headers
        && ((wire == Wire.STREAMABLE_HTTP && client.capabilities().http())
            || (wire == Wire.SSE && client.capabilities().sse())));
  }

  private static McpServerEntry withHeaders(
      McpServerEntry entry, String instance, Authorization authorization) {
    McpServerEntry authorized = entry;
    for (Map.Entry<String, String> header : authorization.headers().entrySet()) {
      authorized = authorized.header(header.getKey(), header.getValue());
    }
    return instance.isEmpty() ? authorized : authorized.header(INSTANCE, instance);
  }

  static McpServerEntry proxied(
      URI endpoint,
      String instance,
      Authorization authorization,
      ClientProxy proxy,
      @Nullable Path relayJar) {
    if (proxy instanceof ClientProxy.FlyctlProxy) {
      return flyctl(endpoint, instance, authorization);
    }
    if (proxy instanceof ClientProxy.McpRemoteProxy) {
      return mcpRemote(endpoint, instance, authorization);
    }
    if (relayJar == null) {
      throw new IllegalStateException("The relay must be installed before an entry names it");
    }
    List<String> command = new ArrayList<>(RelayJar.javaCommand(relayJar));
    command.addAll(List.of("proxy", "--url", endpoint.toString()));
    if (!instance.isEmpty()) {
      command.addAll(List.of("--instance", instance));
    }
    return authorization.onProxyEntry(stdio(command));
  }

  /** flyctl takes credentials as arguments only; a shell keeps them out of the file's arguments. */
  private static McpServerEntry flyctl(URI endpoint, String instance, Authorization authorization) {
    String to = instance.isEmpty() ? "" : " --instance " + instance;
    String proxy = "exec flyctl mcp proxy --url \"$1\"" + to;
    String options =
        switch (authorization.scheme()) {
          case "bearer" -> " --bearer-token \"$" + TOKEN + "\"";
          case "basic" -> " --user \"$" + USER + "\" --password \"$" + PASSWORD + "\"";
          default -> "";
        };
    if (!options.isEmpty()) {
      return authorization.onProxyEntry(
          McpServerEntry.stdio("sh", "-c", proxy + options, "sh", endpoint.toString()));
    }
    List<String> command =
        new ArrayList<>(List.of("flyctl", "mcp", "proxy", "--url", endpoint.toString()));
    if (!instance.isEmpty()) {
      command.addAll(List.of("--instance", instance));
    }
    return stdio(command);
  }

  /** mcp-remote replaces variables in its arguments itself. */
  private static McpServerEntry mcpRemote(
      URI endpoint, String instance, Authorization authorization) {
    List<String> command = new ArrayList<>(List.of("npx", "-y", "mcp-remote", endpoint.toString()));
    if (!instance.isEmpty()) {
      command.addAll(List.of("--header", INSTANCE + ":" + instance));
    }
    return authorization
        .header()
        .map(
            header -> {
              command.addAll(List.of("--header", "Authorization:${AUTH_HEADER}"));
              return stdio(command).env("AUTH_HEADER", header);
            })
        .orElseGet(() -> stdio(command));
  }

  private static McpServerEntry stdio(List<String> command) {
    return McpServerEntry.stdio(
        command.get(0), command.subList(1, command.size()).toArray(String[]::new));
  }

  /** Finds the bearer token that an entry of an earlier launch has. */
  static Optional<String> bearerTokenOf(McpServerEntry entry) {
    Optional<String> variable =
        Optional.ofNullable(entry.env().get(TOKEN)).flatMap(ConfigValue::literalValue);
    return variable.or(
        () ->
            Optional.ofNullable(entry.headers().get("Authorization"))
                .flatMap(ConfigValue::literalValue)
                .filter(value -> value.startsWith(BEARER))
                .map(value -> value.substring(BEARER.length())));
  }
}
