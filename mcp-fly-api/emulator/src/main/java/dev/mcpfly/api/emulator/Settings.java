package dev.mcpfly.api.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was chosen when the emulator was built. */
record Settings(
    MachineRuntime runtime,
    LifecycleDelays delays,
    Duration lag,
    String org,
    List<Region> regions,
    Map<String, Integer> capacity,
    Set<String> foreignApps,
    Set<String> errorRegions,
    boolean emptyPages,
    Duration idleTimeout,
    Duration edgePatience) {

  static Settings of(FlyEmulatorBuilder options) {
    return new Settings(
        options.runtime,
        options.delays,
        options.eventualConsistency,
        options.org,
        Region.named(options.regions),
        Map.copyOf(options.capacity),
        Set.copyOf(options.foreignApps),
        Set.copyOf(options.errorRegions),
        options.emptyPages,
        options.idleTimeout,
        options.edgePatience);
  }

  /** Returns the region that the emulator itself is in. */
  String nearest() {
    return regions.get(0).code();
  }
}
