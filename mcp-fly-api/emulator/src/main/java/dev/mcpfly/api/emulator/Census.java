package dev.mcpfly.api.emulator;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;

/** Counts what exists. Used inside the world's lock. */
final class Census {
  private Census() {}

  static FlyEmulator.Counts of(Catalog catalog, Instant now) {
    Collection<EmulatedApp> apps = catalog.apps.values();
    List<Vm> machines = apps.stream().flatMap(app -> app.living().stream()).toList();
    return new FlyEmulator.Counts(
        apps.size(),
        machines.size(),
        (int) machines.stream().filter(vm -> vm.state.equals("started")).count(),
        sum(apps, app -> app.volumes.size()),
        sum(apps, app -> app.ips.size()),
        sum(apps, app -> app.secrets.size()),
        sum(apps, app -> app.keys.entries.size()),
        sum(apps, app -> app.certificates.size()),
        (int) machines.stream().filter(vm -> Leases.active(vm, now) != null).count());
  }

  private static int sum(Collection<EmulatedApp> apps, ToIntFunction<EmulatedApp> part) {
    return apps.stream().mapToInt(part).sum();
  }
}
