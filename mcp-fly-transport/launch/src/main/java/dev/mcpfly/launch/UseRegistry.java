package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import java.util.List;

/** Reports which server of a registry is used; changes nothing. */
final class UseRegistry implements Change {
  private final RegistryUse use;

  UseRegistry(RegistryUse use) {
    this.use = use;
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.REGISTRY, "take " + use.origin().describe(), List.of(), "", use.run().notes());
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    use.run().notes().forEach(progress::report);
    return "took %s %s".formatted(use.origin().name(), use.origin().version());
  }
}
