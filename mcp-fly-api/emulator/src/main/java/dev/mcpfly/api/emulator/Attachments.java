package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which volume a machine's config mounts, and whether it may. Used inside the world's lock. */
final class Attachments {

  /** Returns the region that the mounted volume binds the machine to, or null. */
  @Nullable String region(EmulatedApp app, ObjectNode config) {
    for (JsonNode mount : Json.items(config, "mounts")) {
      EmulatedVolume volume = find(app, mount, null);
      if (volume != null) {
        return volume.region;
      }
    }
    return null;
  }

  /**
   * Checks the mounts and writes the volumes' ids into them.
   *
   * @param self the machine that is being updated, or null for a new one
   * @throws ApiError 400 if there is no such volume, 412 if it is elsewhere or in use
   */
  void check(EmulatedApp app, ObjectNode config, String region, @Nullable Vm self) {
    ArrayNode mounts = Json.items(config, "mounts");
    if (self != null) {
      checkKept(app, mounts, self);
    }
    for (JsonNode mount : mounts) {
      EmulatedVolume volume = find(app, mount, self);
      if (volume == null) {
        throw ApiError.invalid("volume '" + Json.text(mount, "volume", "") + "' not found");
      }
      if (volume.attachedTo != null && (self == null || !self.id.equals(volume.attachedTo))) {
        throw ApiError.precondition(
            "volume " + volume.id + " is in use, attached to machine " + volume.attachedTo);
      }
      if (!volume.region.equals(region)) {
        throw ApiError.coded(
            412,
            "volume_placement_capacity",
            "insufficient resources to create new machine with existing volume id '"
                + volume.id
                + "'");
      }
      if (mount instanceof ObjectNode own) {
        own.put("volume", volume.id)
            .put("name", volume.name)
            .put("size_gb", volume.sizeGb)
            .put("encrypted", volume.encrypted);
      }
    }
  }

  private static void checkKept(EmulatedApp app, ArrayNode mounts, Vm self) {
    List<EmulatedVolume> attached =
        app.volumes.values().stream().filter(v -> self.id.equals(v.attachedTo)).toList();
    for (EmulatedVolume volume : attached) {
      boolean kept = false;
      for (JsonNode mount : mounts) {
        kept |= volume == find(app, mount, self);
      }
      if (!kept && !mounts.isEmpty()) {
        throw ApiError.invalid(
            "the volume of a machine cannot be swapped, " + volume.id + " is attached");
      }
    }
  }

  /** Finds a mount's volume by id, else one of that name that is free or the machine's own. */
  private static @Nullable EmulatedVolume find(EmulatedApp app, JsonNode mount, @Nullable Vm self) {
    String wanted = Json.text(mount, "volume", Json.text(mount, "name", ""));
    EmulatedVolume byId = app.volumes.get(wanted);
    if (byId != null) {
      return byId.alive() ? byId : null;
    }
    return app.volumes.values().stream()
        .filter(volume -> volume.alive() && volume.name.equals(wanted))
        .filter(
            volume ->
                volume.attachedTo == null || (self != null && self.id.equals(volume.attachedTo)))
        .findFirst()
        .orElse(null);
  }

  /** Binds the volumes that the machine's config mounts to it, and lets go of others. */
  void attach(Vm vm) {
    List<String> mounted =
        Json.items(vm.config, "mounts").stream()
            .map(mount -> Json.text(mount, "volume", ""))
            .toList();
    for (EmulatedVolume volume : vm.app.volumes.values()) {
      if (mounted.contains(volume.id)) {
        volume.attachedTo = vm.id;
      } else if (vm.id.equals(volume.attachedTo)) {
        volume.attachedTo = null;
      }
    }
  }
}
