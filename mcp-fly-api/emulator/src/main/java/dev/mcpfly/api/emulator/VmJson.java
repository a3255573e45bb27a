package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.Map;

/** Writes machines as the API shows them. Used inside the world's lock. */
final class VmJson {
  private static final int SHOWN_EVENTS = 20;

  private final World world;

  VmJson(World world) {
    this.world = world;
  }

  ObjectNode write(Vm vm, boolean lease) {
    ObjectNode json = head(vm);
    json.set("config", vm.config);
    json.putNull("incomplete_config");
    json.set("image_ref", ImageName.json(vm.config));
    ArrayNode events = json.putArray("events");
    vm.events.stream().limit(SHOWN_EVENTS).forEach(events::add);
    json.set("checks", Checks.json(vm, world.now()));
    json.put("host_status", "ok");
    ArrayNode containers = Json.array();
    for (JsonNode container : Json.items(vm.config, "containers")) {
      containers.add(
          Json.object().put("name", Json.text(container, "name", "")).put("state", vm.state));
    }
    if (!containers.isEmpty()) {
      json.set("containers", containers);
    }
    Vm.Lease held = Leases.active(vm, world.now());
    if (lease && held != null) {
      json.putObject("lease")
          .put("description", held.description())
          .put("expires_at", held.expiresAt().getEpochSecond())
          .put("owner", held.owner());
    }
    return json;
  }

  /** Writes the summary of a machine. */
  ObjectNode summary(Vm vm) {
    ObjectNode json = head(vm);
    json.set("image_ref", ImageName.json(vm.config));
    return json;
  }

  private static ObjectNode head(Vm vm) {
    return Json.object()
        .put("id", vm.id)
        .put("name", vm.name)
        .put("state", vm.state)
        .put("region", vm.region)
        .put("instance_id", vm.version)
        .put("version", vm.version)
        .put("private_ip", vm.privateIp)
        .put("created_at", vm.createdAt.toString())
        .put("updated_at", vm.updatedAt.toString())
        .put("cordoned", vm.cordoned);
  }

  /** Writes a machine as the organization's list shows it. */
  static ObjectNode ofOrg(Vm vm, boolean summary) {
    ObjectNode json =
        Json.object()
            .put("id", vm.id)
            .put("app_name", vm.app.name)
            .put("name", vm.name)
            .put("region", vm.region)
            .put("state", vm.state)
            .put("version", vm.version)
            .put("private_ip", vm.privateIp)
            .put("created_at", vm.createdAt.toString())
            .put("updated_at", vm.updatedAt.toString());
    if (!summary) {
      ObjectNode config = json.putObject("config");
      for (Map.Entry<String, JsonNode> member : vm.config.properties()) {
        if (member.getKey().matches("image|guest|metadata")) {
          config.set(member.getKey(), member.getValue());
        }
      }
    }
    return json;
  }
}
