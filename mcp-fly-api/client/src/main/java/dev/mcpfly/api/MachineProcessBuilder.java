package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineProcess;

/** Puts a process together. */
public final class MachineProcessBuilder extends CommandFields<MachineProcessBuilder> {
  MachineProcessBuilder(JsonObject start) {
    super(start);
  }

  /** Sets whether the process gets none of the app's secrets but those named here. */
  public MachineProcessBuilder ignoreAppSecrets(boolean ignore) {
    return put("ignore_app_secrets", ignore);
  }

  MachineProcess build() {
    return new MachineProcess(json());
  }
}
