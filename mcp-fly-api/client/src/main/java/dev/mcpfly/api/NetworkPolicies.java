package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The network policies of one app. Machines see a change when they are restarted. */
public final class NetworkPolicies {
  private final CallEngine engine;
  private final String app;

  NetworkPolicies(CallEngine engine, String app) {
    this.engine = engine;
    this.app = app;
  }

  /** Lists the policies: {@code GET /v1/apps/{app}/network_policies}. */
  public List<NetworkPolicy> list() {
    return engine
        .send(new OperationCall(FlyOperation.NETWORK_POLICIES_LIST, app))
        .wrappedList(NetworkPolicy::new, "network_policies", "policies", "data");
  }

  /**
   * Creates a policy, or replaces the one whose id the settings name: {@code POST
   * /v1/apps/{app}/network_policies}. If the reply is lost, the client compares the list of
   * policies before and after.
   */
  public NetworkPolicy put(String name, Consumer<PolicyRequest> settings) {
    return put(name, body(name, settings));
  }

  static JsonObject body(String name, Consumer<PolicyRequest> settings) {
    PolicyRequest request = new PolicyRequest(Rules.notBlank("name", name));
    settings.accept(request);
    return request.build();
  }

  NetworkPolicy put(String name, JsonObject body) {
    if (body.get("id") != null) {
      return read(
          engine.send(
              new OperationCall(FlyOperation.NETWORK_POLICIES_PUT, app).body(body).repeatable()),
          body);
    }
    Set<Optional<String>> before =
        list().stream().map(NetworkPolicy::id).collect(Collectors.toSet());
    return new CreateOnce(engine)
        .run(
            () -> new OperationCall(FlyOperation.NETWORK_POLICIES_PUT, app).body(body),
            answer -> read(answer, body),
            () ->
                list().stream()
                    .filter(policy -> policy.name().equals(name))
                    .filter(policy -> !before.contains(policy.id()))
                    .findFirst(),
            policy -> policy.id().orElse(name));
  }

  /**
   * Deletes a policy: {@code DELETE /v1/apps/{app}/network_policies/{id}}.
   *
   * @return false if there was no such policy
   */
  public boolean delete(String id) {
    return Absence.of(
        () -> engine.send(new OperationCall(FlyOperation.NETWORK_POLICIES_DELETE, app, id)));
  }

  /** Reads the policy from a reply of either form, or takes what was sent. */
  private static NetworkPolicy read(Answer answer, JsonObject sent) {
    JsonObject json = answer.objectOrEmpty();
    return answer.read(
        () -> {
          for (String name : new String[] {"network_policy", "policy", "data"}) {
            JsonObject nested = json.object(name);
            if (nested != null) {
              return new NetworkPolicy(nested);
            }
          }
          return new NetworkPolicy(json.get("name") == null ? sent : json);
        });
  }

  /** The machines that a policy applies to, and what it allows. */
  public static final class PolicyRequest extends JsonFields<PolicyRequest> {
    private PolicyRequest(String name) {
      super(JsonObject.of("name", name).with("selector", Map.of("all", true)));
    }

    /** Replaces the policy with this id. */
    public PolicyRequest id(String id) {
      return put("id", Rules.notBlank("id", id));
    }

    /** Applies the policy to all machines of the app. This is the default. */
    public PolicyRequest allMachines() {
      return put("selector", Map.of("all", true));
    }

    /** Applies the policy to some machines. */
    public PolicyRequest machines(String... ids) {
      List<Map<String, String>> machines = new ArrayList<>();
      for (String id : ids) {
        machines.add(Map.of("id", id));
      }
      return put("selector", Map.of("machines", machines));
    }

    /** Applies the policy to machines that have metadata entries. */
    public PolicyRequest metadata(Map<String, String> entries) {
      return put("selector", Map.of("metadata", entries));
    }

    /**
     * Allows connections to a port of the machines; all other incoming connections are then denied.
     */
    public PolicyRequest allowIngress(String protocol, int port) {
      return rule("ingress", protocol, port);
    }

    /**
     * Allows connections from the machines to a port; all other outgoing connections are then
     * denied.
     */
    public PolicyRequest allowEgress(String protocol, int port) {
      return rule("egress", protocol, port);
    }

    private PolicyRequest rule(String direction, String protocol, int port) {
      List<JsonObject> rules = new ArrayList<>(json().objects("rules"));
      rules.add(
          JsonObject.of("action", "allow")
              .with("direction", direction)
              .with(
                  "ports",
                  List.of(
                      Map.of("protocol", protocol, "port", Rules.port("rules.ports.port", port)))));
      return put("rules", rules);
    }

    private JsonObject build() {
      return json();
    }
  }
}
