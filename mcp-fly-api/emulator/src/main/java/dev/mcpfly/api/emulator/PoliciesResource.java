package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.Map;

/** Network policies. They are stored and shown, but do not change what machines can reach. */
final class PoliciesResource {
  private final Catalog catalog;
  private final World world;

  PoliciesResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/network_policies";
    routes
        .add("GET", path, "NetworkPolicies_list", this::list)
        .add("POST", path, "NetworkPolicies_set", this::set)
        .add("DELETE", path + "/{policy_id}", "NetworkPolicies_delete", this::delete);
  }

  private Reply list(ReceivedCall call) {
    ArrayNode policies = Json.array();
    catalog.app(call).policies.values().forEach(policies::add);
    return Reply.ok(policies);
  }

  private Reply set(ReceivedCall call) {
    Map<String, ObjectNode> policies = catalog.app(call).policies;
    ObjectNode policy = call.json();
    if (Json.text(policy, "name", "").isEmpty()) {
      throw ApiError.invalid("a network policy needs a name");
    }
    if (Json.child(policy, "selector") == null) {
      throw ApiError.invalid("a network policy needs a selector");
    }
    for (JsonNode rule : Json.items(policy, "rules")) {
      checkRule(rule);
    }
    String id = Json.text(policy, "id", "");
    if (!id.isEmpty() && !policies.containsKey(id)) {
      throw ApiError.notFound("network policy not found");
    }
    ObjectNode kept = policy.deepCopy();
    kept.put("id", id.isEmpty() ? world.ids().plain("np_", 12) : id);
    policies.put(Json.text(kept, "id", ""), kept);
    return Reply.json(id.isEmpty() ? 201 : 200, kept);
  }

  private static void checkRule(JsonNode rule) {
    String action = Json.text(rule, "action", "");
    String direction = Json.text(rule, "direction", "");
    if (!action.equals("allow")) {
      throw ApiError.invalid("the action of a rule is 'allow', not '" + action + "'");
    }
    if (!direction.equals("ingress") && !direction.equals("egress")) {
      throw ApiError.invalid(
          "the direction of a rule is 'ingress' or 'egress', not '" + direction + "'");
    }
  }

  private Reply delete(ReceivedCall call) {
    if (catalog.app(call).policies.remove(call.variable("policy_id")) == null) {
      throw ApiError.notFound("network policy not found");
    }
    return Reply.empty(204);
  }
}
