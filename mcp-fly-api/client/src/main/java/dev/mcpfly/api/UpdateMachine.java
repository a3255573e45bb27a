package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import org.jspecify.annotations.Nullable;

/** Changes to a machine. It starts from the configuration that the machine has. */
public final class UpdateMachine extends MachineRequest<UpdateMachine> {
  private final Machine current;

  UpdateMachine(Machine current) {
    super(current.config().orElse(null));
    this.current = current;
  }

  /** Returns the machine as it was read. */
  public Machine current() {
    return current;
  }

  JsonObject build() {
    @Nullable MachineConfig config = config();
    if (config == null) {
      throw new InvalidRequestException(
          "config",
          null,
          "an update replaces all of it, and the server does not show the present one (is the"
              + " host unreachable?)");
    }
    JsonObject body = json().with("config", config.json());
    String version = current.version().orElse(null);
    return version == null ? body : body.with("current_version", version);
  }
}
