package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.http.Exchange;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The relay as a protected resource: its names, its metadata (RFC 9728), and its challenges (RFC
 * 6750). Nothing in here depends on what a request says of its host. Thread-safe.
 */
final class Resource {
  static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  private static final List<String> PATHS = List.of("", "/", "/sse");

  private final String path;
  private final Set<String> required;
  private final Set<String> supported;
  private volatile String origin = "";

  /**
   * Describes a relay.
   *
   * @param path where MCP is served
   * @param required the scopes that every token must have
   * @param supported the scopes that clients may ask for
   */
  Resource(String path, Set<String> required, Set<String> supported) {
    this.path = path;
    this.required = required;
    Set<String> all = new LinkedHashSet<>(required);
    all.addAll(supported);
    this.supported = all;
  }

  void servedAt(String uri) {
    origin = originOf(URI.create(uri));
  }

  String origin() {
    return origin;
  }

  String uri() {
    return origin + path;
  }

  Set<String> required() {
    return required;
  }

  Set<String> supported() {
    return supported;
  }

  /**
   * Returns whether a client means this relay (RFC 8707), by any of the URLs where it speaks MCP.
   */
  boolean isNamedBy(String resource) {
    String given = canonical(resource);
    if (given == null) {
      return false;
    }
    return given.equals(uri())
        || given.equals(uri() + "/")
        || PATHS.stream().anyMatch(each -> given.equals(origin + each));
  }

  /** Returns the URL with its scheme and host in lower case and without a default port. */
  private static @Nullable String canonical(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawFragment() != null
          || uri.getRawQuery() != null) {
        return null;
      }
      return originOf(uri) + uri.getRawPath();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  static String originOf(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    return scheme
        + "://"
        + uri.getHost().toLowerCase(Locale.ROOT)
        + (uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort());
  }

  /** Returns the metadata for a path of the well-known place, or null if there is none. */
  byte @Nullable [] metadata(String requested, String issuer) {
    String of = requested.substring(WELL_KNOWN.length());
    if (!of.isEmpty() && !of.equals(path) && !of.equals("/sse")) {
      return null;
    }
    String json =
        "{\"resource\":"
            + Json.quote(of.isEmpty() ? uri() : origin + of)
            + ",\"authorization_servers\":["
            + Json.quote(issuer)
            + "],\"scopes_supported\":"
            + array(supported)
            + ",\"bearer_methods_supported\":[\"header\"]}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  static String array(Iterable<String> texts) {
    StringBuilder out = new StringBuilder("[");
    texts.forEach(text -> out.append(out.length() > 1 ? "," : "").append(Json.quote(text)));
    return out.append(']').toString();
  }

  /**
   * Returns the challenge for a request without credentials, or with wrong ones if an error is
   * named.
   */
  String challenge(Exchange exchange, @Nullable String error, Set<String> scopes) {
    String of =
        exchange.path().equals("/sse") || exchange.path().equals("/messages") ? "/sse" : path;
    String scope = scopes.stream().collect(Collectors.joining(" "));
    return "Bearer "
        + (error == null ? "" : "error=\"" + error + "\", ")
        + (scope.isEmpty() ? "" : "scope=\"" + scope + "\", ")
        + "resource_metadata=\""
        + origin
        + WELL_KNOWN
        + of
        + "\"";
  }

  Refusal noCredentials(Exchange exchange) {
    return Refusal.unauthorized(challenge(exchange, null, required));
  }

  Refusal invalidToken(Exchange exchange) {
    return Refusal.unauthorized(challenge(exchange, "invalid_token", required));
  }

  String insufficient(Exchange exchange, Set<String> scopes) {
    Set<String> all = new LinkedHashSet<>(required);
    all.addAll(scopes);
    return challenge(exchange, "insufficient_scope", all);
  }
}
