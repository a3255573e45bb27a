package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One volume. Guarded by the world's lock. */
final class EmulatedVolume {
  private static final long BLOCK = 4096;
  private static final long GB = 1 << 30;

  final String id;
  final String name;
  final String region;
  final String zone;
  final boolean encrypted;
  final @Nullable String fstype;
  final Instant createdAt;
  final Path directory;
  final List<ObjectNode> snapshots = new ArrayList<>();
  String state = "created";
  long sizeGb;
  long retention;
  boolean autoBackup;
  @Nullable String attachedTo;
  Instant updatedAt;

  EmulatedVolume(
      String id,
      String name,
      String region,
      String zone,
      ObjectNode request,
      Path directory,
      Instant now) {
    this.id = id;
    this.name = name;
    this.region = region;
    this.zone = zone;
    this.encrypted = Json.flag(request, "encrypted", true);
    this.fstype = Json.text(request, "fstype");
    this.directory = directory;
    this.createdAt = now;
    this.updatedAt = now;
  }

  boolean alive() {
    return state.equals("created");
  }

  ObjectNode json(boolean summary) {
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("name", name)
            .put("state", state)
            .put("size_gb", sizeGb)
            .put("region", region)
            .put("zone", zone)
            .put("encrypted", encrypted)
            .put("attached_machine_id", attachedTo);
    json.putNull("attached_alloc_id");
    json.put("created_at", createdAt.toString());
    if (!summary) {
      long blocks = sizeGb * GB / BLOCK;
      json.put("blocks", blocks)
          .put("block_size", BLOCK)
          .put("blocks_free", blocks)
          .put("blocks_avail", blocks)
          .put("bytes_used", 0)
          .put("bytes_total", sizeGb * GB)
          .put("host_status", "ok");
    }
    json.put("fstype", fstype == null ? "ext4" : fstype)
        .put("snapshot_retention", retention)
        .put("auto_backup_enabled", autoBackup)
        .put("type", "local");
    json.putNull("host_dedication_key");
    return json;
  }
}
