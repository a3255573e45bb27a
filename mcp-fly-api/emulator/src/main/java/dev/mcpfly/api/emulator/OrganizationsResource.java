package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;

/** The list of organizations, which is outside the Machines API. */
final class OrganizationsResource {
  private final Catalog catalog;

  OrganizationsResource(Catalog catalog) {
    this.catalog = catalog;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/v1/organizations", "Organizations_list", this::list)
        .add("GET", "/api/v1/organizations/{org_slug}", "Organizations_show", this::show);
  }

  private Reply list(ReceivedCall call) {
    ObjectNode body = Json.object();
    body.putArray("organizations").add(json());
    return Reply.ok(body);
  }

  private Reply show(ReceivedCall call) {
    catalog.org(call.variable("org_slug"));
    ObjectNode body = Json.object();
    body.set("organization", json());
    return Reply.ok(body);
  }

  private ObjectNode json() {
    String slug = catalog.settings.org();
    return Json.object()
        .put("id", "org-" + slug)
        .put("internal_numeric_id", 1)
        .put("slug", slug)
        .put("raw_slug", slug)
        .put("paid_plan", false)
        .put("personal", slug.equals("personal"))
        .put("billing_status", "CURRENT")
        .put("name", slug)
        .put("billable", true)
        .put("remote_builder_image", "");
  }
}
