package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.Region;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where machines can run. */
public final class Platform {
  private final CallEngine engine;

  Platform(CallEngine engine) {
    this.engine = engine;
  }

  /** Lists the regions: {@code GET /v1/platform/regions}. */
  public List<Region> regions() {
    return regions(q -> {});
  }

  /**
   * Lists the regions, and their capacity for machines of a kind: {@code GET /v1/platform/regions}.
   */
  public List<Region> regions(Consumer<RegionQuery> query) {
    RegionQuery chosen = new RegionQuery();
    query.accept(chosen);
    OperationCall call = new OperationCall(FlyOperation.PLATFORM_REGIONS_GET);
    chosen.json().asMap().forEach(call::query);
    // Servers differ in how they spell the field.
    return engine.send(call).wrappedList(Region::new, "regions", "Regions");
  }

  /** Returns the region nearest to the caller: {@code GET /v1/platform/regions}. */
  public Optional<String> nearestRegion() {
    Answer answer = engine.send(new OperationCall(FlyOperation.PLATFORM_REGIONS_GET));
    JsonObject json = answer.object();
    return answer
        .read(() -> Optional.ofNullable(json.text("nearest", json.text("Nearest", ""))))
        .filter(text -> !text.isEmpty());
  }

  /**
   * Asks where machines could be placed: {@code POST /v1/platform/placements}. Nothing is reserved.
   *
   * @param org the organization, by its slug
   */
  public List<Region.Placement> placements(String org, Consumer<PlacementQuery> query) {
    PlacementQuery chosen = new PlacementQuery(org);
    query.accept(chosen);
    return engine
        .send(new OperationCall(FlyOperation.PLATFORM_PLACEMENTS_POST).body(chosen.json()))
        .wrappedList(Region.Placement::new, "regions", "Regions");
  }

  /**
   * The kind of machine for which capacity is asked. The API does not document these parameters; a
   * further one can be given with {@link #set}.
   */
  public static final class RegionQuery extends JsonFields<RegionQuery> {
    private RegionQuery() {
      super(JsonObject.empty());
    }

    /** Asks for capacity for machines of a preset. */
    public RegionQuery size(MachineSize size) {
      return put("size", size.name());
    }

    /** Asks for capacity for machines with a kind of CPU. */
    public RegionQuery cpuKind(MachineConfig.Guest.CpuKind kind) {
      return put("cpu_kind", kind.value());
    }

    /** Asks for capacity for machines with so many CPUs. */
    public RegionQuery cpus(int cpus) {
      return put("cpus", Rules.atLeast("cpus", cpus, 1));
    }

    /** Asks for capacity for machines with so much memory, in megabytes. */
    public RegionQuery memoryMb(int megabytes) {
      return put("memory_mb", Rules.atLeast("memory_mb", megabytes, 1));
    }
  }

  /** What is to be placed. */
  public static final class PlacementQuery extends JsonFields<PlacementQuery> {
    private PlacementQuery(String org) {
      super(JsonObject.of("org_slug", Rules.notBlank("org_slug", org)));
    }

    /** Sets the region, several regions, or an alias such as {@code any}. */
    public PlacementQuery region(String region) {
      return put("region", Rules.notBlank("region", region));
    }

    /** Sets how many machines; 0 means as many as the organization may have. */
    public PlacementQuery count(int count) {
      return put("count", Rules.atLeast("count", count, 0));
    }

    /** Sets the size of each machine. Default: one performance CPU. */
    public PlacementQuery compute(MachineSize size) {
      return compute(guest -> guest.size(size));
    }

    /** Sets the CPUs and the memory of each machine. Default: one performance CPU. */
    public PlacementQuery compute(Consumer<MachineConfigBuilder.GuestBuilder> guest) {
      MachineConfigBuilder.GuestBuilder builder =
          new MachineConfigBuilder.GuestBuilder(JsonObject.empty());
      guest.accept(builder);
      return put("compute", builder.build().json());
    }

    /** Sets the volume that each machine needs. */
    public PlacementQuery volume(String name, long bytes) {
      put("volume_name", Rules.volumeName(name));
      return put("volume_size_bytes", bytes);
    }

    /** Sets the weights of the preference for a region and of spreading machines out. */
    public PlacementQuery weights(int region, int spread) {
      return put("weights", Map.of("region", region, "spread", spread));
    }
  }
}
