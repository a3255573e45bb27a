package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Leases: keeps track of who holds a machine, and keeps others from changing it. */
final class Leases {
  private static final String NONCE = "fly-machine-lease-nonce";
  private static final String OWNER = "emulator@fly.example";
  private static final long DEFAULT_TTL = 60;

  /** Go's own form, as the service prints it: {@code 2022-10-20 19:59:06 +0000 UTC}. */
  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss '+0000 UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Catalog catalog;
  private final World world;

  Leases(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/machines/{machine_id}/lease";
    routes
        .add("GET", path, "Machines_show_lease", this::show)
        .add("POST", path, "Machines_create_lease", this::create)
        .add("DELETE", path, "Machines_release_lease", this::release);
  }

  /** Returns a machine's lease if it has not expired. */
  static Vm.@Nullable Lease active(Vm vm, Instant now) {
    Vm.Lease lease = vm.lease;
    return lease != null && now.isBefore(lease.expiresAt()) ? lease : null;
  }

  /**
   * Checks that the caller may change the machine.
   *
   * <p>A machine without a lease may be changed by anyone, including the holder of an expired
   * lease: its nonce is accepted and has no effect.
   *
   * @throws ApiError 409 if another caller holds it
   */
  void guard(ReceivedCall call, Vm vm) {
    Vm.Lease lease = active(vm, world.now());
    String nonce = call.header(NONCE).orElse("");
    if (lease != null && !lease.nonce().equals(nonce)) {
      throw held(vm, lease);
    }
  }

  private static ApiError held(Vm vm, Vm.Lease lease) {
    return ApiError.message(
        409,
        "machine ID "
            + vm.id
            + " lease currently held by "
            + lease.owner()
            + ", expires at "
            + EXPIRY.format(lease.expiresAt()));
  }

  private Reply show(ReceivedCall call) {
    Vm vm = catalog.living(call);
    Vm.Lease lease = active(vm, world.now());
    if (lease == null) {
      throw ApiError.notFound("lease not found");
    }
    return Reply.ok(wrapped(lease));
  }

  private Reply create(ReceivedCall call) {
    Vm vm = catalog.living(call);
    ObjectNode request = call.json();
    OptionalLong query = call.number("ttl");
    long ttl = query.isPresent() ? query.getAsLong() : Json.number(request, "ttl", DEFAULT_TTL);
    if (ttl < 1) {
      throw ApiError.invalid("ttl must be at least 1 second, not " + ttl);
    }
    guard(call, vm);
    Vm.Lease before = active(vm, world.now());
    String description =
        Json.text(request, "description", before == null ? "" : before.description());
    vm.lease = lease(vm, before == null ? nonce(call, vm) : before.nonce(), ttl, description);
    return Reply.json(201, wrapped(vm.lease));
  }

  /** Renews an expired lease under its own nonce, so its holder can go on. */
  private String nonce(ReceivedCall call, Vm vm) {
    Vm.Lease expired = vm.lease;
    return expired != null && call.header(NONCE).filter(expired.nonce()::equals).isPresent()
        ? expired.nonce()
        : world.ids().hex(16);
  }

  /** Gives a machine that was just created or updated a lease. */
  void grant(Vm vm, long ttl) {
    vm.lease = lease(vm, world.ids().hex(16), ttl, "");
  }

  private Vm.Lease lease(Vm vm, String nonce, long ttl, String description) {
    return new Vm.Lease(nonce, world.now().plusSeconds(ttl), OWNER, description, vm.version);
  }

  private Reply release(ReceivedCall call) {
    Vm vm = catalog.living(call);
    if (call.header(NONCE).isEmpty()) {
      throw ApiError.badRequest("lease nonce is required");
    }
    if (active(vm, world.now()) == null) {
      throw ApiError.notFound("lease not found");
    }
    guard(call, vm);
    vm.lease = null;
    ObjectNode body = Json.object().put("status", "success");
    body.putObject("data").put("ok", true);
    return Reply.ok(body);
  }

  private static ObjectNode wrapped(Vm.Lease lease) {
    ObjectNode body = Json.object().put("status", "success");
    body.putObject("data")
        .put("nonce", lease.nonce())
        .put("expires_at", lease.expiresAt().getEpochSecond())
        .put("owner", lease.owner())
        .put("description", lease.description())
        .put("version", lease.version());
    return body;
  }
}
