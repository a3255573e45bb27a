package dev.mcpfly.launch;

import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.McpServerEntry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the credentials that a client's entry has for its server: ours, or flyctl's. */
final class EntryCredentials {
  private EntryCredentials() {}

  static Optional<Authorization> of(McpServerEntry entry) {
    Optional<Authorization> bearer =
        ClientEntry.bearerTokenOf(entry)
            .or(() -> literal(entry.env(), "FLY_MCP_BEARER_TOKEN"))
            .or(() -> argument(entry.args(), "--bearer-token"))
            .flatMap(EntryCredentials::bearer);
    return bearer
        .or(() -> pair(entry, "MCP_FLY_USER", "MCP_FLY_PASSWORD"))
        .or(() -> pair(entry, "FLY_MCP_USER", "FLY_MCP_PASSWORD"))
        .or(() -> ofArguments(entry.args()))
        .or(() -> literal(entry.headers(), "Authorization").flatMap(EntryCredentials::ofHeader))
        .or(() -> literal(entry.env(), "AUTH_HEADER").flatMap(EntryCredentials::ofHeader));
  }

  private static Optional<Authorization> pair(McpServerEntry entry, String user, String password) {
    return literal(entry.env(), user)
        .flatMap(u -> literal(entry.env(), password).flatMap(p -> basic(u, p)));
  }

  private static Optional<Authorization> ofArguments(List<String> args) {
    return argument(args, "--user")
        .flatMap(u -> argument(args, "--password").flatMap(p -> basic(u, p)));
  }

  private static Optional<Authorization> ofHeader(String value) {
    int blank = value.indexOf(' ');
    String scheme = blank < 0 ? "" : value.substring(0, blank).toLowerCase(Locale.ROOT);
    String rest = value.substring(blank + 1).strip();
    if (scheme.equals("bearer")) {
      return bearer(rest);
    }
    if (!scheme.equals("basic")) {
      return Optional.empty();
    }
    try {
      String pair = new String(Base64.getDecoder().decode(rest), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : basic(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not ours to understand
    }
  }

  private static Optional<Authorization> bearer(String token) {
    try {
      return Optional.of(Authorization.bearerToken(token));
    } catch (InvalidLaunchException e) {
      return Optional.empty(); // a placeholder that the user has not filled in
    }
  }

  private static Optional<Authorization> basic(String user, String password) {
    try {
      return Optional.of(Authorization.basic(user, password));
    } catch (InvalidLaunchException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> literal(Map<String, ConfigValue> values, String name) {
    @Nullable ConfigValue value = values.get(name);
    return Optional.ofNullable(value).flatMap(ConfigValue::literalValue);
  }

  private static Optional<String> argument(List<String> args, String name) {
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).equals(name) && i + 1 < args.size()) {
        return Optional.of(args.get(i + 1)).filter(value -> !value.startsWith("$"));
      }
      if (args.get(i).startsWith(name + "=")) {
        return Optional.of(args.get(i).substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }
}
