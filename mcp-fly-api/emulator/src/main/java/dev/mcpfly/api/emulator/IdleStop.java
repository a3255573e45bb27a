package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Stops or suspends machines that have been idle for a while, where their services say so. Like
 * Fly's proxy, at most one machine of an app goes down in a region at a time, and {@code
 * min_machines_running} counts in the primary region only.
 */
final class IdleStop {
  private final World world;
  private final Lifecycle lifecycle;
  private final Duration idleTimeout;

  /** When the next machine of an app may go down in a region. Guarded by the world's lock. */
  private final Map<String, Instant> passes = new HashMap<>();

  IdleStop(World world, Lifecycle lifecycle, Duration idleTimeout) {
    this.world = world;
    this.lifecycle = lifecycle;
    this.idleTimeout = idleTimeout;
  }

  /** Watches a machine from now on, until it goes down. Called inside the lock. */
  void watch(Vm vm) {
    if (!action(vm).isEmpty()) {
      lookAgain(vm, vm.orders, idleTimeout);
    }
  }

  private void lookAgain(Vm vm, long order, Duration wait) {
    world.later(wait, () -> world.locked(() -> look(vm, order)));
  }

  private void look(Vm vm, long order) {
    if (vm.orders != order || !vm.state.equals("started")) {
      return;
    }
    Instant due = vm.lastUse.plus(idleTimeout);
    String place = vm.app.name + " " + vm.region;
    Instant next = passes.getOrDefault(place, Instant.MIN);
    if (vm.connections > 0 || needed(vm)) {
      lookAgain(vm, order, idleTimeout);
    } else if (world.now().isBefore(due)) {
      lookAgain(vm, order, Duration.between(world.now(), due));
    } else if (world.now().isBefore(next)) {
      // Another one of this app and region went down in this pass.
      lookAgain(vm, order, Duration.between(world.now(), next));
    } else {
      passes.put(place, world.now().plus(idleTimeout));
      if (action(vm).equals("suspend")) {
        lifecycle.suspend(vm);
      } else {
        lifecycle.stop(vm, null, null);
      }
    }
  }

  /** Returns whether the machine must stay up because too few others are running. */
  private static boolean needed(Vm vm) {
    long least = 0;
    for (JsonNode service : vm.services()) {
      least = Math.max(least, Json.number(service, "min_machines_running", 0));
    }
    if (!vm.region.equals(primaryRegion(vm))) {
      return false;
    }
    long running =
        vm.app.living().stream()
            .filter(other -> other.region.equals(vm.region) && other.state.equals("started"))
            .count();
    return running <= least;
  }

  /** Returns what {@code PRIMARY_REGION} names, as flyctl sets it; else where the app began. */
  private static String primaryRegion(Vm vm) {
    String first = vm.app.living().stream().map(other -> other.region).findFirst().orElse("");
    return Json.text(Json.child(vm.config, "env"), "PRIMARY_REGION", first);
  }

  private static String action(Vm vm) {
    String action = "";
    for (JsonNode service : vm.services()) {
      JsonNode autostop = service.get("autostop");
      if (autostop != null && autostop.isBoolean() && autostop.booleanValue()) {
        action = "stop";
      } else if (autostop != null && autostop.isString() && action.isEmpty()) {
        action = "suspend";
      }
    }
    return action;
  }
}
