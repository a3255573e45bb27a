package dev.mcpfly.launch;

import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.ConfigTransaction;
import dev.mcpfly.config.WrittenTransaction;
import dev.mcpfly.launch.LaunchStep.Kind;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

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
    List<ConfigPlan> plans = ClientFiles.plans(draft);
    ConfigTransaction transaction = ConfigTransaction.of(plans);
    WrittenTransaction written = transaction.write();
    undo.add(
        () -> {
          written.undo();
          return "took \"" + draft.server + "\" out of the clients' files again";
        });
    long changed = plans.stream().filter(ConfigPlan::changesAnything).count();
    return "wrote %d of %d clients' files".formatted(changed, plans.size());
  }
}
