package dev.mcpfly.config;

import dev.mcpfly.config.McpServerEntry.Transport;
import dev.mcpfly.config.internal.json.JsonFormat;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds links that install an entry in a client. */
final class InstallLink {
  private final McpClient client;
  private final ClientDefinition definition;
  private final String name;
  private final McpServerEntry entry;

  private InstallLink(
      McpClient client, ClientDefinition definition, String name, McpServerEntry entry) {
    this.client = client;
    this.definition = definition;
    this.name = name;
    this.entry = entry;
  }

  static URI of(
      McpClient client,
      ClientDefinition definition,
      String name,
      McpServerEntry entry,
      boolean withSecrets) {
    InstallLink link = new InstallLink(client, definition, name, entry);
    LinkStyle style = definition.link;
    if (style == null) {
      throw link.refused(
          definition.displayName
              + " has no links that install a server. Write its file with userConfig().plan(..).");
    }
    client
        .refusal(name, entry)
        .ifPresent(
            reason -> {
              throw link.refused(reason);
            });
    if (style.kind() == LinkStyle.Kind.PARAMETERS && link.literalVariable()) {
      throw link.refused(
          definition.displayName
              + " asks for the values of variables when it opens a link and ignores those in it."
              + " Use ConfigValue.fromEnvironment(..) in the entry.");
    }
    if (!withSecrets) {
      LinkSecrets.in(entry)
          .ifPresent(
              what -> {
                throw link.refused(
                    "The link would show "
                        + what
                        + " to everyone who sees it. Refer to an environment variable or a prompt,"
                        + " let the client sign in, or call installLinkWithSecrets(..).");
              });
    }
    return URI.create(style.start() + link.query(style.kind()));
  }

  private ConfigException.EntryRefused refused(String reason) {
    return new ConfigException.EntryRefused(client.id(), name, reason);
  }

  private boolean literalVariable() {
    return entry.env().values().stream()
        .anyMatch(value -> value.kind() == ConfigValue.Kind.LITERAL);
  }

  private String query(LinkStyle.Kind kind) {
    return switch (kind) {
      case JSON_QUERY -> encoded(named());
      case NAME_AND_JSON -> "name=" + encoded(name) + "&config=" + encoded(json());
      case NAME_AND_BASE64 -> "name=" + encoded(name) + "&config=" + encoded(base64(json()));
      case NAME_AND_ENCODED_BASE64 ->
          "name=" + encoded(name) + "&config=" + encoded(base64(encoded(json())));
      case TYPE_NAME_AND_BASE64 ->
          "type="
              + (entry.transport() == Transport.STDIO ? "stdio" : "http")
              + "&name="
              + encoded(name)
              + "&config="
              + encoded(base64(json()));
      case PARAMETERS -> parameters();
    };
  }

  private Map<String, Object> members() {
    return EntryWriter.members(name, entry, definition.layout.dialect());
  }

  private String json() {
    return JsonFormat.compact(members());
  }

  /** Returns the entry with its name in it, and with the questions that the client is to ask. */
  private String named() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", name);
    all.putAll(members());
    List<Map<String, Object>> questions = new ArrayList<>();
    for (Map<String, ConfigValue> values : List.of(entry.env(), entry.headers())) {
      for (ConfigValue value : values.values()) {
        if (value.kind() == ConfigValue.Kind.PROMPT) {
          questions.add(Prompts.question(value));
        }
      }
    }
    if (!questions.isEmpty()) {
      all.put("inputs", questions);
    }
    return JsonFormat.compact(all);
  }

  private String parameters() {
    List<String> all = new ArrayList<>();
    if (entry.transport() == Transport.STDIO) {
      all.add("cmd=" + encoded(entry.command().orElse("")));
      entry.args().forEach(arg -> all.add("arg=" + encoded(arg)));
      // The client asks for the values: a link carries none.
      entry.env().keySet().forEach(key -> all.add("env=" + encoded(key + "=" + key)));
    } else {
      all.add("url=" + encoded(entry.url().orElse("")));
      all.add("type=streamable_http");
      // The client decodes a header's value once more.
      entry
          .headers()
          .forEach((key, value) -> all.add("header=" + encoded(key + "=" + encoded(shown(value)))));
    }
    all.add("timeout=" + entry.timeout().map(t -> Math.max(1, t.toSeconds())).orElse(300L));
    all.add("id=" + encoded(name));
    all.add("name=" + encoded(name));
    all.add("description=" + encoded(name));
    return String.join("&", all);
  }

  private String shown(ConfigValue value) {
    return definition.layout.dialect().interpolation.write(value);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
