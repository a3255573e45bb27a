package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Derives from a server's remotes where it runs already: an address with headers. */
final class RegistryRemotes {
  /** Headers that belong to the connection, or by which one request becomes two. */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "proxy-authorization",
          "keep-alive");

  private RegistryRemotes() {}

  /** One remote of an entry. */
  private record Remote(
      boolean isSse,
      String url,
      List<RegistryField> headers,
      Map<String, RegistryField> variables) {}

  /**
   * Derives the first that speaks Streamable HTTP, or else SSE.
   *
   * @param values that were given; it collects what is missing
   * @param registry where the registry is
   * @throws RegistryException if none can be used
   */
  static RegistryRun of(List<JsonObject> remotes, RegistryValues values, URI registry) {
    List<Remote> all = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (JsonObject remote : remotes) {
      try {
        all.add(read(remote));
      } catch (RegistryException e) {
        reasons.add(String.valueOf(e.getMessage()));
      } catch (JsonException e) {
        reasons.add(
            "The remote is not valid ("
                + Texts.excerpt(String.valueOf(e.getMessage()), 200)
                + ").");
      }
    }
    all.sort(Comparator.comparing(Remote::isSse));
    if (all.isEmpty()) {
      throw new RegistryException(
          reasons.isEmpty()
              ? "The entry names no address at which the server runs."
              : reasons.get(0));
    }
    return derive(all.get(0), values, registry);
  }

  /** Returns the names whose values are secret wherever they are used. */
  static Set<String> secretKeys(List<JsonObject> remotes) {
    Set<String> keys = new HashSet<>();
    for (JsonObject json : remotes) {
      try {
        Remote remote = read(json);
        remote.headers().forEach(header -> header.addSecretKeys(keys));
        remote.variables().values().forEach(variable -> variable.addSecretKeys(keys));
      } catch (RegistryException | JsonException e) {
        // It is not taken.
      }
    }
    return keys;
  }

  private static Remote read(JsonObject json) {
    String type = json.text("type", "").toLowerCase(Locale.ROOT);
    if (!type.equals("streamable-http") && !type.equals("sse")) {
      throw new RegistryException(
          "The remote has the transport \"%s\"; only streamable-http and sse are supported."
              .formatted(Texts.shown(type)));
    }
    List<RegistryField> headers = new ArrayList<>();
    RegistryField.atMost(json.objects("headers").size(), "headers", "headers");
    for (JsonObject header : json.objects("headers")) {
      String name = header.text("name", "");
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,199}")
          || FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
        throw new RegistryException(
            "The remote requires the header \"%s\", which cannot be set."
                .formatted(Texts.shown(name)));
      }
      headers.add(RegistryField.read(RegistryField.checkedKey(name), header));
    }
    RegistryField url =
        RegistryField.read("url", JsonObject.of("variables", json.object("variables")));
    return new Remote(type.equals("sse"), json.text("url", ""), headers, url.variables());
  }

  private static RegistryRun derive(Remote remote, RegistryValues values, URI registry) {
    RegistryField url =
        new RegistryField(
            "url", "", true, false, "string", remote.url(), null, List.of(), remote.variables());
    RegistryField.checkedText(remote.url(), "url");
    Map<String, String> parts = new HashMap<>();
    for (String name : RegistryTemplate.names(remote.url())) {
      RegistryField variable = remote.variables().get(name);
      if (variable != null && values.isSecret(variable)) {
        throw new RegistryException(
            "The remote's address has the secret \"%s\" in it, which plans, logs and lists of clients would show; put its address into the client by hand."
                .formatted(name.matches("[\\w.-]+") ? name : "?"));
      }
      if (variable != null) {
        values.fill(required(variable), "").ifPresent(filled -> parts.put(name, filled.text()));
      }
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (RegistryField header : remote.headers()) {
      values
          .fill(header, "")
          .ifPresent(
              filled -> {
                if (!filled.text().matches("[\\x20-\\x7e\\t]*")) {
                  throw new RegistryException(
                      "The value of the header %s must be visible ASCII characters in one line."
                          .formatted(header.key()));
                }
                headers.put(header.key(), filled.text());
              });
    }
    if (!values.missing().isEmpty()) {
      return run(new RegistryRun.Remote(registry, remote.isSse(), Map.of()));
    }
    boolean whole = remote.url().startsWith("{");
    String text =
        RegistryTemplate.filled(
            String.valueOf(url.value()),
            name -> parts.get(name),
            value -> whole && value.contains("://") ? value : encoded(value));
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          "The remote's address is not a valid URL once the given values are in it.");
    }
    PublicHosts.require("The remote's address", uri, registry);
    return run(new RegistryRun.Remote(uri, remote.isSse(), headers));
  }

  /** Returns the variable as a required one, because an address needs all of its parts. */
  private static RegistryField required(RegistryField variable) {
    return new RegistryField(
        variable.key(),
        variable.description(),
        true,
        variable.isSecret(),
        variable.format(),
        variable.value(),
        variable.defaultValue(),
        variable.choices(),
        variable.variables());
  }

  /** Encodes a value as a part of a host or a path, so that it cannot change the host. */
  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static RegistryRun run(RegistryRun.Remote remote) {
    return new RegistryRun(
        "remote", List.of(), null, null, Map.of(), Map.of(), Map.of(), remote, List.of());
  }
}
