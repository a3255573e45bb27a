package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the machines of a deployment take turns in a later change, and how they are asked. */
final class DeploymentTurns {
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

  private final FlyClient fly;
  private final String app;
  private final Location location;
  private final Function<String, ServerTrouble> trouble;
  private final Optional<AskServer.Door> door;
  private final Duration startTimeout;

  /**
   * Prepares.
   *
   * @param credentials that the machines ask for after the change; null if they are not known, so
   *     that a machine whose checks pass has to be enough
   */
  DeploymentTurns(
      FlyClient fly,
      String app,
      DeploymentRecord record,
      Location location,
      @Nullable Authorization credentials,
      Masking masking,
      Duration startTimeout) {
    this.fly = fly;
    this.app = app;
    this.location = location;
    this.startTimeout = startTimeout;
    this.trouble = machine -> ServerTrouble.of(fly.app(app), machine, record.server(), masking);
    this.door =
        Optional.ofNullable(credentials)
            .map(
                known ->
                    new AskServer.Door(
                        machine -> location, known, ANSWER_TIMEOUT, record.wire(), trouble, ""));
  }

  Function<String, ServerTrouble> trouble() {
    return trouble;
  }

  /** Returns the door; empty if it is locked. */
  Optional<AskServer.Door> door() {
    return door;
  }

  /** Returns what opens the way to the machines from this computer, if anything has to. */
  List<Change> way() {
    return door.isEmpty() || location.tunnel() instanceof Tunnel.Existing
        ? List.of()
        : List.of(new OpenTunnel(location));
  }

  Rotation of(Machine machine) {
    return new RollingTurn(
        fly,
        app,
        machine,
        new RollingTurn.Rules(
            startTimeout,
            trouble,
            (state, id) -> {
              if (door.isPresent()) {
                AskServer.ask(door.get(), state, id, id);
              }
            }));
  }
}
