package dev.mcpfly.launch;

import dev.mcpfly.api.NameTakenException;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.security.SecureRandom;

/** Creates the app. */
final class AppStep implements Step {
  private static final int NAMES_TO_TRY = 5;

  private final Draft draft;
  private final String baseName;

  AppStep(Draft draft, String baseName) {
    this.draft = draft;
    this.baseName = baseName;
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(
        Kind.APP,
        "create the app %s in the organization %s".formatted(draft.app, draft.org),
        new PlannedCall(
            "POST",
            "/v1/apps",
            "{\"app_name\":\"%s\",\"org_slug\":\"%s\"}".formatted(draft.app, draft.org)));
  }

  @Override
  public String run(Progress progress, UndoLog undo) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      String name = draft.app;
      try {
        // Registered first: a call whose answer is lost may have made the app all the same.
        boolean[] foreign = {false};
        undo.add(
            () -> foreign[0] || !Apps.delete(draft.fly, name) ? null : "deleted the app " + name);
        try {
          draft.fly.apps().create(name, a -> a.org(draft.org));
        } catch (NameTakenException e) {
          foreign[0] = true;
          throw e;
        }
        return "created the app " + name;
      } catch (NameTakenException e) {
        if (!draft.appNameIsOurs || attempt == NAMES_TO_TRY) {
          throw e;
        }
        draft.app = AppName.suffixed(baseName, new SecureRandom());
        progress.report("the name %s was taken; trying %s".formatted(name, draft.app));
      }
    }
  }
}
