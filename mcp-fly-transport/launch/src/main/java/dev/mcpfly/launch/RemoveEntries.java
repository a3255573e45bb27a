package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.ConfigTransaction;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes the entries that lead to a deployment out of clients' files, all or none. */
final class RemoveEntries implements Change {
  private final String server;
  private final List<ClientConfig> files;
  private final Location location;
  private final List<ConfigPlan> planned;

  /**
   * Plans the removal.
   *
   * @throws LaunchException if a file cannot be read or edited
   */
  RemoveEntries(String server, List<ClientConfig> files, Location location) {
    this.server = server;
    this.files = List.copyOf(files);
    this.location = location;
    this.planned = plans();
  }

  private List<ConfigPlan> plans() {
    try {
      List<ConfigPlan> plans = new ArrayList<>();
      for (ClientConfig config : files) {
        List<String> names = namesIn(config, location);
        if (!names.isEmpty()) {
          plans.add(config.plan(edit -> names.forEach(edit::remove)));
        }
      }
      return plans;
    } catch (ConfigException e) {
      throw failure(e);
    }
  }

  /** Returns the names of the entries that lead to a location, whatever the user has made them. */
  static List<String> namesIn(ClientConfig config, Location location) {
    return config.servers().entrySet().stream()
        .filter(entry -> location.isTargetOf(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private LaunchException failure(ConfigException e) {
    return new LaunchException(
        "An entry of \"%s\" could not be removed: %s".formatted(server, e.getMessage()), e);
  }

  boolean changesAnything() {
    return planned.stream().anyMatch(ConfigPlan::changesAnything);
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.CLIENT_FILES,
        "take \"%s\" out of %s"
            .formatted(
                server,
                planned.stream()
                    .map(plan -> plan.config().client().displayName() + " (" + plan.path() + ")")
                    .collect(Collectors.joining(", "))),
        List.of(),
        planned.stream().map(ConfigPlan::diff).collect(Collectors.joining("\n")));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    WriteEntries.TURN.lockInterruptibly();
    try {
      List<ConfigPlan.Written> written = ConfigTransaction.of(plans()).write().files();
      for (ConfigPlan.Written file : written) {
        undo.add(
            () -> {
              file.undo();
              return "restored the former content of " + file.path();
            });
      }
      return "removed the entries from " + Texts.count(written.size(), "client file");
    } catch (ConfigException e) {
      throw failure(e);
    } finally {
      WriteEntries.TURN.unlock();
    }
  }
}
