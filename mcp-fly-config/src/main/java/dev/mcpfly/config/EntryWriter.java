package dev.mcpfly.config;

import dev.mcpfly.config.EntryDialect.References;
import dev.mcpfly.config.McpServerEntry.Transport;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Spells an entry in a client's dialect. */
final class EntryWriter {
  private static final Set<String> TYPE_MEMBERS = Set.of("type", "transport", "transportType");
  private static final List<String> WRAPPERS =
      List.of("transport", "config", "mcpServers", "servers");
  private static final Set<String> STDIO_MEMBERS =
      Set.of("command", "cmd", "args", "env", "environment", "envs", "env_vars", "env_keys");
  private static final Set<String> STDIO_EXTRAS = Set.of("cwd", "envFile", "dev");
  private static final Set<String> REMOTE_MEMBERS =
      Set.of(
          "url",
          "serverUrl",
          "httpUrl",
          "uri",
          "headers",
          "http_headers",
          "env_http_headers",
          "bearer_token_env_var",
          "bearerTokenEnvVar",
          "bearer_token_env",
          "api_key_env",
          "api_key_header",
          "api_key_format");
  private static final Set<String> REMOTE_EXTRAS =
      Set.of("http_headers_helper", "headersHelper", "requestOptions", "apiKey", "oauth", "auth");

  private EntryWriter() {}

  /** Returns the members of a new entry. */
  static Map<String, Object> members(String name, McpServerEntry entry, EntryDialect dialect) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (dialect.nameInside) {
      members.put("name", name);
    }
    members.putAll(set(entry, null, dialect));
    dialect.newMembers.forEach(members::putIfAbsent);
    return members;
  }

  /**
   * Returns the members that an entry sets, in the order in which they are written.
   *
   * @param present the entry that is there already, or null
   */
  static Map<String, Object> set(
      McpServerEntry entry, @Nullable Map<?, ?> present, EntryDialect dialect) {
    Map<String, Object> members = new LinkedHashMap<>();
    String type = dialect.type(entry.transport());
    if (type != null) {
      members.put(dialect.typeMember, type);
    }
    if (entry.transport() == Transport.STDIO) {
      putCommand(entry, dialect, members);
    } else {
      members.put(
          entry.transport() == Transport.SSE ? dialect.sseUrlMember : dialect.httpUrlMember,
          entry.url().orElse(""));
      members.putAll(dialect.remoteMembers);
      putHeaders(entry, present, dialect, members);
      putSignIn(entry, present, dialect, members);
    }
    String switchMember = dialect.switchMember;
    if (switchMember != null && entry.enabled().isPresent()) {
      members.put(switchMember, entry.enabled().get() == dialect.switchMeansOn);
    }
    Duration unit = dialect.timeoutUnit;
    if (unit != null && entry.timeout().isPresent()) {
      putAt(dialect.timeoutPath, count(entry.timeout().get(), unit), present, members);
    }
    if (dialect.autoApproveMember != null && !entry.autoApproved().isEmpty()) {
      members.put(dialect.autoApproveMember, entry.autoApproved());
    }
    return members;
  }

  /**
   * Returns the members of an entry that must go when it is merged with what {@link #set} gives.
   */
  static Set<String> stale(
      McpServerEntry entry, Map<?, ?> present, Set<String> set, EntryDialect dialect) {
    boolean stdio = entry.transport() == Transport.STDIO;
    Set<String> stale = new LinkedHashSet<>();
    stale.addAll(STDIO_MEMBERS);
    stale.addAll(REMOTE_MEMBERS);
    stale.addAll(stdio ? REMOTE_EXTRAS : STDIO_EXTRAS);
    boolean sameTransport = EntryReader.read("", present, dialect).transport() == entry.transport();
    if (dialect.references == References.GOOSE_KEYS && !stdio && sameTransport) {
      stale.removeAll(Set.of("envs", "env_keys")); // a remote entry may have them too, for headers
    }
    stale.add("source");
    Map<Object, @Nullable Object> others = besideHeaders(present, dialect);
    if (others != null && others.isEmpty()) {
      stale.add(dialect.headersPath.get(0));
    }
    for (String wrapper : WRAPPERS) {
      if (present.get(wrapper) instanceof Map<?, ?>) {
        stale.add(wrapper);
      }
    }
    if (!sameTransport || set.contains(dialect.typeMember)) {
      stale.addAll(TYPE_MEMBERS);
    }
    if (dialect.oauth != null && entry.oauth().isEmpty() && !entry.headers().isEmpty()) {
      stale.addAll(dialect.oauth.fixed().keySet()); // a client takes one or the other
    }
    stale.removeAll(set);
    stale.removeIf(member -> !present.containsKey(member));
    return stale;
  }

  private static void putCommand(
      McpServerEntry entry, EntryDialect dialect, Map<String, Object> members) {
    String command = entry.command().orElse("");
    if (dialect.commandIsList) {
      List<String> words = new ArrayList<>();
      words.add(command);
      words.addAll(entry.args());
      members.put(dialect.commandMember, words);
    } else {
      members.put(dialect.commandMember, command);
      members.put("args", entry.args());
    }
    Map<String, Object> env = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>();
    entry
        .env()
        .forEach(
            (name, value) -> {
              if (value.kind() != ConfigValue.Kind.LITERAL
                  && dialect.references != References.TEXT) {
                keys.add(value.content());
              } else {
                env.put(name, dialect.interpolation.write(value));
              }
            });
    if (!env.isEmpty()) {
      members.put(dialect.envMember, env);
    }
    if (!keys.isEmpty()) {
      EntryDialect.Variables variables = dialect.variables;
      String passed = variables == null ? null : variables.passed();
      members.put(passed == null ? "env_keys" : passed, keys);
    }
    if (dialect.workingDirectory && entry.workingDirectory().isPresent()) {
      members.put("cwd", entry.workingDirectory().get());
    }
  }

  private static void putHeaders(
      McpServerEntry entry,
      @Nullable Map<?, ?> present,
      EntryDialect dialect,
      Map<String, Object> members) {
    Map<String, Object> literal = new LinkedHashMap<>();
    Map<String, Object> byVariable = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>();
    EntryDialect.Variables variables = dialect.variables;
    for (Map.Entry<String, ConfigValue> header : entry.headers().entrySet()) {
      ConfigValue value = header.getValue();
      if (value.kind() == ConfigValue.Kind.LITERAL || variables == null) {
        literal.put(header.getKey(), dialect.interpolation.write(value));
        if (value.kind() != ConfigValue.Kind.LITERAL
            && dialect.references == References.GOOSE_KEYS) {
          keys.add(value.content());
        }
      } else if (isBearer(header.getKey(), value)) {
        members.put(variables.bearer(), value.content());
      } else {
        byVariable.put(header.getKey(), value.content());
      }
    }
    if (!literal.isEmpty()) {
      putAt(dialect.headersPath, literal, present, members);
    } else {
      Map<Object, @Nullable Object> others = besideHeaders(present, dialect);
      if (others != null && !others.isEmpty()) {
        members.put(dialect.headersPath.get(0), others);
      }
    }
    if (!byVariable.isEmpty() && variables != null && variables.headers() != null) {
      members.put(variables.headers(), byVariable);
    }
    if (!keys.isEmpty()) {
      members.put("env_keys", keys);
    }
  }

  private static void putSignIn(
      McpServerEntry entry,
      @Nullable Map<?, ?> present,
      EntryDialect dialect,
      Map<String, Object> members) {
    OAuthSpelling spelling = dialect.oauth;
    if (spelling == null || entry.oauth().isEmpty()) {
      return;
    }
    McpServerEntry.SignIn signIn = entry.oauth().get();
    members.putAll(spelling.missingIn(present));
    signIn.clientId().ifPresent(id -> putAt(spelling.clientId(), id, present, members));
    signIn
        .clientSecret()
        .ifPresent(
            secret ->
                putAt(
                    spelling.clientSecret(),
                    dialect.interpolation.write(secret),
                    present,
                    members));
    if (!signIn.scopes().isEmpty()) {
      List<String> scopes = signIn.scopes();
      putAt(
          spelling.scopes(),
          spelling.scopesAreList() ? scopes : String.join(" ", scopes),
          present,
          members);
    }
    if (signIn.callbackPort().isPresent()) {
      putAt(spelling.callbackPort(), signIn.callbackPort().getAsInt(), present, members);
    }
  }

  /** Returns whether a header is one that a member for a bearer token's variable stands for. */
  static boolean isBearer(String header, ConfigValue value) {
    return header.equalsIgnoreCase("Authorization") && value.prefix().equals("Bearer ");
  }

  /** Returns what is beside former headers, where those are in a map with others; else null. */
  private static @Nullable Map<Object, @Nullable Object> besideHeaders(
      @Nullable Map<?, ?> present, EntryDialect dialect) {
    List<String> path = dialect.headersPath;
    if (path.size() == 1
        || present == null
        || !(present.get(path.get(0)) instanceof Map<?, ?> outer)
        || !outer.containsKey(path.get(1))) {
      return null;
    }
    Map<Object, @Nullable Object> others = new LinkedHashMap<>(outer);
    others.remove(path.get(1));
    return others;
  }

  /** Puts a value one or two members deep; what else is in the outer member stays. */
  private static void putAt(
      List<String> path, Object value, @Nullable Map<?, ?> present, Map<String, Object> members) {
    if (path.size() == 1) {
      members.put(path.get(0), value);
      return;
    }
    Map<Object, @Nullable Object> outer = new LinkedHashMap<>();
    if (present != null && present.get(path.get(0)) instanceof Map<?, ?> old) {
      outer.putAll(old);
    }
    if (members.get(path.get(0)) instanceof Map<?, ?> begun) {
      outer.putAll(begun);
    }
    outer.put(path.get(1), value);
    members.put(path.get(0), outer);
  }

  private static Number count(Duration time, Duration unit) {
    BigDecimal count =
        BigDecimal.valueOf(time.toNanos())
            .divide(BigDecimal.valueOf(unit.toNanos()), 3, java.math.RoundingMode.HALF_UP)
            .stripTrailingZeros();
    return count.scale() <= 0 ? (Number) count.longValueExact() : count;
  }
}
