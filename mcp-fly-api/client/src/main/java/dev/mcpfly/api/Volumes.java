package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The volumes of one app. Obtained from {@link FlyApp#volumes()}.
 *
 * <pre>{@code
 * Volumes volumes = fly.app("my-app").volumes();
 * Volume data = volumes.create(v -> v.name("data").region("fra").sizeGb(1));
 * Volume.Snapshot snapshot = volumes.createSnapshot(data.id());
 * volumes.create(v -> v.name("data").region("fra").sizeGb(1).fromSnapshot(snapshot.id()));
 * }</pre>
 *
 * <p>Sizes are in gigabytes, and a volume can only grow. It belongs to one region, and one machine
 * at a time can mount it. Every method throws a {@link FlyException} if it fails. Thread-safe.
 */
public final class Volumes {
  private static final Duration UNTIL_LISTED = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CallEngine engine;
  private final String app;

  Volumes(CallEngine engine, String app) {
    this.engine = engine;
    this.app = app;
  }

  /**
   * Lists the volumes of the app, including those being destroyed: {@code GET
   * /v1/apps/{app}/volumes}.
   */
  public List<Volume> list() {
    return engine.send(new OperationCall(FlyOperation.VOLUMES_LIST, app)).list(Volume::new);
  }

  /** Lists the volumes of the app with fewer fields. */
  public List<Volume> listSummaries() {
    return engine
        .send(new OperationCall(FlyOperation.VOLUMES_LIST, app).query("summary", true))
        .list(Volume::new);
  }

  /**
   * Creates a volume: {@code POST /v1/apps/{app}/volumes}. If the reply is lost, the client
   * compares the list of volumes before and after.
   *
   * @throws InsufficientCapacityException if there is no capacity
   * @throws InvalidRequestException if the API would reject it
   */
  public Volume create(Consumer<Create> settings) {
    Create request = new Create();
    settings.accept(request);
    return create(request.build());
  }

  Volume create(JsonObject body) {
    String name = body.text("name", "");
    Set<String> before = list().stream().map(Volume::id).collect(Collectors.toSet());
    return new CreateOnce(engine)
        .run(
            () -> new OperationCall(FlyOperation.VOLUMES_CREATE, app).body(body),
            answer -> answer.as(Volume::new),
            () -> created(name, body, before),
            Volume::id);
  }

  private Optional<Volume> created(String name, JsonObject body, Set<String> before) {
    List<Volume> fresh =
        list().stream()
            .filter(volume -> !before.contains(volume.id()))
            .filter(volume -> volume.name().equals(name) && !volume.state().isBeingDestroyed())
            .filter(
                volume ->
                    body.text("region") == null || volume.region().equals(body.text("region")))
            .toList();
    if (fresh.size() > 1) {
      throw new ApiException.Conflict(
          "Several volumes named " + name + " were created concurrently; cannot tell them apart.",
          Classifier.context(new OperationCall(FlyOperation.VOLUMES_CREATE, app), 0, null, true));
    }
    return fresh.stream().findFirst();
  }

  /**
   * Returns a volume: {@code GET /v1/apps/{app}/volumes/{id}}.
   *
   * @throws NotFoundException if it does not exist
   */
  public Volume get(String id) {
    return engine.send(new OperationCall(FlyOperation.VOLUMES_GET_BY_ID, app, id)).as(Volume::new);
  }

  /** Returns a volume, or empty if it does not exist. */
  public Optional<Volume> find(String id) {
    return Absence.find(() -> get(id));
  }

  /** Changes how a volume is backed up: {@code PUT /v1/apps/{app}/volumes/{id}}. */
  public Volume update(String id, Consumer<Update> changes) {
    Update update = new Update();
    changes.accept(update);
    return engine
        .send(new OperationCall(FlyOperation.VOLUMES_UPDATE, app, id).body(update.json()))
        .as(Volume::new);
  }

  /**
   * Destroys a volume and its data: {@code DELETE /v1/apps/{app}/volumes/{id}}.
   *
   * @return false if there was no such volume
   * @throws ApiException.PreconditionFailed if a machine uses it: destroy the machine first
   */
  public boolean delete(String id) {
    return Absence.of(() -> engine.send(new OperationCall(FlyOperation.VOLUMES_DELETE, app, id)));
  }

  /** Makes a volume larger: {@code PUT /v1/apps/{app}/volumes/{id}/extend}. It never shrinks. */
  public Volume.Extension extend(String id, int sizeGb) {
    return engine
        .send(
            new OperationCall(FlyOperation.VOLUMES_EXTEND, app, id)
                .body(JsonObject.of("size_gb", Rules.atLeast("size_gb", sizeGb, 1))))
        .as(Volume.Extension::new);
  }

  /** Lists the snapshots of a volume: {@code GET /v1/apps/{app}/volumes/{id}/snapshots}. */
  public List<Volume.Snapshot> snapshots(String id) {
    return engine
        .send(new OperationCall(FlyOperation.VOLUMES_LIST_SNAPSHOTS, app, id))
        .list(Volume.Snapshot::new);
  }

  /**
   * Creates a snapshot: {@code POST /v1/apps/{app}/volumes/{id}/snapshots}. The service returns
   * nothing, so the client finds the snapshot by comparing the list before and after. Never
   * repeated automatically.
   *
   * @return the snapshot, which may still be written: see {@link Volume.Snapshot#status()}
   * @throws WaitTimeoutException if it is not listed within 30 seconds; it may still appear
   */
  public Volume.Snapshot createSnapshot(String id) {
    Set<String> before =
        snapshots(id).stream().map(Volume.Snapshot::id).collect(Collectors.toSet());
    OperationCall call = new OperationCall(FlyOperation.VOLUMES_CREATE_SNAPSHOT, app, id);
    engine.send(call);
    Instant deadline = engine.now().plus(UNTIL_LISTED);
    while (true) {
      Optional<Volume.Snapshot> taken =
          snapshots(id).stream().filter(one -> !before.contains(one.id())).findFirst();
      if (taken.isPresent()) {
        return taken.get();
      }
      if (!engine.now().plus(PAUSE).isBefore(deadline)) {
        throw new WaitTimeoutException(
            "The snapshot of volume " + id + " was not listed within " + UNTIL_LISTED + ".",
            Classifier.context(call, 1, null, true),
            "listed",
            null,
            UNTIL_LISTED);
      }
      engine.sleep(PAUSE, call, true);
    }
  }

  /** Changes to how a volume is backed up. */
  public static final class Update extends JsonFields<Update> {
    private Update() {
      super(JsonObject.empty());
    }

    /** Sets for how many days snapshots are kept, 1 to 60. */
    public Update snapshotRetention(int days) {
      return put("snapshot_retention", Rules.between("snapshot_retention", days, 1, 60));
    }

    /** Sets whether a snapshot is taken every day. */
    public Update autoBackup(boolean enabled) {
      return put("auto_backup_enabled", enabled);
    }
  }

  /** A volume to be created. */
  public static final class Create extends JsonFields<Create> {
    Create() {
      super(JsonObject.empty());
    }

    /** Sets the name: letters, digits and underscores; required. Several may share one. */
    public Create name(String name) {
      return put("name", Rules.volumeName(name));
    }

    /** Sets the region. */
    public Create region(String region) {
      return put("region", Rules.notBlank("region", region));
    }

    /** Sets the size in gigabytes. Default: 3. */
    public Create sizeGb(int gigabytes) {
      return put("size_gb", Rules.atLeast("size_gb", gigabytes, 1));
    }

    /** Sets whether the volume is encrypted. Default: true. */
    public Create encrypted(boolean encrypted) {
      return put("encrypted", encrypted);
    }

    /** Sets the file system: {@code ext4} or {@code raw}. */
    public Create fstype(String fstype) {
      return put("fstype", Rules.notBlank("fstype", fstype));
    }

    /** Sets whether volumes of this name must be on different hosts. Default: true. */
    public Create requireUniqueZone(boolean require) {
      return put("require_unique_zone", require);
    }

    /** Sets whether all volumes of the app must be on different hosts. */
    public Create uniqueZoneAppWide(boolean require) {
      return put("unique_zone_app_wide", require);
    }

    /** Sets for how many days snapshots are kept, 1 to 60. Default: 5. */
    public Create snapshotRetention(int days) {
      return put("snapshot_retention", Rules.between("snapshot_retention", days, 1, 60));
    }

    /** Sets whether a snapshot is taken every day. Default: true. */
    public Create autoBackup(boolean enabled) {
      return put("auto_backup_enabled", enabled);
    }

    /** Fills the volume from a snapshot. */
    public Create fromSnapshot(String snapshotId) {
      return put("snapshot_id", Rules.notBlank("snapshot_id", snapshotId));
    }

    /** Makes the volume a copy of another one. */
    public Create forkOf(String volumeId) {
      return put("source_volume_id", Rules.notBlank("source_volume_id", volumeId));
    }

    /**
     * Sets the size of the machine that will use the volume, so the volume is placed on a host with
     * room for it.
     */
    public Create compute(MachineSize size) {
      return compute(guest -> guest.size(size));
    }

    /**
     * Sets the size of the machine that will use the volume, so the volume is placed on a host with
     * room for it.
     */
    public Create compute(Consumer<MachineConfigBuilder.GuestBuilder> guest) {
      MachineConfigBuilder.GuestBuilder builder =
          new MachineConfigBuilder.GuestBuilder(JsonObject.empty());
      guest.accept(builder);
      return put("compute", builder.build().json());
    }

    /** Sets the image that the machine will run. */
    public Create computeImage(String image) {
      return put("compute_image", Rules.notBlank("compute_image", image));
    }

    /**
     * Sets whether the volume is only for machines that are made by this API, as the docs put it.
     */
    public Create machinesOnly(boolean only) {
      return put("machines_only", only);
    }

    JsonObject build() {
      Rules.notBlank("name", json().text("name"));
      return json();
    }
  }
}
