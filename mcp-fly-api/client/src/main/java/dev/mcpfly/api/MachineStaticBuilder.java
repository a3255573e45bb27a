package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;

/** Builds the settings of static files. */
public final class MachineStaticBuilder extends JsonFields<MachineStaticBuilder> {
  MachineStaticBuilder(JsonObject start) {
    super(start);
  }

  /** Serves the files from a Tigris bucket instead of the machine. */
  public MachineStaticBuilder tigrisBucket(String bucket) {
    return put("tigris_bucket", Rules.notBlank("statics.tigris_bucket", bucket));
  }

  /** Sets the file that is served for a directory. */
  public MachineStaticBuilder indexDocument(String name) {
    return put("index_document", Rules.notBlank("statics.index_document", name));
  }

  MachineConfig.Static build() {
    return new MachineConfig.Static(json());
  }
}
