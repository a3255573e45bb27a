package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.launch.DeploymentRecord.Guard;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A launch of a server that its publisher runs: entries in clients' files, and nothing on Fly. */
final class RemoteLaunch {
  private final FlyClient fly;
  private final LaunchRequest asked;
  private final RegistryUse use;
  private final RegistryRun.Remote remote;
  private final Consumer<LaunchEvent> listener;

  RemoteLaunch(
      FlyClient fly,
      LaunchRequest asked,
      RegistryUse use,
      RegistryRun.Remote remote,
      Consumer<LaunchEvent> listener) {
    this.fly = fly;
    this.asked = asked;
    this.use = use;
    this.remote = remote;
    this.listener = listener;
  }

  private DeploymentRecord record() {
    return new DeploymentRecord(
        String.valueOf(asked.server().name()),
        remote.isSse() ? Wire.SSE : Wire.STREAMABLE_HTTP,
        "/",
        Reach.of(Reach.Kind.PUBLIC),
        authorization().scheme(),
        List.of(),
        DeploymentRecord.Fingerprints.NONE,
        Guard.SERVER,
        Scope.REMOTE,
        Optional.empty(),
        "",
        Optional.of(use.origin()));
  }

  private Authorization authorization() {
    return Authorization.headers(remote.headers());
  }

  private McpDeployment deployment() {
    LaunchRequest.Clients clients = asked.clients();
    DeploymentRecord record = record();
    Location location =
        new Location("", remote.uri(), "", List.of(), Access.publicHttps().tunnel());
    return new McpDeployment(
        fly,
        "",
        List.of(),
        record,
        location,
        new DeploymentClients(
            "",
            record,
            location,
            clients.host(),
            clients.proxy(),
            clients.files(),
            authorization()));
  }

  private List<Change> changes(McpDeployment deployment) {
    List<Change> changes = new ArrayList<>();
    List<Change> entries =
        deployment.writeEntries(
            asked.clients().files(), authorization(), asked.clients().replaceEntries());
    if (!entries.isEmpty()) {
      changes.add(new UseRegistry(use));
      changes.addAll(entries);
    }
    return changes;
  }

  LaunchPlan plan() {
    McpDeployment deployment = deployment();
    return LaunchPlan.of("", deployment.server(), remote.uri(), changes(deployment));
  }

  McpDeployment run() {
    McpDeployment deployment = deployment();
    List<Change> changes = changes(deployment);
    ChangeRunner runner =
        new ChangeRunner("launch", listener, new Masking(authorization().hidden()));
    runner.run(changes, new RunState());
    runner.emit(new LaunchEvent.Launched(remote.uri(), !changes.isEmpty(), runner.elapsed()));
    return deployment;
  }
}
