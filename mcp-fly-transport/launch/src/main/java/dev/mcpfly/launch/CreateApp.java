package dev.mcpfly.launch;

import dev.mcpfly.api.ApiException;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.App;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.List;

/** Creates the app. */
final class CreateApp implements Change {
  private final FlyClient fly;
  private final Findings.AppFound app;
  private final FlyRequest<App> request;

  CreateApp(FlyClient fly, Findings.AppFound app) {
    this.fly = fly;
    this.app = app;
    this.request = fly.requests().createFreeApp(app.name(), a -> a.org(app.org()));
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.APP,
        "create the app %s in the organization %s".formatted(app.name(), app.org()),
        PlannedCall.of(Masking.NOTHING, List.of(request)));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    // Registered first: a call whose answer is lost may have made the app all the same.
    boolean[] foreign = {false};
    undo.add(
        () -> {
          if (foreign[0]) {
            return null;
          }
          state.awaitApp(fly, app.name());
          return Apps.delete(fly, app.name()) ? "deleted the app " + app.name() : null;
        });
    try {
      state.send(request);
      state.appIsNew();
    } catch (ApiException.NameTaken e) {
      foreign[0] = true;
      throw e;
    }
    return "created the app " + app.name();
  }
}
