package dev.mcpfly.api.emulator.internal.http;

import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request to a handler. */
public final class ReceivedCall {
  private final Route route;
  private final Map<String, String> variables;
  private final Map<String, List<String>> query;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final @Nullable String scope;

  /**
   * Creates a call.
   *
   * @param query the raw query, may be empty
   * @param headers names in lower case
   * @param scope the only app that the caller's token is valid for, or null
   */
  public ReceivedCall(
      Route route,
      Map<String, String> variables,
      String query,
      Map<String, List<String>> headers,
      byte[] body,
      @Nullable String scope) {
    this.route = route;
    this.variables = variables;
    this.query = parse(query);
    this.headers = headers;
    this.body = body;
    this.scope = scope;
  }

  private static Map<String, List<String>> parse(String query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (query.isEmpty()) {
      return values;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
    return values;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("invalid URL escape in query");
    }
  }

  /** Returns the operation's name. */
  public String operation() {
    return route.operation();
  }

  /** Returns the only app that the caller's token is valid for, or null if it is valid for all. */
  public @Nullable String scope() {
    return scope;
  }

  /** Returns a variable of the path, decoded. */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException(route.template() + " has no {" + name + "}");
    }
    return value;
  }

  /** Returns a query parameter's first value that is not empty. */
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  /** Returns a query parameter's values that are not empty. */
  public List<String> queries(String name) {
    return query.getOrDefault(name, List.of()).stream().filter(v -> !v.isEmpty()).toList();
  }

  /** Returns a query parameter's values, whether it is repeated or joined by commas. */
  public List<String> list(String name) {
    return queries(name).stream().flatMap(value -> Stream.of(value.split(","))).toList();
  }

  /** Returns the query parameters whose name begins with the prefix, without it. */
  public Map<String, String> queriesUnder(String prefix) {
    Map<String, String> values = new LinkedHashMap<>();
    query.forEach(
        (name, found) -> {
          if (name.startsWith(prefix)) {
            values.put(name.substring(prefix.length()), found.get(found.size() - 1));
          }
        });
    return values;
  }

  /** Returns whether a query parameter is set to true. */
  public boolean flag(String name) {
    return query(name).map(v -> v.equals("true") || v.equals("1")).orElse(false);
  }

  /** Returns a query parameter's whole number. */
  public OptionalLong number(String name) {
    Optional<String> value = query(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value.get()));
    } catch (NumberFormatException e) {
      throw ApiError.invalid(name + " must be a whole number, not '" + value.get() + "'");
    }
  }

  /** Returns a header's first value. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** Returns the body as a JSON object; an absent body is an empty one. */
  public ObjectNode json() {
    if (body.length == 0) {
      return Json.object();
    }
    JsonNode tree = Json.read(body);
    if (tree instanceof ObjectNode object) {
      return object;
    }
    if (tree.isNull()) {
      return Json.object();
    }
    String kind = tree.kind();
    throw ApiError.badRequest(
        "json: cannot unmarshal " + kind + " into Go value of type " + operation() + "Request");
  }
}
