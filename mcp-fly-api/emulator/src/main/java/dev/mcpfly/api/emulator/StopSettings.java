package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a machine stops: by the call's settings, else by its config, else by Fly's defaults. */
record StopSettings(String signal, Duration timeout) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static StopSettings of(ObjectNode config, @Nullable String signal, @Nullable Duration timeout) {
    ObjectNode own = Json.child(config, "stop_config");
    return new StopSettings(
        signal != null ? signal : Json.text(own, "signal", "SIGINT"),
        timeout != null ? timeout : GoDuration.member(own, "timeout", PATIENCE));
  }
}
