package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * Health checks. They are not run: a check passes when the machine is started and its runtime
 * reports that something listens at the check's port, or when the machine runs nothing.
 */
final class Checks {
  private Checks() {}

  static ArrayNode json(Vm vm, Instant now) {
    ArrayNode checks = Json.array();
    int number = 0;
    for (JsonNode service : vm.services()) {
      long port = Json.number(service, "internal_port", 0);
      for (JsonNode check : Json.items(service, "checks")) {
        String type = Json.text(check, "type", "tcp");
        String name = "servicecheck-%02d-%s-%d".formatted(number++, type, port);
        checks.add(status(vm, name, Json.number(check, "port", port), now));
      }
    }
    ObjectNode own = Json.child(vm.config, "checks");
    if (own != null) {
      for (Map.Entry<String, JsonNode> check : own.properties()) {
        long port = Json.number(check.getValue(), "port", 0);
        checks.add(status(vm, check.getKey(), port, now));
      }
    }
    return checks;
  }

  private static ObjectNode status(Vm vm, String name, long port, Instant now) {
    EmulatedProcess process = vm.process;
    boolean passing =
        vm.state.equals("started")
            && process != null
            && (process instanceof IdleProcess || process.address((int) port).isPresent());
    return Json.object()
        .put("name", name)
        .put("status", passing ? "passing" : "critical")
        .put("output", passing ? "Success" : "connection refused")
        .put("updated_at", now.toString());
  }
}
