package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;

/** Writes machine events, and the log lines that go with them. Used inside the world's lock. */
final class Events {
  private final World world;

  Events(World world) {
    this.world = world;
  }

  void add(Vm vm, String type, String status, String source) {
    vm.record(event(type, status, source));
    vm.updatedAt = world.now();
    vm.app.logs.add(world.now(), vm, "runner", "info", "Machine " + type + ": " + status);
  }

  void exit(Vm vm, int code, boolean requested, boolean restarting) {
    boolean signalled = code > 128 && code < 160;
    ObjectNode exit =
        Json.object()
            .put("exit_code", code)
            .put("exited_at", world.now().toString())
            .put("guest_exit_code", code)
            .put("guest_signal", signalled ? code - 128 : -1)
            .put("oom_killed", false)
            .put("requested_stop", requested)
            .put("restarting", restarting)
            .put("signal", signalled ? code - 128 : -1);
    ObjectNode event = event("exit", requested ? "stopped" : "exited", "flyd");
    ObjectNode request = event.putObject("request");
    request.set("exit_event", exit);
    request.putObject("MonitorEvent").set("exit_event", exit.deepCopy());
    request.put("restart_count", vm.restarts);
    vm.record(event);
    vm.updatedAt = world.now();
    String reason = requested ? ", requested" : "";
    String message = "Main child exited with code " + code + reason;
    vm.app.logs.add(world.now(), vm, "runner", code == 0 ? "info" : "error", message);
  }

  private ObjectNode event(String type, String status, String source) {
    return Json.object()
        .put("id", world.ids().ulid())
        .put("type", type)
        .put("status", status)
        .put("source", source)
        .put("timestamp", world.now().toEpochMilli());
  }
}
