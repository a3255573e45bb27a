package dev.mcpfly.api.emulator.internal.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API.
 *
 * @param method the HTTP method
 * @param template the path with {@code {variables}}
 * @param operation the operation's name
 * @param patient whether the handler may wait for something, and therefore must not block others
 * @param handler answers the call
 */
public record Route(
    String method, String template, String operation, boolean patient, Handler handler) {

  /** Returns the variables of a path of the pattern's length, or null if it does not fit. */
  @Nullable Map<String, String> match(List<String> pattern, List<String> segments) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String part = pattern.get(i);
      if (part.startsWith("{")) {
        variables.put(part.substring(1, part.length() - 1), decode(segments.get(i)));
      } else if (!part.equals(segments.get(i))) {
        return null;
      }
    }
    return variables;
  }

  /** Splits a path; a final slash does not count. */
  static List<String> segments(String path) {
    String inner =
        path.substring(1, path.endsWith("/") ? Math.max(1, path.length() - 1) : path.length());
    return List.of(inner.split("/", -1));
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("invalid URL escape in path");
    }
  }
}
