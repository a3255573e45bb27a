package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of some metadata entries of a machine; the others stay unchanged. */
public final class MetadataUpdate extends JsonFields<MetadataUpdate> {
  MetadataUpdate() {
    super(JsonObject.of("metadata", JsonObject.empty()));
  }

  /** Sets an entry. */
  public MetadataUpdate entry(String key, String value) {
    return putIn("metadata", Rules.notBlank("metadata", key), value);
  }

  /** Removes an entry. */
  public MetadataUpdate withoutEntry(String key) {
    return putIn("metadata", Rules.notBlank("metadata", key), null);
  }

  /** Makes the change only if the machine still has the given version. */
  public MetadataUpdate ifVersion(String machineVersion) {
    return set("machine_version", Rules.notBlank("machine_version", machineVersion));
  }

  /** Sets the time of the change. Default: now. */
  public MetadataUpdate updatedAt(Instant time) {
    return set("updated_at", time.toString());
  }

  MetadataUpdate putAll(Map<String, @Nullable String> entries) {
    entries.forEach((key, value) -> putIn("metadata", Rules.notBlank("metadata", key), value));
    return this;
  }
}
