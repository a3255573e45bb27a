package dev.mcpfly.config;

import dev.mcpfly.config.McpServerEntry.RemoteTarget.Auth;
import dev.mcpfly.config.McpServerEntry.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line of npm's {@code mcp-remote}, a proxy from stdio to HTTP. */
final class McpRemote {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private McpRemote() {}

  /** Returns an entry that starts the proxy for a remote entry. */
  static McpServerEntry proxyTo(McpServerEntry entry) {
    if (entry.transport() == Transport.STDIO) {
      return entry;
    }
    String url =
        entry
            .url()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "mcp-remote needs an endpoint, but the entry has none: " + entry));
    List<String> args = new ArrayList<>(List.of("-y", "mcp-remote", url));
    if (entry.transport() == Transport.SSE) {
      args.addAll(List.of("--transport", "sse-only"));
    }
    if (url.startsWith("http://")) {
      args.add("--allow-http");
    }
    entry
        .headers()
        .keySet()
        .forEach(
            header -> args.addAll(List.of("--header", header + ":${" + variable(header) + "}")));
    McpServerEntry proxy = McpServerEntry.stdio("npx", args.toArray(String[]::new));
    for (Map.Entry<String, ConfigValue> header : entry.headers().entrySet()) {
      proxy = proxy.env(variable(header.getKey()), header.getValue());
    }
    if (entry.enabled().isPresent()) {
      proxy = proxy.enabled(entry.enabled().get());
    }
    return entry.timeout().map(proxy::timeout).orElse(proxy);
  }

  private static String variable(String header) {
    return "MCP_REMOTE_" + header.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** Returns how a proxy with these arguments authenticates. */
  static Auth auth(List<String> args, Map<String, ConfigValue> env) {
    Auth auth = Auth.NONE;
    for (int i = 0; i < args.size(); i++) {
      String header =
          args.get(i).startsWith("--header=")
              ? args.get(i).substring("--header=".length())
              : i > 0 && args.get(i - 1).equals("--header") ? args.get(i) : "";
      int colon = header.indexOf(':');
      if (colon > 0 && header.substring(0, colon).trim().equalsIgnoreCase("Authorization")) {
        return RemoteTargets.scheme(resolved(header.substring(colon + 1).trim(), env));
      }
      auth = colon > 0 ? Auth.OTHER : auth;
    }
    return auth;
  }

  private static String resolved(String value, Map<String, ConfigValue> env) {
    Matcher matcher = VARIABLE.matcher(value);
    ConfigValue variable = matcher.matches() ? env.get(matcher.group(1)) : null;
    return variable == null ? value : variable.literalValue().orElse(variable.prefix());
  }
}
