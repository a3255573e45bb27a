package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;

/** A machine's events, versions and memory. */
final class MachineDetails {
  private static final long MOST_EVENTS = 50;

  private final Catalog catalog;

  MachineDetails(Catalog catalog) {
    this.catalog = catalog;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/machines/{machine_id}/";
    routes
        .add("GET", path + "events", "Machines_list_events", this::events)
        .add("GET", path + "versions", "Machines_list_versions", this::versions)
        .add("GET", path + "memory", "Machines_get_memory", this::memory)
        .add("PUT", path + "memory", "Machines_set_memory_limit", this::setMemoryLimit)
        .add("POST", path + "memory/reclaim", "Machines_reclaim_memory", this::reclaimMemory);
  }

  private Reply events(ReceivedCall call) {
    long limit = call.number("limit").orElse(20);
    if (limit < 1 || limit > MOST_EVENTS) {
      throw ApiError.invalid("limit must be between 1 and " + MOST_EVENTS + ", not " + limit);
    }
    ArrayNode events = Json.array();
    catalog.machine(call).events.stream().limit(limit).forEach(events::add);
    return Reply.ok(events);
  }

  private Reply versions(ReceivedCall call) {
    ArrayNode versions = Json.array();
    for (Vm.Version version : catalog.machine(call).versions) {
      ObjectNode json = Json.object().put("version", version.id());
      json.set("user_config", version.config());
      versions.add(json);
    }
    return Reply.ok(versions);
  }

  private Reply memory(ReceivedCall call) {
    return Reply.ok(json(running(call)));
  }

  private Reply setMemoryLimit(ReceivedCall call) {
    Vm vm = running(call);
    long limit = Json.number(call.json(), "limit_mb", 0);
    ObjectNode guest = Json.child(vm.config, "guest");
    long most = Json.number(guest, "max_memory_mb", memory(vm));
    if (limit < 1 || limit > most) {
      throw ApiError.invalid("limit_mb must be between 1 and " + most + ", not " + limit);
    }
    vm.memoryLimitMb = limit;
    return Reply.ok(json(vm));
  }

  private Reply reclaimMemory(ReceivedCall call) {
    Vm vm = running(call);
    long amount = Json.number(call.json(), "amount_mb", 0);
    if (amount < 1) {
      throw ApiError.invalid("amount_mb must be at least 1, not " + amount);
    }
    long actual = Math.min(amount, Json.number(json(vm), "available_mb", 0));
    return Reply.ok(Json.object().put("actual_mb", actual));
  }

  private Vm running(ReceivedCall call) {
    Vm vm = catalog.living(call);
    Lifecycle.running(vm);
    return vm;
  }

  private static long memory(Vm vm) {
    return Json.number(Json.child(vm.config, "guest"), "memory_mb", 256);
  }

  /** Nothing is measured: a quarter of the limit counts as used. */
  private static ObjectNode json(Vm vm) {
    long limit = vm.memoryLimitMb == null ? memory(vm) : vm.memoryLimitMb;
    return Json.object().put("limit_mb", limit).put("available_mb", limit - limit / 4);
  }
}
