package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.regex.Pattern;

/** Apps: list, create, read, delete, deploy tokens. */
final class AppsResource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

  private final Catalog catalog;
  private final World world;
  private final Lifecycle lifecycle;
  private final Volumes volumes;
  private final TokenCheck access;

  AppsResource(
      Catalog catalog, World world, Lifecycle lifecycle, Volumes volumes, TokenCheck access) {
    this.catalog = catalog;
    this.world = world;
    this.lifecycle = lifecycle;
    this.volumes = volumes;
    this.access = access;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/v1/apps", "Apps_list", this::list)
        .add("POST", "/v1/apps", "Apps_create", this::create)
        .add("GET", "/v1/apps/{app_name}", "Apps_show", this::show)
        .add("DELETE", "/v1/apps/{app_name}", "Apps_delete", this::delete)
        .add(
            "POST",
            "/v1/apps/{app_name}/deploy_token",
            "App_create_deploy_token",
            this::createDeployToken);
  }

  private Reply list(ReceivedCall call) {
    forbidScoped(call);
    String org =
        call.query("org_slug").orElseThrow(() -> ApiError.badRequest("org_slug is required"));
    catalog.org(org);
    String role = call.query("app_role").orElse("");
    ArrayNode apps = Json.array();
    for (EmulatedApp app : catalog.apps.values()) {
      boolean visible = !world.now().isBefore(app.createdAt.plus(catalog.settings.lag()));
      if (visible && (role.isEmpty() || role.equals(app.role))) {
        apps.add(
            Json.object()
                .put("id", app.id)
                .put("name", app.name)
                .put("machine_count", app.living().size())
                .put("volume_count", app.volumes.size())
                .put("network", app.network));
      }
    }
    ObjectNode body = Json.object().put("total_apps", apps.size());
    body.set("apps", apps);
    return Reply.ok(body);
  }

  private Reply create(ReceivedCall call) {
    forbidScoped(call);
    ObjectNode request = call.json();
    String name = Json.text(request, "name", Json.text(request, "app_name", ""));
    String org = Json.text(request, "org_slug", "");
    if (org.isEmpty()) {
      throw ApiError.badRequest("authorization: request doesn't contain org_slug");
    }
    catalog.org(org);
    if (!NAME.matcher(name).matches()) {
      throw ApiError.of(
          422,
          "Validation failed: Name under 63 chars using numbers, lowercase letters and dashes");
    }
    if (catalog.apps.containsKey(name) || catalog.settings.foreignApps().contains(name)) {
      throw ApiError.coded(422, "name_taken", "Validation failed: Name has already been taken");
    }
    EmulatedApp app =
        new EmulatedApp(
            name,
            world.ids().plain("", 16),
            1_000_000 + world.ids().number(9_000_000),
            Json.text(request, "network", "default"),
            Json.text(request, "app_role_id", ""),
            world.now());
    catalog.apps.put(name, app);
    ObjectNode body;
    if (call.flag("wait")) {
      body = json(app);
    } else {
      body = Json.object().put("id", app.id).put("created_at", app.createdAt.toEpochMilli());
    }
    String cookie = "fly_flaps_affinity=" + world.ids().hex(16) + "; Path=/v1/apps/" + name;
    return Reply.json(201, body).with("Set-Cookie", cookie);
  }

  private Reply show(ReceivedCall call) {
    return Reply.ok(json(catalog.app(call)));
  }

  private ObjectNode json(EmulatedApp app) {
    ObjectNode json =
        Json.object()
            .put("id", app.id)
            .put("internal_numeric_id", app.number)
            .put("name", app.name)
            .put("status", app.status())
            .put("network", app.network)
            .put("network_cidr", "fdaa:0:" + Long.toHexString(app.number) + "::/48")
            .put("machine_count", app.living().size())
            .put("volume_count", app.volumes.size())
            .put("cname_target", app.id.substring(0, 7) + "." + app.name + ".fly.dev")
            .put("app_role", app.role);
    json.putObject("organization")
        .put("name", catalog.settings.org())
        .put("slug", catalog.settings.org())
        .put("internal_numeric_id", 1);
    return json;
  }

  private Reply delete(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    if (!app.deleting) {
      app.deleting = true;
      app.living().forEach(vm -> lifecycle.destroy(vm, true));
      world.later(catalog.settings.delays().destroy(), () -> world.locked(() -> remove(app)));
    }
    return Reply.empty(202);
  }

  /** Removes an app once its machines are gone; looks again while they are not. */
  private void remove(EmulatedApp app) {
    if (app.living().isEmpty()) {
      app.volumes.values().forEach(volumes::discard);
      catalog.apps.remove(app.name, app);
    } else {
      world.later(Volumes.RECHECK, () -> world.locked(() -> remove(app)));
    }
  }

  private Reply createDeployToken(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    String expiry = Json.text(call.json(), "expiry", "");
    if (!expiry.isEmpty()) {
      GoDuration.parse(expiry);
    }
    return Reply.ok(Json.object().put("token", access.mintFor(app.name)));
  }

  private static void forbidScoped(ReceivedCall call) {
    if (call.scope() != null) {
      throw ApiError.of(403, "unauthorized");
    }
  }
}
