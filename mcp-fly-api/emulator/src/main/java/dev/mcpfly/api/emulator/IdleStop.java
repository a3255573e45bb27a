package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** Stops or suspends machines that nobody has used for a while, where their services say so. */
final class IdleStop {
  private final World world;
  private final Lifecycle lifecycle;
  private final Duration idleTimeout;

  IdleStop(World world, Lifecycle lifecycle, Duration idleTimeout) {
    this.world = world;
    this.lifecycle = lifecycle;
    this.idleTimeout = idleTimeout;
  }

  /** Looks after a machine from now on, until it goes down. Called inside the lock. */
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
    if (vm.connections > 0 || world.now().isBefore(due) || needed(vm)) {
      Duration rest = Duration.between(world.now(), due);
      boolean busy = vm.connections > 0 || rest.isZero() || rest.isNegative();
      lookAgain(vm, order, busy ? idleTimeout : rest);
    } else if (action(vm).equals("suspend")) {
      lifecycle.suspend(vm);
    } else {
      lifecycle.stop(vm, null, null);
    }
  }

  /** Tells whether too few others run for this one to go. */
  private static boolean needed(Vm vm) {
    long least = 0;
    for (JsonNode service : vm.services()) {
      least = Math.max(least, Json.number(service, "min_machines_running", 0));
    }
    long running =
        vm.app.living().stream()
            .filter(other -> other.region.equals(vm.region) && other.state.equals("started"))
            .count();
    return running <= least;
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
