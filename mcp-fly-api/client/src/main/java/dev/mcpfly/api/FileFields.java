package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds the JSON of files, for the builders of machines and containers. */
final class FileFields {
  private FileFields() {}

  /** Starts the JSON of a file in the list of a name. */
  static JsonObject of(String list, String path) {
    return JsonObject.of("guest_path", Rules.absolute(list + ".guest_path", path));
  }

  static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  static boolean samePath(JsonObject old, JsonObject file) {
    return Objects.equals(file.get("guest_path"), old.get("guest_path"));
  }

  /** Returns a file with the source of another one; other fields stay unchanged. */
  static JsonObject replaced(JsonObject old, JsonObject file) {
    JsonObject result = old.without("raw_value").without("secret_name").without("image_config");
    for (Map.Entry<String, @Nullable Object> field : file.asMap().entrySet()) {
      result = result.with(field.getKey(), field.getValue());
    }
    return result;
  }
}
