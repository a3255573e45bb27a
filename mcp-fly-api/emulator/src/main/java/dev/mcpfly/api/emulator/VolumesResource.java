package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Volumes and their snapshots. */
final class VolumesResource {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,30}");

  private final Catalog catalog;
  private final World world;
  private final Volumes volumes;

  VolumesResource(Catalog catalog, World world, Volumes volumes) {
    this.catalog = catalog;
    this.world = world;
    this.volumes = volumes;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/volumes";
    String one = path + "/{volume_id}";
    routes
        .add("GET", path, "Volumes_list", this::list)
        .add("POST", path, "Volumes_create", this::create)
        .add("GET", one, "Volumes_get_by_id", this::get)
        .add("PUT", one, "Volumes_update", this::update)
        .add("DELETE", one, "Volume_delete", this::delete)
        .add("PUT", one + "/extend", "Volumes_extend", this::extend)
        .add("GET", one + "/snapshots", "Volumes_list_snapshots", this::listSnapshots)
        .add("POST", one + "/snapshots", "createVolumeSnapshot", this::createSnapshot);
  }

  private Reply list(ReceivedCall call) {
    ArrayNode found = Json.array();
    boolean summary = call.flag("summary");
    catalog.app(call).volumes.values().forEach(volume -> found.add(volume.json(summary)));
    return Reply.ok(found);
  }

  private Reply get(ReceivedCall call) {
    return Reply.ok(catalog.volume(call).json(false));
  }

  private Reply create(ReceivedCall call) {
    EmulatedApp app = catalog.lasting(call);
    ObjectNode request = call.json();
    String name = Json.text(request, "name", "");
    if (!NAME.matcher(name).matches()) {
      throw ApiError.invalid(
          "volume name '" + name + "' must be letters, digits and underscores, at most 30");
    }
    Optional<EmulatedVolume> source = source(app, request);
    String wish = Json.text(request, "region", source.map(v -> v.region).orElse(world.nearest()));
    List<EmulatedRegion> regions = EmulatedRegion.matching(catalog.settings.regions(), wish);
    if (regions.isEmpty()) {
      throw ApiError.invalid("region '" + wish + "' not found");
    }
    String region =
        regions.stream()
            .map(EmulatedRegion::code)
            .filter(code -> catalog.settings.capacity().getOrDefault(code, 1) > 0)
            .findFirst()
            .orElseThrow(() -> ApiError.of(409, "aborted: no capacity"));
    long size = Json.number(request, "size_gb", source.map(v -> v.sizeGb).orElse(3L));
    if (size < 1 || size > 500) {
      throw ApiError.invalid("size_gb must be between 1 and 500, not " + size);
    }
    String id = world.ids().plain("vol_", 16);
    Path directory = volumes.create(id);
    EmulatedVolume volume =
        new EmulatedVolume(id, name, region, world.ids().hex(4), request, directory, world.now());
    volume.sizeGb = size;
    volume.retention = retention(request, 5);
    volume.autoBackup = Json.flag(request, "auto_backup_enabled", true);
    source.ifPresent(from -> volumes.copy(from, directory));
    app.volumes.put(id, volume);
    return Reply.ok(volume.json(false));
  }

  /** Finds the volume that a new one is a copy of. */
  private static Optional<EmulatedVolume> source(EmulatedApp app, ObjectNode request) {
    String source = Json.text(request, "source_volume_id", "");
    String snapshot = Json.text(request, "snapshot_id", "");
    if (source.isEmpty() && snapshot.isEmpty()) {
      return Optional.empty();
    }
    Optional<EmulatedVolume> found =
        app.volumes.values().stream()
            .filter(
                volume ->
                    volume.id.equals(source)
                        || volume.snapshots.stream()
                            .anyMatch(s -> snapshot.equals(Json.text(s, "id"))))
            .findFirst();
    if (found.isEmpty()) {
      throw ApiError.notFound(source.isEmpty() ? "snapshot not found" : "volume not found");
    }
    return found;
  }

  private static long retention(ObjectNode request, long otherwise) {
    long days = Json.number(request, "snapshot_retention", otherwise);
    if (days < 1 || days > 60) {
      throw ApiError.invalid("snapshot_retention must be between 1 and 60 days, not " + days);
    }
    return days;
  }

  private Reply update(ReceivedCall call) {
    EmulatedVolume volume = catalog.volume(call);
    ObjectNode request = call.json();
    volume.retention = retention(request, volume.retention);
    volume.autoBackup = Json.flag(request, "auto_backup_enabled", volume.autoBackup);
    volume.updatedAt = world.now();
    return Reply.ok(volume.json(false));
  }

  private Reply extend(ReceivedCall call) {
    EmulatedVolume volume = catalog.volume(call);
    long size = Json.number(call.json(), "size_gb", 0);
    if (size <= volume.sizeGb) {
      throw ApiError.invalid(
          "volumes only grow: size_gb " + size + " is not above " + volume.sizeGb);
    }
    volume.sizeGb = size;
    volume.updatedAt = world.now();
    ObjectNode body = Json.object().put("needs_restart", volume.attachedTo != null);
    body.set("volume", volume.json(false));
    return Reply.ok(body);
  }

  private Reply delete(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    EmulatedVolume volume = catalog.volume(call);
    if (volume.attachedTo != null) {
      throw ApiError.precondition("volume is currently bound to machine: " + volume.attachedTo);
    }
    if (volume.alive()) {
      volume.state = "pending_destroy";
      volume.updatedAt = world.now();
      world.later(
          catalog.settings.delays().destroy(),
          () ->
              world.locked(
                  () -> {
                    volumes.discard(volume);
                    app.volumes.remove(volume.id);
                  }));
    }
    return Reply.ok(volume.json(false));
  }

  private Reply listSnapshots(ReceivedCall call) {
    ArrayNode found = Json.array();
    catalog.volume(call).snapshots.forEach(found::add);
    return Reply.ok(found);
  }

  private Reply createSnapshot(ReceivedCall call) {
    EmulatedVolume volume = catalog.volume(call);
    volume.snapshots.add(
        Json.object()
            .put("id", world.ids().plain("vs_", 16))
            .put("size", 0)
            .put("volume_size", volume.sizeGb << 30)
            .put("digest", world.ids().hex(64))
            .put("created_at", world.now().toString())
            .put("status", "created")
            .put("retention_days", volume.retention));
    return Reply.empty(200);
  }
}
