package dev.mcpfly.config;

import dev.mcpfly.config.McpServerEntry.Transport;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry in any of the spellings that are in use. A client's dialect decides only what the
 * text leaves open: what a URL without type means, the unit of a timeout, how references look.
 */
final class EntryReader {
  private static final List<String> URL_MEMBERS = List.of("httpUrl", "serverUrl", "url", "uri");
  private static final List<String> ENV_MEMBERS = List.of("env", "environment", "envs");
  private static final List<String> BEARER_MEMBERS =
      List.of("bearer_token_env_var", "bearerTokenEnvVar", "bearer_token_env");

  private final EntryDialect dialect;
  private final Map<String, @Nullable Object> rest = new LinkedHashMap<>();
  private String typeMember = "type";

  private EntryReader(EntryDialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Reads an entry; one that cannot be understood has transport OTHER and is all {@code unknown}.
   */
  static McpServerEntry read(String name, @Nullable Object tree, EntryDialect dialect) {
    EntryDraft other = new EntryDraft(Transport.OTHER);
    if (!(tree instanceof Map<?, ?> map)) {
      return other.build();
    }
    EntryReader reader = new EntryReader(dialect);
    reader.unwrap(name, map);
    try {
      return reader.read();
    } catch (ClassCastException e) {
      // A member of a type that no client knows: the entry is kept unchanged.
      map.forEach((key, value) -> other.unknown.put(String.valueOf(key), value));
      return other.build();
    }
  }

  /** Unwraps members from the wrappers that some clients put, or used to put, around them. */
  private void unwrap(String name, Map<?, ?> map) {
    Map<?, ?> members = map;
    for (String wrapper : List.of("mcpServers", "servers")) {
      // A whole file that was pasted as one entry.
      if (map.size() == 1
          && map.get(wrapper) instanceof Map<?, ?> inner
          && inner.get(name) instanceof Map<?, ?> entry) {
        members = entry;
      }
    }
    members.forEach((key, value) -> rest.put(String.valueOf(key), value));
    for (String wrapper : List.of("transport", "config")) {
      if (rest.get(wrapper) instanceof Map<?, ?> inner) {
        rest.remove(wrapper);
        inner.forEach((key, value) -> rest.putIfAbsent(String.valueOf(key), value));
      }
    }
    if (rest.get("command") instanceof Map<?, ?> command) {
      rest.remove("command");
      command.forEach(
          (key, value) ->
              rest.putIfAbsent(key.equals("path") ? "command" : String.valueOf(key), value));
    }
  }

  private McpServerEntry read() {
    String type = type();
    Object command = take("command");
    if (command == null) {
      command = take("cmd");
    }
    EntryDraft draft;
    String urlMember = URL_MEMBERS.stream().filter(rest::containsKey).findFirst().orElse("");
    if (command != null && !isRemote(type)) {
      draft = new EntryDraft(Transport.STDIO);
      readCommand(draft, command);
    } else if (!urlMember.isEmpty() && (type.isEmpty() || isRemote(type))) {
      draft = new EntryDraft(remoteTransport(type, urlMember));
      draft.url = (String) java.util.Objects.requireNonNullElse(take(urlMember), "");
      if (command != null) {
        rest.put("command", command);
      }
      dialect.remoteMembers.forEach((member, value) -> rest.remove(member, value));
      readHeaders(draft);
      new SignInReader(dialect, rest).read(draft);
    } else {
      draft = new EntryDraft(Transport.OTHER);
      if (command != null) {
        rest.put("command", command);
      }
      if (!type.isEmpty()) {
        rest.put(typeMember, type);
      }
      draft.unknown.putAll(rest);
      return draft.build();
    }
    readSwitch(draft);
    readTimeout(draft);
    readAutoApproved(draft);
    draft.unknown.putAll(rest);
    return draft.build();
  }

  private String type() {
    for (String member : List.of("type", "transport", "transportType")) {
      if (rest.get(member) instanceof String) {
        typeMember = member;
        return String.valueOf(take(member));
      }
    }
    return "";
  }

  private static boolean isRemote(String type) {
    return isHttp(type) || type.equalsIgnoreCase("sse") || type.equals("remote");
  }

  private static boolean isHttp(String type) {
    String plain = type.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    return plain.equals("http") || plain.equals("streamablehttp") || plain.equals("streamable");
  }

  private Transport remoteTransport(String type, String urlMember) {
    if (type.equalsIgnoreCase("sse")) {
      return Transport.SSE;
    }
    if (urlMember.equals("httpUrl") || type.equals("remote")) {
      return Transport.HTTP;
    }
    if (isHttp(type) && !dialect.httpUrlMember.equals("httpUrl")) {
      return Transport.HTTP;
    }
    return dialect.untypedUrl;
  }

  private void readCommand(EntryDraft draft, Object command) {
    if (command instanceof List<?> list) {
      List<String> words = strings(list);
      if (words.isEmpty()) {
        throw new ClassCastException("an empty command");
      }
      draft.command(words.get(0), words.subList(1, words.size()));
    } else {
      Object args = take("args");
      draft.command((String) command, args == null ? List.of() : strings((List<?>) args));
    }
    for (String member : ENV_MEMBERS) {
      if (rest.get(member) instanceof Map<?, ?> env) {
        rest.remove(member);
        readValues(env, draft.env);
      }
    }
    for (String member : List.of("env_vars", "env_keys")) {
      if (rest.get(member) instanceof List<?> names
          && names.stream().allMatch(String.class::isInstance)) {
        rest.remove(member);
        names.forEach(
            variable ->
                draft.env.putIfAbsent(
                    (String) variable, ConfigValue.fromEnvironment((String) variable)));
      }
    }
    if (rest.get("cwd") instanceof String directory) {
      rest.remove("cwd");
      draft.workingDirectory = directory;
    }
  }

  private void readHeaders(EntryDraft draft) {
    if (rest.get("headers") instanceof Map<?, ?> headers) {
      rest.remove("headers");
      readValues(headers, draft.headers);
    }
    if (rest.get("http_headers") instanceof Map<?, ?> headers) {
      rest.remove("http_headers");
      readValues(headers, draft.headers);
    }
    if (rest.get("env_http_headers") instanceof Map<?, ?> headers) {
      rest.remove("env_http_headers");
      headers.forEach(
          (header, variable) ->
              draft.headers.put((String) header, ConfigValue.fromEnvironment((String) variable)));
    }
    for (String member : BEARER_MEMBERS) {
      if (rest.get(member) instanceof String variable) {
        rest.remove(member);
        draft.headers.put("Authorization", ConfigValue.fromEnvironment(variable).after("Bearer "));
      }
    }
    readApiKey(draft);
    if (rest.get("requestOptions") instanceof Map<?, ?> options
        && options.get("headers") instanceof Map<?, ?> headers) {
      readValues(headers, draft.headers);
      Map<Object, @Nullable Object> others = new LinkedHashMap<>(options);
      others.remove("headers");
      rest.remove("requestOptions");
      if (!others.isEmpty()) {
        rest.put("requestOptions", others);
      }
    }
  }

  /** Reads a token's variable with the header and the text around it (Vibe). */
  private void readApiKey(EntryDraft draft) {
    if (rest.get("auth") instanceof Map<?, ?> auth && "static".equals(auth.get("type"))) {
      rest.remove("auth");
      auth.forEach(
          (key, value) -> {
            if (!key.equals("type")) {
              rest.putIfAbsent(String.valueOf(key), value);
            }
          });
      if (rest.remove("headers") instanceof Map<?, ?> headers) {
        readValues(headers, draft.headers);
      }
    }
    if (rest.get("api_key_env") instanceof String variable) {
      Object header = rest.getOrDefault("api_key_header", "Authorization");
      Object format = rest.getOrDefault("api_key_format", "Bearer {token}");
      if (header instanceof String name
          && format instanceof String text
          && text.endsWith("{token}")) {
        rest.keySet().removeAll(List.of("api_key_env", "api_key_header", "api_key_format"));
        String prefix = text.substring(0, text.length() - "{token}".length());
        draft.headers.put(name, ConfigValue.fromEnvironment(variable).after(prefix));
      }
    }
  }

  private void readValues(Map<?, ?> from, Map<String, ConfigValue> to) {
    from.forEach(
        (name, value) -> {
          if (value == null) {
            to.put((String) name, ConfigValue.fromEnvironment((String) name));
          } else if (value instanceof Map || value instanceof List) {
            throw new ClassCastException("a variable or header that is not text");
          } else {
            to.put((String) name, dialect.interpolation.read(value.toString()));
          }
        });
  }

  private void readSwitch(EntryDraft draft) {
    String own = dialect.switchMember;
    if (own != null && rest.get(own) instanceof Boolean value) {
      rest.remove(own);
      draft.enabled = value == dialect.switchMeansOn;
    } else if (rest.get("enabled") instanceof Boolean on) {
      rest.remove("enabled");
      draft.enabled = on;
    } else if (rest.get("disabled") instanceof Boolean off) {
      rest.remove("disabled");
      draft.enabled = !off;
    }
  }

  private void readTimeout(EntryDraft draft) {
    if (dialect.timeoutUnit == null) {
      return;
    }
    Number count = Nested.take(rest, dialect.timeoutPath, Number.class);
    if (count != null) {
      BigDecimal nanos =
          new BigDecimal(count.toString())
              .multiply(BigDecimal.valueOf(dialect.timeoutUnit.toNanos()));
      draft.timeout = Duration.ofNanos(nanos.longValue());
    }
  }

  private void readAutoApproved(EntryDraft draft) {
    String member = dialect.autoApproveMember;
    if (member != null
        && rest.get(member) instanceof List<?> tools
        && tools.stream().allMatch(String.class::isInstance)) {
      rest.remove(member);
      draft.autoApproved = strings(tools);
    }
  }

  private @Nullable Object take(String member) {
    return rest.remove(member);
  }

  private static List<String> strings(List<?> list) {
    List<String> strings = new ArrayList<>(list.size());
    for (Object element : list) {
      if (element == null || element instanceof Map || element instanceof List) {
        throw new ClassCastException("an argument that is not text");
      }
      strings.add(element.toString());
    }
    return strings;
  }
}
