package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.NetworkPolicy;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import dev.mcpfly.launch.Findings.Earlier;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the app's network policy in place, or takes it away. */
final class EgressChange implements Change {
  private static final String NAME = "mcp-fly-egress";

  private final FlyApp app;
  private final boolean canUndo;
  private final @Nullable Egress egress;
  private final Optional<NetworkPolicy> former;
  private final FlyRequest<?> request;

  private EgressChange(
      Findings found,
      @Nullable Egress egress,
      Optional<NetworkPolicy> former,
      FlyRequest<?> request) {
    this.app = found.handle();
    this.canUndo = found.app().exists();
    this.egress = egress;
    this.former = former;
    this.request = request;
  }

  /** Returns whether the app's policies have to be read for a launch. */
  static boolean isNear(LaunchRequest asked, List<Earlier> earlier) {
    return asked.machine().egress() != null
        || earlier.stream().anyMatch(found -> !found.record().egress().isEmpty())
        // A launch that was killed before it had made its machine may have left one.
        || (earlier.isEmpty() && asked.app().scope() == Scope.APP);
  }

  /** Returns the change from what was found to what is asked for; empty if that is the same. */
  static Optional<Change> of(LaunchRequest asked, Findings found) {
    Egress egress = asked.machine().egress();
    Optional<NetworkPolicy> former =
        found.policies().stream().filter(policy -> policy.name().equals(NAME)).findFirst();
    Optional<String> id = former.flatMap(NetworkPolicy::id);
    String name = found.app().name();
    if (egress == null) {
      return id.map(
          known ->
              new EgressChange(
                  found, null, former, found.fly().requests().deleteNetworkPolicy(name, known)));
    }
    FlyRequest<NetworkPolicy> put =
        found
            .fly()
            .requests()
            .putNetworkPolicy(
                name,
                NAME,
                policy -> {
                  egress.describe(policy);
                  id.ifPresent(policy::id);
                });
    boolean same =
        former
            .filter(
                there -> Optional.of(there.rules()).equals(put.body().map(b -> b.objects("rules"))))
            .isPresent();
    return same ? Optional.empty() : Optional.of(new EgressChange(found, egress, former, put));
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.NETWORK_POLICY,
        egress == null ? "allow connections out of the machines again" : egress.described(),
        PlannedCall.of(Masking.NOTHING, List.of(request)),
        "",
        egress == null ? List.of() : egress.remarks());
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    if (canUndo) {
      UndoOnce once = new UndoOnce(this::takeBack);
      state.policyUndo(once::restore);
      undo.add(once::run);
    }
    state.send(request);
    return egress == null ? "connections out are allowed again" : "connections out are restricted";
  }

  private @Nullable String takeBack() {
    Optional<NetworkPolicy> now =
        app.networkPolicies().list().stream()
            .filter(policy -> policy.name().equals(NAME))
            .findFirst();
    if (former.isEmpty()) {
      Optional<String> id = now.flatMap(NetworkPolicy::id);
      id.ifPresent(app.networkPolicies()::delete);
      return id.isEmpty() ? null : "deleted the network policy";
    }
    NetworkPolicy before = former.get();
    if (now.filter(policy -> policy.rules().equals(before.rules())).isPresent()) {
      return null;
    }
    app.networkPolicies()
        .put(
            NAME,
            policy -> {
              policy.set("selector", before.selector()).set("rules", before.rules());
              now.flatMap(NetworkPolicy::id).ifPresent(policy::id);
            });
    return "brought the network policy back";
  }
}
