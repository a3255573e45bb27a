package dev.mcpfly.api;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.api.internal.UriText;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A prepared request: it can be inspected, kept, and sent later exactly as it was shown.
 *
 * <p>A value that is only known later, such as the id of a volume that an earlier request creates,
 * is a {@linkplain #placeholder named placeholder}; {@link #with} fills it in. Immutable.
 *
 * @param <T> what the answer is read as
 */
public final class FlyRequest<T> {
  private static final char OPEN = '\uE000';
  private static final char CLOSE = '\uE001';
  private static final Pattern PLACEHOLDER = Pattern.compile(OPEN + "([a-z0-9_]+)" + CLOSE);

  private final FlyOperation operation;
  private final List<String> variables;
  private final Map<String, String> query;
  private final @Nullable JsonObject body;
  private final Function<FlyRequest<T>, T> sender;

  FlyRequest(
      FlyOperation operation,
      List<String> variables,
      Map<String, String> query,
      @Nullable JsonObject body,
      Function<FlyRequest<T>, T> sender) {
    this.operation = operation;
    this.variables = List.copyOf(variables);
    this.query = query;
    this.body = body;
    this.sender = sender;
  }

  /**
   * Returns a text that stands for a value that is only known later. It may be used wherever a
   * request takes a text, and is shown as the name in braces.
   *
   * @param name lower-case letters, digits and underscores, such as {@code volume_id}
   */
  public static String placeholder(String name) {
    if (!name.matches("[a-z0-9_]+")) {
      throw new InvalidRequestException(
          "placeholder", "'" + name + "'", "must be lower-case letters, digits and underscores");
    }
    return OPEN + name + CLOSE;
  }

  /** Returns the HTTP method. */
  public String method() {
    return operation.method();
  }

  /** Returns the path with its query, such as {@code /v1/apps?wait=true}; placeholders by name. */
  public String path() {
    StringBuilder path = new StringBuilder();
    String template = operation.path();
    int next = 0;
    int position = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', position)) {
      path.append(template, position, open).append(pathText(variables.get(next++)));
      position = template.indexOf('}', open) + 1;
    }
    path.append(template.substring(position));
    char separator = '?';
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      path.append(separator)
          .append(UriText.encode(parameter.getKey()))
          .append('=')
          .append(UriText.encode(parameter.getValue()));
      separator = '&';
    }
    return path.toString();
  }

  private static String pathText(String variable) {
    return PLACEHOLDER.matcher(variable).find() ? shown(variable) : UriText.encode(variable);
  }

  /**
   * Returns the body, or empty if the request has none. It may hold secrets; placeholders are shown
   * by their names.
   */
  public Optional<JsonObject> body() {
    return Optional.ofNullable(body).map(json -> mapped(json, FlyRequest::shown));
  }

  /**
   * Returns this request with values in place of placeholders. Other placeholders stay.
   *
   * @param values by name: texts or numbers
   */
  @CheckReturnValue
  @SuppressWarnings("exports")
  public FlyRequest<T> with(Map<String, ?> values) {
    List<String> newVariables = new ArrayList<>();
    for (String variable : variables) {
      newVariables.add(String.valueOf(filled(variable, values)));
    }
    JsonObject newBody = body == null ? null : mapped(body, text -> filled(text, values));
    return new FlyRequest<>(operation, newVariables, query, newBody, sender);
  }

  /**
   * Sends the request, with the same handling of retries and lost replies as the method of its
   * operation.
   *
   * @throws IllegalStateException if a placeholder has no value yet
   * @throws FlyException if it fails
   */
  public T send() {
    return sender.apply(this);
  }

  String variable(int index) {
    return complete(variables.get(index));
  }

  /** Returns the body to send. */
  JsonObject json() {
    JsonObject json = body == null ? JsonObject.empty() : body;
    String missing = missing(json);
    if (missing != null) {
      throw new IllegalStateException(
          method() + " " + path() + " was sent before {" + missing + "} was known.");
    }
    return json;
  }

  private String complete(String text) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    if (matcher.find()) {
      throw new IllegalStateException(
          method() + " " + path() + " was sent before {" + matcher.group(1) + "} was known.");
    }
    return text;
  }

  private static @Nullable String missing(@Nullable Object value) {
    if (value instanceof String text) {
      Matcher matcher = PLACEHOLDER.matcher(text);
      return matcher.find() ? matcher.group(1) : null;
    }
    Iterable<?> parts =
        value instanceof JsonObject object
            ? object.asMap().values()
            : value instanceof List<?> list ? list : List.of();
    for (Object part : parts) {
      String missing = missing(part);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable Object filled(String text, Map<String, ?> values) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    if (matcher.matches()) {
      Object value = values.get(matcher.group(1));
      return value == null ? text : value;
    }
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> {
              Object value = values.get(match.group(1));
              return Matcher.quoteReplacement(value == null ? match.group() : value.toString());
            });
  }

  private static String shown(String text) {
    return PLACEHOLDER.matcher(text).replaceAll("{$1}");
  }

  private static JsonObject mapped(JsonObject object, Function<String, @Nullable Object> texts) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    object.asMap().forEach((name, field) -> fields.put(name, mapped(field, texts)));
    return JsonObject.of(fields);
  }

  private static @Nullable Object mapped(
      @Nullable Object value, Function<String, @Nullable Object> texts) {
    if (value instanceof String text) {
      return texts.apply(text);
    }
    if (value instanceof JsonObject object) {
      return mapped(object, texts);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>();
      list.forEach(item -> items.add(mapped(item, texts)));
      return items;
    }
    return value;
  }

  /** Describes the request by method and path; bodies can hold secrets. */
  @Override
  public String toString() {
    return method() + " " + path();
  }
}
