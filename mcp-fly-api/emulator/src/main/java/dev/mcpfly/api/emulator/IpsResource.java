package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** IP addresses of an app. */
final class IpsResource {
  private static final Set<String> TYPES =
      Set.of("v4", "v6", "shared_v4", "private_v6", "egress_v4", "egress_v6", "egress_pair");

  private final Catalog catalog;
  private final World world;

  IpsResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/ip_assignments";
    routes
        .add("GET", path, "App_IPAssignments_list", this::list)
        .add("POST", path, "App_IPAssignments_create", this::create)
        .add("DELETE", path + "/{ip}", "App_IPAssignments_delete", this::delete);
  }

  private Reply list(ReceivedCall call) {
    ArrayNode ips = Json.array();
    catalog.app(call).ips.forEach(ips::add);
    ObjectNode body = Json.object();
    body.set("ips", ips);
    return Reply.ok(body);
  }

  private Reply create(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    ObjectNode request = call.json();
    String type = Json.text(request, "type", "");
    if (!TYPES.contains(type)) {
      throw ApiError.badRequest("invalid ip type '" + type + "'");
    }
    String network = Json.text(request, "network", "");
    if (!network.isEmpty() && !network.equals("default") && !network.equals(app.network)) {
      throw ApiError.badRequest("network not found");
    }
    String org = Json.text(request, "org_slug", catalog.settings.org());
    catalog.org(org);
    Optional<ObjectNode> shared =
        app.ips.stream().filter(ip -> Json.flag(ip, "shared", false)).findFirst();
    if (type.equals("shared_v4") && shared.isPresent()) {
      return Reply.ok(shared.get());
    }
    ObjectNode ip = assignment(type, request, network, org);
    app.ips.add(ip);
    return Reply.ok(ip);
  }

  private ObjectNode assignment(String type, ObjectNode request, String network, String org) {
    boolean egress = type.startsWith("egress");
    ObjectNode ip = Json.object();
    if (type.equals("egress_pair")) {
      ip.putNull("ip");
      ip.putObject("ip_pair").put("v4", v4("137.66.")).put("v6", v6("2605:4c40"));
    } else if (type.equals("private_v6")) {
      ip.put("ip", v6("fdaa"));
    } else if (type.endsWith("v6")) {
      ip.put("ip", v6("2a09:8280"));
    } else {
      ip.put("ip", v4(type.equals("shared_v4") ? "66.241." : "137.66."));
    }
    boolean global = !egress && Json.text(request, "region", "").isEmpty();
    ip.put("region", global ? "global" : Json.text(request, "region", world.nearest()))
        .put("service_name", Json.text(request, "service_name", ""))
        .put("shared", type.equals("shared_v4"))
        .put("egress", egress)
        .put("created_at", world.now().toString())
        .put("type", type);
    if (type.equals("private_v6")) {
      ip.putObject("network").put("name", network).put("org_slug", org);
    } else {
      ip.putNull("network");
    }
    return ip;
  }

  private String v4(String prefix) {
    return prefix + world.ids().number(256) + "." + (1 + world.ids().number(254));
  }

  private String v6(String prefix) {
    StringBuilder address = new StringBuilder(prefix).append(":0:1:");
    for (int group = 0; group < 4; group++) {
      String colon = group == 0 ? "" : ":";
      address.append(colon).append(Integer.toHexString(0x1000 + world.ids().number(0xefff)));
    }
    return address.toString();
  }

  private Reply delete(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    String address = call.variable("ip");
    boolean gone =
        app.ips.removeIf(
            ip ->
                address.equals(Json.text(ip, "ip"))
                    || address.equals(Json.text(Json.child(ip, "ip_pair"), "v4"))
                    || address.equals(Json.text(Json.child(ip, "ip_pair"), "v6")));
    if (!gone) {
      throw ApiError.notFound("ip not found");
    }
    return Reply.empty(204);
  }
}
