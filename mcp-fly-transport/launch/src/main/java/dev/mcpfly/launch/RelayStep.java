package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.Kind;
import java.nio.file.Path;

/** Puts the relay's jar where client entries start it from. */
final class RelayStep implements Step {
  private final Draft draft;
  private final Path directory;

  RelayStep(Draft draft, Path directory) {
    this.draft = draft;
    this.directory = directory;
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(Kind.RELAY, "install the relay in " + directory);
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    RelayInstallation relay = new RelayInstallation(directory);
    undo.add(relay::takeBack);
    boolean isNew = relay.install();
    draft.relayJar = relay.path();
    return (isNew ? "installed the relay in " : "the relay is in ") + directory;
  }
}
