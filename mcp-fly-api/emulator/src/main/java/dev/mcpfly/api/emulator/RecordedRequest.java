package dev.mcpfly.api.emulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A request that the emulator received, without its token.
 *
 * @param time when it came, by the emulator's clock
 * @param operation the operation's name, such as {@code Machines_create}; empty if the path is not
 *     part of the API
 * @param method the HTTP method
 * @param path the path as sent, with the query
 * @param headers the headers, names in lower case; without {@code authorization}
 * @param body the body as text; may hold secrets that the caller sent
 * @param status the HTTP status of the answer, or empty if the connection was dropped
 */
public record RecordedRequest(
    Instant time,
    String operation,
    String method,
    String path,
    Map<String, List<String>> headers,
    String body,
    OptionalInt status) {

  /** Copies the headers. */
  public RecordedRequest {
    headers = Map.copyOf(headers);
  }

  /** Describes the request by method, path and status; bodies can hold secrets. */
  @Override
  public String toString() {
    String answer = status.isPresent() ? String.valueOf(status.getAsInt()) : "dropped";
    return method + " " + path + " -> " + answer;
  }
}
