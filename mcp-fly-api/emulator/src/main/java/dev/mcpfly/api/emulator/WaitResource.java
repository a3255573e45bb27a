package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Waiting for a machine's state. */
final class WaitResource {
  private static final Set<String> STATES =
      Set.of("started", "stopped", "suspended", "destroyed", "failed", "settled");

  private final Catalog catalog;
  private final World world;

  WaitResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/machines/{machine_id}/wait";
    routes.addPatient("GET", path, "Machines_wait", this::await);
  }

  private Reply await(ReceivedCall call) {
    long timeout = call.number("timeout").orElse(60);
    if (timeout < 1 || timeout > 60) {
      throw ApiError.invalid(
          "invalid WaitMachineRequest.Timeout: value must be inside range [1s, 1m0s]");
    }
    List<String> states = call.list("state");
    Wish wish =
        new Wish(
            states.isEmpty() ? List.of("started") : states,
            call.query("version").or(() -> call.query("instance_id")).orElse(""),
            call.query("from_event_id").orElse(""));
    for (String state : wish.states()) {
      if (!STATES.contains(state)) {
        throw ApiError.invalid("invalid WaitMachineRequest.State: '" + state + "'");
      }
    }
    Instant deadline = world.now().plusSeconds(timeout);
    Vm vm = world.locked(() -> catalog.machine(call));
    world.await(() -> wish.granted(vm) || wish.replaced(vm), deadline);
    return world.locked(() -> reply(vm, wish));
  }

  private static Reply reply(Vm vm, Wish wish) {
    if (!wish.granted(vm)) {
      String state = wish.replaced(vm) ? "replaced" : vm.state;
      throw ApiError.of(
          408,
          "deadline_exceeded: machine failed to reach desired state, "
              + wish.states().get(0)
              + ", currently "
              + state);
    }
    ObjectNode body =
        Json.object().put("ok", true).put("state", vm.state).put("version", vm.version);
    if (!vm.events.isEmpty()) {
      body.put("event_id", Json.text(vm.events.getFirst(), "id", ""));
    }
    return Reply.ok(body);
  }

  /** What is waited for. */
  private record Wish(List<String> states, String version, String fromEvent) {

    boolean granted(Vm vm) {
      boolean reached = states.contains(vm.state) || (states.contains("settled") && vm.rests());
      return reached && !replaced(vm) && after(vm);
    }

    /** Returns whether the version that is waited for has been replaced by a newer one. */
    boolean replaced(Vm vm) {
      return !version.isEmpty() && !version.equals(vm.version);
    }

    /** Returns whether something has happened since the event to start from. */
    private boolean after(Vm vm) {
      if (fromEvent.isEmpty() || vm.events.isEmpty()) {
        return true;
      }
      JsonNode newest = vm.events.getFirst();
      return Json.text(newest, "id", "").compareTo(fromEvent) > 0;
    }
  }
}
