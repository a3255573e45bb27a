package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayException;
import java.util.List;
import java.util.Map;

/** Starts a stdio server as a child of this process, behind a relay on loopback. */
final class StartRelay implements Change {
  /** Under which the relay is learned. */
  static final String RELAY = "relay";

  private final List<String> command;
  private final int port;
  private final Map<String, String> environment;
  private final Authorization authorization;
  private final LaunchRules rules;

  StartRelay(
      List<String> command,
      int port,
      Map<String, String> environment,
      Authorization authorization,
      LaunchRules rules) {
    this.rules = rules;
    this.command = List.copyOf(command);
    this.port = port;
    this.environment = Map.copyOf(environment);
    this.authorization = authorization;
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.PROCESS,
        "run %s behind a relay on %s"
            .formatted(String.join(" ", command), port == 0 ? "a free port" : "port " + port));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    Relay.Builder builder =
        Relay.stdio(References.filled(command, environment)).port(port).environment(environment);
    try {
      Relay relay = rules.on(authorization.on(builder)).start();
      undo.add(
          () -> {
            relay.close();
            return "stopped the server";
          });
      state.learn(RELAY, relay);
      return "the server answers at " + relay.uri();
    } catch (IllegalArgumentException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    } catch (RelayException e) {
      throw new LaunchException(
          "The server could not be started in this process: %s".formatted(e.getMessage()), e);
    }
  }
}
