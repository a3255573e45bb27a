package dev.mcpfly.launch;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import java.nio.file.Path;

/** Installs the relay and its launcher, which client entries start. */
final class InstallRelay implements Change {
  private final Path directory;
  private final HostEnvironment host;

  /**
   * Prepares the installation.
   *
   * @throws InvalidLaunchException if nothing can be written there
   */
  InstallRelay(Path directory, HostEnvironment host) {
    new RelayInstallation(directory, host).checkWritable();
    this.directory = directory;
    this.host = host;
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(Kind.RELAY, "install the relay in " + directory);
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    RelayInstallation relay = new RelayInstallation(directory, host);
    undo.add(relay::takeBack);
    boolean isNew = relay.install();
    return (isNew ? "installed the relay in " : "the relay is in ") + directory;
  }
}
