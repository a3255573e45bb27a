package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.Map;

/** A machine's metadata. Changing it makes no new version and does not reboot the machine. */
final class MetadataResource {
  private final Catalog catalog;
  private final World world;

  MetadataResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/machines/{machine_id}/metadata";
    String key = path + "/{key}";
    routes
        .add("GET", path, "Machines_show_metadata", this::show)
        .add("PUT", path, "Machines_update_metadata", this::merge)
        .add("PATCH", path, "Machines_update_metadata", this::merge)
        .add("GET", key, "Machines_get_metadata_key", this::get)
        .add("POST", key, "Machines_upsert_metadata", this::set)
        .add("DELETE", key, "Machines_delete_metadata", this::delete);
  }

  private Reply show(ReceivedCall call) {
    ObjectNode metadata = Json.child(catalog.living(call).config, "metadata");
    return Reply.ok(metadata == null ? Json.object() : metadata);
  }

  private Reply get(ReceivedCall call) {
    ObjectNode metadata = Json.child(catalog.living(call).config, "metadata");
    String value = Json.text(metadata, call.variable("key"));
    if (value == null) {
      throw ApiError.notFound("metadata key not found");
    }
    return Reply.ok(Json.object().put("value", value));
  }

  private Reply merge(ReceivedCall call) {
    Vm vm = catalog.living(call);
    ObjectNode request = call.json();
    String version = Json.text(request, "machine_version", vm.version);
    if (!version.equals(vm.version)) {
      throw ApiError.precondition(
          "machine_version " + version + " does not match current version " + vm.version);
    }
    ObjectNode changes = Json.child(request, "metadata");
    if (changes == null) {
      throw ApiError.badRequest("metadata is required");
    }
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      if (!change.getValue().isString() && !change.getValue().isNull()) {
        throw ApiError.badRequest(
            "json: cannot unmarshal metadata." + change.getKey() + " into Go value of type string");
      }
    }
    ObjectNode metadata = metadata(vm);
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      String value = change.getValue().isNull() ? "" : change.getValue().stringValue();
      if (value.isEmpty()) {
        metadata.remove(change.getKey());
      } else {
        metadata.put(change.getKey(), value);
      }
    }
    vm.updatedAt = world.now();
    return Reply.empty(204);
  }

  private Reply set(ReceivedCall call) {
    Vm vm = catalog.living(call);
    String value = Json.text(call.json(), "value");
    if (value == null) {
      throw ApiError.badRequest("value is required");
    }
    metadata(vm).put(call.variable("key"), value);
    vm.updatedAt = world.now();
    return Reply.empty(204);
  }

  private Reply delete(ReceivedCall call) {
    Vm vm = catalog.living(call);
    metadata(vm).remove(call.variable("key"));
    vm.updatedAt = world.now();
    return Reply.empty(204);
  }

  /** Returns the metadata to change, in a new copy of the config: earlier versions keep theirs. */
  private static ObjectNode metadata(Vm vm) {
    vm.config = vm.config.deepCopy();
    ObjectNode metadata = Json.child(vm.config, "metadata");
    return metadata == null ? vm.config.putObject("metadata") : metadata;
  }
}
