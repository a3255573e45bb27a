package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.ConfigTransaction;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the entry into every client's file, all or none. */
final class WriteEntries implements Change {
  /** Changes of one process take turns: each plan is for the file as the one before left it. */
  static final ReentrantLock TURN = new ReentrantLock();

  private final EntryDesign design;
  private final List<ClientConfig> files;
  private final Function<RunState, Location> location;
  private final Predicate<McpServerEntry> isOurs;
  private final List<ConfigPlan> planned;

  /**
   * Plans the entries.
   *
   * @param location as earlier changes of the run have learned it
   * @param planned the same, as far as it is known now
   * @param isOurs whether an entry of the server's name may be replaced
   * @throws InvalidLaunchException if a file cannot be read or edited, if its client cannot take
   *     the entry, or if another server's entry has the name
   */
  WriteEntries(
      EntryDesign design,
      List<ClientConfig> files,
      Function<RunState, Location> location,
      Location planned,
      Predicate<McpServerEntry> isOurs) {
    this.design = design;
    this.files = List.copyOf(files);
    this.location = location;
    this.isOurs = isOurs;
    this.planned = plans(planned);
  }

  private List<ConfigPlan> plans(Location where) {
    List<ConfigPlan> plans = new ArrayList<>();
    for (ClientConfig config : files) {
      try {
        McpServerEntry there = config.servers().get(design.server());
        if (there != null && design.mode() != ConfigEdit.PutMode.REPLACE && !isOurs.test(there)) {
          throw new InvalidLaunchException(
              "%s in %s already has a server \"%s\", which leads elsewhere: %s. Choose another name, or call replaceEntries()."
                  .formatted(config.client().displayName(), config.path(), design.server(), there));
        }
        plans.add(design.plan(config, where));
      } catch (ConfigException e) {
        throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
      }
    }
    return plans;
  }

  /** Returns whether any file would change. */
  boolean changesAnything() {
    return planned.stream().anyMatch(ConfigPlan::changesAnything);
  }

  @Override
  public LaunchPlan.Step describe() {
    String paths =
        files.stream()
            .map(config -> config.client().displayName() + " (" + config.path() + ")")
            .collect(Collectors.joining(", "));
    return new LaunchPlan.Step(
        Kind.CLIENT_FILES,
        "put \"%s\" into %s".formatted(design.server(), paths),
        List.of(),
        planned.stream().map(ConfigPlan::diff).collect(Collectors.joining("\n")),
        planned.stream()
            .flatMap(plan -> EntryProtection.warnings(plan).stream())
            .map(warning -> "Warning: " + warning)
            .toList());
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    TURN.lockInterruptibly();
    try {
      return write(state, progress, undo);
    } finally {
      TURN.unlock();
    }
  }

  private String write(RunState state, Progress progress, UndoLog undo) {
    // Another program may have changed the files since they were planned.
    List<ConfigPlan> plans = plans(location.apply(state));
    plans.forEach(plan -> EntryProtection.warnings(plan).forEach(progress::warn));
    List<@Nullable McpServerEntry> before = new ArrayList<>();
    plans.forEach(plan -> before.add(plan.config().servers().get(design.server())));
    List<ConfigPlan.Written> written = ConfigTransaction.of(plans).write().files();
    int changed = 0;
    for (int i = 0; i < plans.size(); i++) {
      ConfigPlan.Written file = written.get(i);
      if (file.changed()) {
        changed++;
        ClientConfig config = plans.get(i).config();
        McpServerEntry entry = before.get(i);
        undo.add(() -> takeBack(config, entry, file));
      }
    }
    return "wrote %d of %s".formatted(changed, Texts.count(plans.size(), "client file"));
  }

  private String takeBack(
      ClientConfig config, @Nullable McpServerEntry before, ConfigPlan.Written written) {
    try {
      written.undo();
      return "restored the former content of " + config.path();
    } catch (ConfigException e) {
      // The file has changed since: that stays, and the entry goes.
      config
          .plan(
              edit -> {
                if (before == null) {
                  edit.remove(design.server());
                } else {
                  edit.put(design.server(), before, ConfigEdit.PutMode.REPLACE);
                }
              })
          .write();
      return "took \"%s\" out of %s again".formatted(design.server(), config.path());
    }
  }
}
