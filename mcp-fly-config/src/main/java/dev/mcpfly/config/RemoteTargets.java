package dev.mcpfly.config;

import dev.mcpfly.config.McpServerEntry.RemoteTarget.Auth;
import dev.mcpfly.config.McpServerEntry.RemoteTarget.Via;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognises the remote server behind an entry. */
final class RemoteTargets {
  private RemoteTargets() {}

  static Optional<McpServerEntry.RemoteTarget> of(McpServerEntry entry) {
    if (entry.transport() == McpServerEntry.Transport.HTTP
        || entry.transport() == McpServerEntry.Transport.SSE) {
      return target(Via.CLIENT, entry.url().orElse(""), headerAuth(entry.headers()));
    }
    String command = program(entry.command().orElse(""));
    List<String> args = entry.args();
    if ((command.equals("flyctl") || command.equals("fly")) && startsWith(args, "mcp", "proxy")) {
      return target(Via.FLYCTL_PROXY, option(args, "--url"), flyctlAuth(args, entry.env()));
    }
    if (args.contains("proxy")
        && (command.contains("mcp-fly") || mentions(args, "mcp-fly-relay"))) {
      return target(Via.MCP_FLY_PROXY, option(args, "--url"), proxyAuth(args, entry.env()));
    }
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("mcp-remote") || arg.startsWith("mcp-remote@")) {
        return target(Via.MCP_REMOTE, firstUrl(args, i + 1), McpRemote.auth(args, entry.env()));
      }
    }
    return command.equals("mcp-remote")
        ? target(Via.MCP_REMOTE, firstUrl(args, 0), McpRemote.auth(args, entry.env()))
        : Optional.empty();
  }

  private static Optional<McpServerEntry.RemoteTarget> target(
      Via via, @Nullable String url, Auth auth) {
    try {
      URI uri = new URI(url == null ? "" : url);
      if (uri.getHost() == null) {
        return Optional.empty();
      }
      return Optional.of(new McpServerEntry.RemoteTarget(via, uri, appName(uri.getHost()), auth));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> appName(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    for (String suffix : new String[] {".fly.dev", ".flycast", ".internal"}) {
      if (lower.endsWith(suffix)) {
        String labels = lower.substring(0, lower.length() - suffix.length());
        return labels.isEmpty()
            ? Optional.empty()
            : Optional.of(labels.substring(labels.lastIndexOf('.') + 1));
      }
    }
    return Optional.empty();
  }

  private static String program(String command) {
    String name =
        command.substring(Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\')) + 1);
    String lower = name.toLowerCase(Locale.ROOT);
    for (String suffix : new String[] {".exe", ".cmd"}) {
      if (lower.endsWith(suffix)) {
        return lower.substring(0, lower.length() - suffix.length());
      }
    }
    return lower;
  }

  private static boolean startsWith(List<String> args, String... words) {
    return args.size() >= words.length && args.subList(0, words.length).equals(List.of(words));
  }

  private static boolean mentions(List<String> args, String part) {
    return args.stream().anyMatch(arg -> arg.contains(part));
  }

  /** Returns an option's value, from {@code --name value} or {@code --name=value}. */
  private static @Nullable String option(List<String> args, String name) {
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).equals(name) && i + 1 < args.size()) {
        return args.get(i + 1);
      }
      if (args.get(i).startsWith(name + "=")) {
        return args.get(i).substring(name.length() + 1);
      }
    }
    return null;
  }

  private static @Nullable String firstUrl(List<String> args, int from) {
    return args.stream()
        .skip(from)
        .filter(arg -> arg.startsWith("http://") || arg.startsWith("https://"))
        .findFirst()
        .orElse(null);
  }

  private static Auth headerAuth(Map<String, ConfigValue> headers) {
    for (Map.Entry<String, ConfigValue> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase("Authorization")) {
        ConfigValue value = header.getValue();
        return scheme(value.literalValue().orElse(value.prefix()));
      }
    }
    return Auth.NONE;
  }

  static Auth scheme(String value) {
    if (value.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Auth.BEARER;
    }
    return value.regionMatches(true, 0, "Basic ", 0, 6) ? Auth.BASIC : Auth.OTHER;
  }

  /** Returns the variable that {@code --header-env Authorization=NAME} names. */
  private static @Nullable String headerVariable(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      boolean inside = arg.startsWith("--header-env=");
      String header =
          inside
              ? arg.substring("--header-env=".length())
              : i > 0 && args.get(i - 1).equals("--header-env") ? arg : "";
      int equals = header.indexOf('=');
      if (equals > 0 && header.substring(0, equals).strip().equalsIgnoreCase("Authorization")) {
        return header.substring(equals + 1).strip();
      }
    }
    return null;
  }

  private static Auth flyctlAuth(List<String> args, Map<String, ConfigValue> env) {
    if (option(args, "--bearer-token") != null || env.containsKey("FLY_MCP_BEARER_TOKEN")) {
      return Auth.BEARER;
    }
    boolean user = option(args, "--user") != null || option(args, "-u") != null;
    return user || env.containsKey("FLY_MCP_USER") ? Auth.BASIC : Auth.NONE;
  }

  private static Auth proxyAuth(List<String> args, Map<String, ConfigValue> env) {
    if (env.containsKey("MCP_FLY_BEARER_TOKEN") || option(args, "--token-file") != null) {
      return Auth.BEARER;
    }
    String variable = headerVariable(args);
    if (variable != null) {
      ConfigValue value = env.get(variable);
      return value == null ? Auth.OTHER : scheme(value.literalValue().orElse(value.prefix()));
    }
    if (env.containsKey("MCP_FLY_USER")) {
      return Auth.BASIC;
    }
    return option(args, "--header-env") == null ? Auth.NONE : Auth.OTHER;
  }
}
