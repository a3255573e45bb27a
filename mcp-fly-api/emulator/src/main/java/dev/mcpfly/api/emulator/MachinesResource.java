package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Machines: create, read, list, update, delete. */
final class MachinesResource {
  private final Catalog catalog;
  private final World world;
  private final Lifecycle lifecycle;
  private final Leases leases;
  private final VmJson json;
  private final Attachments attachments;

  MachinesResource(Catalog catalog, World world, Lifecycle lifecycle, Leases leases) {
    this.catalog = catalog;
    this.world = world;
    this.lifecycle = lifecycle;
    this.leases = leases;
    this.json = new VmJson(world);
    this.attachments = new Attachments();
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/machines";
    String one = path + "/{machine_id}";
    routes
        .add("GET", path, "Machines_list", this::list)
        .add("POST", path, "Machines_create", this::create)
        .add("GET", one, "Machines_show", this::show)
        .add("POST", one, "Machines_update", this::update)
        .add("DELETE", one, "Machines_delete", this::delete);
  }

  private Reply list(ReceivedCall call) {
    VmFilter filter = VmFilter.of(call);
    boolean summary = call.flag("summary");
    boolean leased = call.flag("include_leases");
    ArrayNode found = Json.array();
    for (Vm vm : catalog.app(call).machines.values()) {
      if (catalog.visible(vm) && filter.accepts(vm)) {
        found.add(summary ? json.summary(vm) : json.write(vm, leased));
      }
    }
    return Reply.ok(found);
  }

  private Reply show(ReceivedCall call) {
    return Reply.ok(json.write(catalog.machine(call), call.flag("include_leases")));
  }

  private Reply create(ReceivedCall call) {
    EmulatedApp app = catalog.lasting(call);
    ObjectNode request = call.json();
    ObjectNode config =
        ConfigRules.check(Json.child(request, "config"), catalog.unknownFields::add);
    app.secrets.require(number(request, "min_secrets_version"));
    String given = Json.text(request, "name", "");
    String name = given.isEmpty() ? freeName(app) : given;
    if (app.hasMachineNamed(name)) {
      throw ApiError.of(
          409,
          "already_exists: unique machine name violation, machine with name '"
              + name
              + "' already exists");
    }
    String region = place(app, request, config);
    attachments.check(app, config, region, null);
    Vm vm = new Vm(app, world.ids().machine(), name, region, privateIp(), config, world.now());
    attachments.attach(vm);
    renew(vm, request);
    vm.cordoned = Json.flag(request, "skip_service_registration", false);
    app.machines.put(vm.id, vm);
    lifecycle.create(vm, !Json.flag(request, "skip_launch", false));
    return Reply.ok(withNonce(vm, request));
  }

  private String freeName(EmulatedApp app) {
    String name = world.ids().name();
    while (app.hasMachineNamed(name)) {
      name = world.ids().name();
    }
    return name;
  }

  /** Chooses the region: where the volume is, else the first that is asked for and has room. */
  private String place(EmulatedApp app, ObjectNode request, ObjectNode config) {
    String home = attachments.region(app, config);
    String wish = Json.text(request, "region", home == null ? world.nearest() : home);
    List<EmulatedRegion> regions = EmulatedRegion.matching(catalog.settings.regions(), wish);
    if (regions.isEmpty()) {
      throw ApiError.invalid("region '" + wish + "' not found");
    }
    if (home != null && regions.stream().anyMatch(region -> region.code().equals(home))) {
      return home;
    }
    return regions.stream()
        .map(EmulatedRegion::code)
        .filter(this::hasRoom)
        .findFirst()
        .orElseThrow(
            () -> ApiError.coded(422, "insufficient_capacity", "could not find a candidate host"));
  }

  private boolean hasRoom(String region) {
    Integer capacity = catalog.settings.capacity().get(region);
    return capacity == null
        || capacity
            > catalog.apps.values().stream()
                .flatMap(app -> app.living().stream())
                .filter(vm -> vm.region.equals(region))
                .count();
  }

  private String privateIp() {
    return "fdaa:0:"
        + world.ids().hex(4)
        + ":a7b:"
        + world.ids().hex(4)
        + ":0:"
        + world.ids().hex(4)
        + ":2";
  }

  private Reply update(ReceivedCall call) {
    Vm vm = catalog.living(call);
    leases.guard(call, vm);
    ObjectNode request = call.json();
    String expected = Json.text(request, "current_version", "");
    if (!expected.isEmpty() && !expected.equals(vm.version)) {
      throw ApiError.of(
          409,
          "aborted: current_version does not match: expected " + expected + ", is " + vm.version);
    }
    if (vm.state.equals("replacing") || vm.state.equals("destroying")) {
      throw ApiError.of(409, "aborted: machine update failed due to concurrent update");
    }
    checkSame("name", Json.text(request, "name", vm.name), vm.name);
    checkSame("region", Json.text(request, "region", vm.region), vm.region);
    ObjectNode config =
        ConfigRules.check(Json.child(request, "config"), catalog.unknownFields::add);
    vm.app.secrets.require(number(request, "min_secrets_version"));
    attachments.check(vm.app, config, vm.region, vm);
    vm.config = config;
    attachments.attach(vm);
    vm.memoryLimitMb = null;
    renew(vm, request);
    lifecycle.update(vm, !Json.flag(request, "skip_launch", false));
    return Reply.ok(withNonce(vm, request));
  }

  private static void checkSame(String field, String wanted, String present) {
    if (!wanted.equals(present)) {
      throw ApiError.invalid(
          "a machine's " + field + " cannot change, from '" + present + "' to '" + wanted + "'");
    }
  }

  /** Gives the machine its next version, with the current secrets, and the requested lease. */
  private void renew(Vm vm, ObjectNode request) {
    vm.version = world.ids().ulid();
    vm.versions.add(new Vm.Version(vm.version, vm.config));
    boolean skip = Json.flag(request, "skip_secrets", false);
    vm.secrets = skip ? Map.of() : vm.app.secrets.values();
    long ttl = Json.number(request, "lease_ttl", 0);
    if (ttl > 0 && Leases.active(vm, world.now()) == null) {
      leases.grant(vm, ttl);
    }
  }

  private ObjectNode withNonce(Vm vm, ObjectNode request) {
    ObjectNode body = json.write(vm, false);
    Vm.Lease lease = Leases.active(vm, world.now());
    if (Json.number(request, "lease_ttl", 0) > 0 && lease != null) {
      body.put("nonce", lease.nonce());
    }
    return body;
  }

  private static OptionalLong number(ObjectNode request, String member) {
    JsonNode value = request.get(member);
    return value != null && value.isNumber()
        ? OptionalLong.of(value.asLong())
        : OptionalLong.empty();
  }

  private Reply delete(ReceivedCall call) {
    Vm vm = catalog.living(call);
    leases.guard(call, vm);
    lifecycle.destroy(vm, call.flag("force") || call.flag("kill"));
    return Reply.done();
  }
}
