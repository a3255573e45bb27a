package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.NameTakenException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One launch: survey, plan, changes, and the deployment that comes of them. */
final class Launch {
  private static final int NAMES_TO_TRY = 5;

  private final FlyClient fly;
  private final LaunchRequest asked;
  private final Consumer<LaunchEvent> listener;

  Launch(FlyClient fly, LaunchRequest asked, Consumer<LaunchEvent> listener) {
    this.fly = fly;
    this.asked = asked;
    this.listener = listener;
  }

  LaunchPlan plan() {
    Blueprint blueprint = Blueprint.of(asked, Survey.take(fly, asked, Set.of()));
    return LaunchPlan.of(
        blueprint.app(), blueprint.server(), blueprint.location().uri(), Planner.launch(blueprint));
  }

  McpDeployment run() {
    Set<String> taken = new HashSet<>();
    while (true) {
      Findings found = Survey.take(fly, asked, taken);
      Blueprint blueprint = Blueprint.of(asked, found);
      try {
        return run(blueprint, Planner.launch(blueprint), new RunState(), listener);
      } catch (LaunchException e) {
        boolean again =
            e.getCause() instanceof NameTakenException
                && found.app().nameIsOurs()
                && taken.size() + 1 < NAMES_TO_TRY;
        if (!again) {
          throw e;
        }
        taken.add(found.app().name());
      }
    }
  }

  /** Runs the changes of a launch. */
  static McpDeployment run(
      Blueprint blueprint, List<Change> changes, RunState state, Consumer<LaunchEvent> listener) {
    ChangeRunner runner = new ChangeRunner("launch", listener);
    blueprint.found().machineId().ifPresent(id -> state.learn(RunState.MACHINE, id));
    runner.run(changes, state);
    McpDeployment deployment = McpDeployment.of(blueprint, state.text(RunState.MACHINE));
    runner.emit(new LaunchEvent.Launched(deployment.uri(), !changes.isEmpty(), runner.elapsed()));
    return deployment;
  }
}
