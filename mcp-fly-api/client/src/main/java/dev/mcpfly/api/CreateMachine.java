package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;

/** A machine to be created. */
public final class CreateMachine extends MachineRequest<CreateMachine> {
  CreateMachine() {
    super(null);
  }

  /** Sets the name, unique in the app. Default: a name that Fly chooses. */
  public CreateMachine name(String name) {
    return put("name", Rules.notBlank("name", name));
  }

  /**
   * Sets where the machine runs: a region, several in order of preference ({@code "iad,dfw"}), or
   * an alias such as {@code any} or {@code eu}. Default: the nearest region.
   */
  public CreateMachine region(String region) {
    return put("region", Rules.notBlank("region", region));
  }

  JsonObject build(String requestId) {
    MachineConfig config = config();
    if (config == null) {
      throw new InvalidRequestException("config", null, "a machine needs a configuration");
    }
    JsonObject metadata = config.json().object("metadata");
    return json()
        .with(
            "config",
            config
                .json()
                .with(
                    "metadata",
                    (metadata == null ? JsonObject.empty() : metadata)
                        .with(MachineWrites.REQUEST_ID, requestId)));
  }
}
