package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.App;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sets and unsets secrets of the app, in one call. */
final class SetSecrets implements Change {
  private final FlyApp app;
  private final boolean canUndo;
  private final Map<String, @Nullable String> values;
  private final Set<String> there;
  private final Map<String, @Nullable String> former;
  private final FlyRequest<App.SecretsChange> request;

  private SetSecrets(
      FlyClient fly,
      String app,
      boolean canUndo,
      Map<String, @Nullable String> values,
      Set<String> there,
      Map<String, @Nullable String> former) {
    this.app = fly.app(app);
    this.canUndo = canUndo;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.there = Set.copyOf(there);
    this.former = Collections.unmodifiableMap(new LinkedHashMap<>(former));
    this.request = fly.requests().updateSecrets(app, this.values);
  }

  /** Sets the secrets of a launch; those of a new app go with it. */
  static SetSecrets of(Findings found, SecretsDesign secrets) {
    Map<String, @Nullable String> values = new LinkedHashMap<>(secrets.toSet());
    secrets.unset().forEach(name -> values.put(name, null));
    return new SetSecrets(
        found.fly(),
        found.app().name(),
        found.app().exists(),
        values,
        found.ground().secretNames(),
        Map.of());
  }

  /**
   * Changes secrets of a deployment.
   *
   * @param values null for those to unset
   * @param there the names of those that the app has
   * @param former values of before that are known here
   */
  static SetSecrets changing(
      FlyClient fly,
      String app,
      Map<String, @Nullable String> values,
      Set<String> there,
      Map<String, @Nullable String> former) {
    return new SetSecrets(fly, app, true, values, there, former);
  }

  @Override
  public LaunchPlan.Step describe() {
    List<String> set = new ArrayList<>();
    List<String> unset = new ArrayList<>();
    new TreeSet<>(values.keySet())
        .forEach(name -> (values.get(name) == null ? unset : set).add(name));
    List<String> parts = new ArrayList<>();
    if (!set.isEmpty()) {
      parts.add("set " + secrets(set));
    }
    if (!unset.isEmpty()) {
      parts.add("unset " + secrets(unset));
    }
    return new LaunchPlan.Step(
        Kind.SECRETS,
        String.join(" and ", parts),
        PlannedCall.of(Masking.EVERY_SECRET, List.of(request)));
  }

  private static String secrets(List<String> names) {
    return (names.size() == 1 ? "the secret " : "the secrets ") + String.join(", ", names);
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    if (canUndo) {
      SecretsUndo back = new SecretsUndo(app, values.keySet(), there, former);
      state.secretsUndo(back);
      undo.add(back);
    }
    state.learn(RunState.SECRETS_VERSION, state.send(request).version());
    long set = values.values().stream().filter(value -> value != null).count();
    return set == 0
        ? "unset " + Texts.count(values.size(), "secret")
        : "set " + Texts.count((int) set, "secret");
  }
}
