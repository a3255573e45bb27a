package dev.mcpfly.api.emulator.internal.http;

import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer to a request.
 *
 * @param status the HTTP status
 * @param type the content type, empty if there is no body
 * @param body the body's bytes
 * @param headers further headers
 */
@SuppressWarnings("ArrayRecordComponent") // handed from maker to sender, never compared
public record Reply(int status, String type, byte[] body, Map<String, String> headers) {

  /** Returns a JSON answer. */
  public static Reply json(int status, JsonNode tree) {
    return new Reply(status, "application/json; charset=utf-8", Json.write(tree), Map.of());
  }

  /** Returns a 200 with JSON. */
  public static Reply ok(JsonNode tree) {
    return json(200, tree);
  }

  /** Returns {@code {"ok":true}}. */
  public static Reply done() {
    return ok(Json.object().put("ok", true));
  }

  /** Returns an answer without a body. */
  public static Reply empty(int status) {
    return new Reply(status, "", new byte[0], Map.of());
  }

  /** Returns an answer with text. */
  public static Reply text(int status, String type, String text) {
    return new Reply(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Returns this answer with one more header. */
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, type, body, more);
  }
}
