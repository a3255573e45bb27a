package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All apps, and how a call finds what it names. Guarded by the world's lock. */
final class Catalog {
  final Map<String, EmulatedApp> apps = new LinkedHashMap<>();
  final EmulatorSettings settings;

  /** The paths of config fields that callers sent and the API's description does not have. */
  final Set<String> unknownFields = new TreeSet<>();

  private final World world;

  Catalog(EmulatorSettings settings, World world) {
    this.settings = settings;
    this.world = world;
  }

  /**
   * Finds the call's app.
   *
   * @throws ApiError 404, 403 or 401
   */
  EmulatedApp app(ReceivedCall call) {
    String name = call.variable("app_name");
    if (call.scope() != null && !call.scope().equals(name)) {
      throw ApiError.of(403, "unauthorized");
    }
    return app(name);
  }

  /**
   * Finds the call's app, which must not be in deletion.
   *
   * @throws ApiError 404, 403 or 401
   */
  EmulatedApp lasting(ReceivedCall call) {
    EmulatedApp app = app(call);
    if (app.deleting) {
      throw ApiError.notFound("app not found");
    }
    return app;
  }

  EmulatedApp app(String name) {
    if (settings.foreignApps().contains(name)) {
      throw ApiError.of(403, "unauthorized");
    }
    EmulatedApp app = apps.get(name);
    if (app == null || world.now().isBefore(app.createdAt.plus(settings.lag().dividedBy(2)))) {
      throw ApiError.notFound("app not found");
    }
    if (world.now().isBefore(app.createdAt.plus(settings.lag()))) {
      throw ApiError.of(401, "unauthorized");
    }
    return app;
  }

  /**
   * Finds the call's machine, which may be destroyed.
   *
   * @throws ApiError 404
   */
  Vm machine(ReceivedCall call) {
    Vm vm = app(call).machines.get(call.variable("machine_id"));
    if (vm == null || !visible(vm)) {
      throw ApiError.notFound("machine not found");
    }
    return vm;
  }

  /**
   * Finds the call's machine, which must not be destroyed.
   *
   * @throws ApiError 404
   */
  Vm living(ReceivedCall call) {
    Vm vm = machine(call);
    if (vm.destroyed()) {
      throw ApiError.notFound("machine not found");
    }
    return vm;
  }

  boolean visible(Vm vm) {
    Instant from = vm.createdAt.plus(settings.lag());
    return !world.now().isBefore(from);
  }

  /**
   * Finds the call's volume.
   *
   * @throws ApiError 404
   */
  EmulatedVolume volume(ReceivedCall call) {
    EmulatedVolume volume = app(call).volumes.get(call.variable("volume_id"));
    if (volume == null) {
      throw ApiError.notFound("volume not found");
    }
    return volume;
  }

  /**
   * Checks that the call's organization is ours.
   *
   * @throws ApiError 404
   */
  void org(String slug) {
    if (!slug.equals(settings.org())) {
      throw ApiError.notFound("organization not found");
    }
  }
}
