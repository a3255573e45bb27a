package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;

/** Builds a process. */
public final class MachineProcessBuilder extends CommandFields<MachineProcessBuilder> {
  MachineProcessBuilder(JsonObject start) {
    super(start);
  }

  /** Sets whether the process gets only those of the app's secrets that are named here. */
  public MachineProcessBuilder ignoreAppSecrets(boolean ignore) {
    return put("ignore_app_secrets", ignore);
  }

  MachineConfig.Process build() {
    return new MachineConfig.Process(json());
  }
}
