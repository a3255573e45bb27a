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

/**
 * The best entry that a client can take for a deployed server: its own HTTP where server and client
 * have it, else a stdio proxy.
 */
final class ClientEntry {
  static final String TOKEN = "MCP_FLY_BEARER_TOKEN";
  static final String USER = "MCP_FLY_USER";
  static final String PASSWORD = "MCP_FLY_PASSWORD";
  private static final String JAVA = "MCP_FLY_JAVA";
  private static final String FALLBACK = "MCP_FLY_FALLBACK";
  static final String INSTANCE = "Fly-Force-Instance-Id";
  private static final String BEARER = "Bearer ";

  private ClientEntry() {}

  static McpServerEntry of(
      McpClient client,
      String server,
      Wire wire,
      Location location,
      Authorization authorization,
      ClientProxy proxy,
      RelayFiles relay) {
    URI endpoint = location.uri();
    String instance = location.instance();
    if (!needsProxy(client, wire, authorization)) {
      McpServerEntry entry =
          wire == Wire.SSE ? McpServerEntry.sse(endpoint) : McpServerEntry.http(endpoint);
      return signsIn(client, authorization)
          ? withInstance(entry.signIn(), instance)
          : withHeaders(entry, instance, authorization);
    }
    if (authorization.needsMcpRemote()) {
      McpServerEntry entry =
          wire == Wire.SSE ? McpServerEntry.sse(endpoint) : McpServerEntry.http(endpoint);
      return withHeaders(entry, instance, authorization).throughMcpRemote();
    }
    McpServerEntry entry = proxied(endpoint, instance, authorization, proxy, relay);
    if (proxy instanceof ClientProxy.RelayProxy chosen
        && (chosen.java() != null || JavaProgram.running().isPresent())
        && client.refusal(server, entry).isPresent()) {
      // Some clients cannot start a script, or a program with a space in its path.
      McpServerEntry direct = direct(endpoint, instance, authorization, chosen, relay);
      return client.refusal(server, direct).isPresent() ? entry : direct;
    }
    return entry;
  }

  /** Returns whether the client signs in itself, so that its entry must have no credentials. */
  private static boolean signsIn(McpClient client, Authorization authorization) {
    return authorization.signsIn() && client.signsIn();
  }

  /** Returns whether the client needs a proxy to reach such a server. */
  static boolean needsProxy(McpClient client, Wire wire, Authorization authorization) {
    McpClient.Capabilities can = client.capabilities();
    boolean speaks =
        (wire == Wire.STREAMABLE_HTTP && can.http()) || (wire == Wire.SSE && can.sse());
    boolean shows =
        signsIn(client, authorization)
            || !authorization.asksCallers()
            || (can.headers() && !authorization.headers().isEmpty());
    return !speaks || !shows;
  }

  private static McpServerEntry withHeaders(
      McpServerEntry entry, String instance, Authorization authorization) {
    McpServerEntry authorized = entry;
    for (Map.Entry<String, String> header : authorization.headers().entrySet()) {
      authorized = authorized.header(header.getKey(), header.getValue());
    }
    return withInstance(authorized, instance);
  }

  private static McpServerEntry withInstance(McpServerEntry entry, String instance) {
    return instance.isEmpty() ? entry : entry.header(INSTANCE, instance);
  }

  static McpServerEntry proxied(
      URI endpoint,
      String instance,
      Authorization authorization,
      ClientProxy proxy,
      RelayFiles relay) {
    if (proxy instanceof ClientProxy.FlyctlProxy) {
      return flyctl(endpoint, instance, authorization);
    }
    if (proxy instanceof ClientProxy.McpRemoteProxy) {
      return mcpRemote(endpoint, instance, authorization);
    }
    ClientProxy.RelayProxy chosen = (ClientProxy.RelayProxy) proxy;
    List<String> command = List.of(relay.launcher().toString());
    McpServerEntry entry = authorization.onProxyEntry(relayed(command, endpoint, instance));
    Path java = chosen.java();
    if (java != null) {
      entry = entry.env(JAVA, java.toString());
    }
    return chosen.fallsBackToNpx() ? entry.env(FALLBACK, "npx") : entry;
  }

  /** Returns the entry without the launcher: with the Java and the jar of now. */
  private static McpServerEntry direct(
      URI endpoint,
      String instance,
      Authorization authorization,
      ClientProxy.RelayProxy chosen,
      RelayFiles relay) {
    Path pinned = chosen.java();
    List<String> command =
        pinned != null
            ? RelayJar.javaCommand(pinned, relay.jar())
            : RelayJar.javaCommand(relay.jar());
    return authorization.onProxyEntry(relayed(command, endpoint, instance));
  }

  private static McpServerEntry relayed(List<String> program, URI endpoint, String instance) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("proxy", "--url", endpoint.toString()));
    if (!instance.isEmpty()) {
      command.addAll(List.of("--instance", instance));
    }
    return stdio(command);
  }

  /**
   * Returns an entry for flyctl, which accepts credentials only as arguments, through a shell that
   * reads them from variables.
   */
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

  /** Returns an entry for mcp-remote, which replaces variables in its arguments itself. */
  private static McpServerEntry mcpRemote(
      URI endpoint, String instance, Authorization authorization) {
    List<String> command = new ArrayList<>(List.of("npx", "-y", "mcp-remote", endpoint.toString()));
    if (!instance.isEmpty()) {
      command.addAll(List.of("--header", INSTANCE + ":" + instance));
    }
    return authorization
        .entryHeader()
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
