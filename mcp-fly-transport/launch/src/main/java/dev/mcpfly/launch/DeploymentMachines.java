package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be seen of a deployment's machines. Immutable. */
final class DeploymentMachines {
  private final FlyApp app;
  private final List<String> ids;

  DeploymentMachines(FlyApp app, List<String> ids) {
    this.app = app;
    this.ids = List.copyOf(ids);
  }

  /** Describes each in a line, and the image that they run. */
  String describe(DeploymentRecord record) {
    StringBuilder text = new StringBuilder();
    if (ids.size() == 1) {
      Machine machine = app.machines().get(ids.get(0));
      text.append(
          "  app %s, machine %s (%s) in %s%n"
              .formatted(app.name(), machine.id(), machine.state(), machine.region()));
      image(machine, record).ifPresent(image -> text.append("  image %s%n".formatted(image)));
      return text.toString();
    }
    List<Machine> machines =
        app.machines().list().stream()
            .filter(machine -> ids.contains(machine.id()))
            .sorted(Comparator.comparingInt(machine -> ids.indexOf(machine.id())))
            .toList();
    text.append("  app %s, %s%n".formatted(app.name(), Texts.count(machines.size(), "machine")));
    for (Machine machine : machines) {
      text.append(
          "  machine %s (%s%s) in %s%n"
              .formatted(
                  machine.id(),
                  machine.state(),
                  machine.cordoned() ? ", takes no requests" : "",
                  machine.region()));
    }
    machines.stream()
        .map(machine -> image(machine, record))
        .flatMap(Optional::stream)
        .distinct()
        .forEach(image -> text.append("  image %s%n".formatted(image)));
    return text.toString();
  }

  private static Optional<String> image(Machine machine, DeploymentRecord record) {
    return ServerContainers.imageOf(machine, record.containerName());
  }

  /** Returns the machines that run, and so can be asked without waking one. */
  List<String> running() {
    return ids.size() == 1
        ? List.of()
        : app.machines().list().stream()
            .filter(machine -> ids.contains(machine.id()) && !machine.cordoned())
            .filter(machine -> MachineStarts.isAwake(machine.state()))
            .map(Machine::id)
            .toList();
  }

  /** Returns the latest lines that they logged, in the order of time. */
  List<LogEntry> logs() {
    return ids.stream()
        .flatMap(id -> app.logs().page(q -> q.machine(id)).entries().stream())
        .sorted(Comparator.comparing(entry -> entry.timestamp().orElse(Instant.MIN)))
        .toList();
  }

  /** Follows their logs. */
  Stream<LogEntry> followLogs() {
    return ids.size() == 1
        ? app.logs().follow(q -> q.machine(ids.get(0)))
        : app.logs()
            .follow(q -> {})
            .filter(entry -> entry.instance().filter(ids::contains).isPresent());
  }
}
