package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.PutMode;
import dev.mcpfly.config.WrittenConfig;
import dev.mcpfly.launch.LaunchStep.Kind;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the entry into every client's file, all or none. */
final class ClientFilesStep implements Step {
  /** Launches of one process take turns: each plan is for the file as the one before left it. */
  private static final ReentrantLock TURN = new ReentrantLock();

  private final Draft draft;

  ClientFilesStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    List<ConfigPlan> plans = ClientFiles.plans(draft);
    String files =
        draft.configs.stream()
            .map(config -> config.client().displayName() + " (" + config.path() + ")")
            .collect(Collectors.joining(", "));
    return new LaunchStep(
        Kind.CLIENT_FILES,
        "put \"%s\" into %s".formatted(draft.server, files),
        List.of(),
        plans.stream().map(ConfigPlan::diff).collect(Collectors.joining("\n")));
  }

  @Override
  public String run(Progress progress, UndoLog undo) throws InterruptedException {
    TURN.lockInterruptibly();
    try {
      return write(undo);
    } finally {
      TURN.unlock();
    }
  }

  private String write(UndoLog undo) {
    ClientFiles.check(draft); // somebody else may have taken the name since
    List<ConfigPlan> plans = ClientFiles.plans(draft);
    int changed = 0;
    for (ConfigPlan plan : plans) {
      McpServerEntry before = plan.config().servers().get(draft.server);
      WrittenConfig written = plan.write();
      if (written.changed()) {
        changed++;
        undo.add(() -> takeBack(plan.config(), before, written));
      }
    }
    return "wrote %d of %d clients' files".formatted(changed, plans.size());
  }

  private String takeBack(
      ClientConfig config, @Nullable McpServerEntry before, WrittenConfig written) {
    try {
      written.undo();
      return "gave %s its former content back".formatted(config.path());
    } catch (ConfigException e) {
      // Somebody has changed the file since: that stays, and the entry goes.
      config
          .plan(
              edit -> {
                if (before == null) {
                  edit.remove(draft.server);
                } else {
                  edit.put(draft.server, before, PutMode.REPLACE);
                }
              })
          .write();
      return "took \"%s\" out of %s again".formatted(draft.server, config.path());
    }
  }
}
