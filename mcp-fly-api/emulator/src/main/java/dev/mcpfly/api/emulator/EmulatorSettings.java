package dev.mcpfly.api.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings with which the emulator was built. */
record EmulatorSettings(
    MachineRuntime runtime,
    LifecycleDelays delays,
    Duration lag,
    String org,
    List<EmulatedRegion> regions,
    Map<String, Integer> capacity,
    Set<String> foreignApps,
    Set<String> errorRegions,
    boolean emptyPages,
    Duration idleTimeout,
    Duration edgePatience) {

  static EmulatorSettings of(FlyEmulator.Builder options) {
    return new EmulatorSettings(
        options.runtime,
        options.delays,
        options.eventualConsistency,
        options.org,
        EmulatedRegion.named(options.regions),
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
