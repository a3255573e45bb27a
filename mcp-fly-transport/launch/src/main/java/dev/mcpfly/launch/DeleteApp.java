package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.List;

/** Deletes an app with all that is in it, and waits until it is gone. */
final class DeleteApp implements Change {
  private final FlyClient fly;
  private final String app;
  private final FlyRequest<Boolean> request;

  DeleteApp(FlyClient fly, String app) {
    this.fly = fly;
    this.app = app;
    this.request = fly.requests().deleteApp(app);
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.DESTROY, "delete the app " + app, PlannedCall.of(Masking.NOTHING, List.of(request)));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    undo.add(
        () -> {
          throw new CannotUndoException("the app " + app + " has been deleted");
        });
    boolean deleted = state.send(request);
    Apps.awaitGone(fly, app);
    return deleted ? "deleted the app " + app : "the app " + app + " was gone already";
  }
}
