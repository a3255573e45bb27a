package dev.mcpfly.launch;

import dev.mcpfly.api.ApiException;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import java.util.ArrayList;
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
  private final boolean destroyOnExit;

  Launch(
      FlyClient fly, LaunchRequest asked, Consumer<LaunchEvent> listener, boolean destroyOnExit) {
    this.destroyOnExit = destroyOnExit;
    this.fly = fly;
    this.asked = asked;
    this.listener = listener;
  }

  LaunchPlan plan() {
    boolean resumes = OwnLaunch.wasBroken(asked, Survey.serverName(fly, asked));
    Blueprint blueprint = Blueprint.of(asked, Survey.take(fly, asked, Set.of(), resumes));
    return LaunchPlan.of(
        blueprint.app(), blueprint.server(), blueprint.location().uri(), Planner.launch(blueprint));
  }

  McpDeployment run() {
    // The guards of single steps end before what this launch holds is given back.
    ShutdownGuard guard = new ShutdownGuard();
    if (guard.isTooLate()) {
      throw new LaunchException("This program is shutting down, so nothing can be launched.", null);
    }
    try {
      return runAlone();
    } finally {
      guard.close();
    }
  }

  private McpDeployment runAlone() {
    try (OwnLaunch own = OwnLaunch.begin(asked, Survey.serverName(fly, asked))) {
      if (own.resumesBrokenOne()) {
        removeLeftLocks();
      }
      return run(own.resumesBrokenOne());
    }
  }

  /** Removes the locks on files that a killed launch has left. */
  private void removeLeftLocks() {
    for (ClientConfig config : asked.clients().files()) {
      try {
        if (config.exists()) {
          config.plan(edit -> {}).write(); // takes the lock, and gives it back
        }
      } catch (ConfigException e) {
        // The launch itself will tell.
      }
    }
  }

  private McpDeployment run(boolean resumes) {
    Set<String> taken = new HashSet<>();
    while (true) {
      Findings found = Survey.take(fly, asked, taken, resumes);
      Blueprint blueprint = Blueprint.of(asked, found);
      try {
        McpDeployment deployment =
            run(blueprint, Planner.launch(blueprint), new RunState(), listener);
        if (destroyOnExit) {
          deployment.destroyOnExit();
        }
        return deployment;
      } catch (LaunchException e) {
        boolean again =
            e.getCause() instanceof ApiException.NameTaken
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
    ChangeRunner runner = new ChangeRunner("launch", listener, blueprint.masking());
    blueprint.found().machineId().ifPresent(id -> state.learn(RunState.MACHINE, id));
    runner.run(changes, state);
    List<String> machines = new ArrayList<>();
    if (blueprint.found().host().isPresent()) {
      machines.add(state.text(RunState.MACHINE));
    } else {
      blueprint.kept().forEach(there -> machines.add(there.id()));
      blueprint.missing().forEach(slot -> machines.add(state.text(slot.machine())));
    }
    McpDeployment deployment = McpDeployment.of(blueprint, machines);
    runner.emit(new LaunchEvent.Launched(deployment.uri(), !changes.isEmpty(), runner.elapsed()));
    return deployment;
  }
}
