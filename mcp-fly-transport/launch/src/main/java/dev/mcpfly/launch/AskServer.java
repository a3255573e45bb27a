package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.McpConversation.NoAnswerException;
import java.net.URI;
import java.util.Optional;

/** Waits for the first answer of the MCP server, through the same door that clients will use. */
final class AskServer implements Change {
  private final Blueprint blueprint;

  AskServer(Blueprint blueprint) {
    this.blueprint = blueprint;
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(
        Kind.HEALTH, "ask the server at " + blueprint.location().uri() + " for an answer");
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    String machine = state.text(RunState.MACHINE);
    Location location = blueprint.location(machine);
    ServerTrouble trouble = ServerTrouble.of(blueprint, machine);
    try (McpConversation conversation =
        new McpConversation(
            Endpoints.proxyTo(
                reachedAt(state, location), location.instance(), blueprint.authorization()))) {
      MachineWatch watch = new MachineWatch(trouble, conversation::fail);
      try {
        Handshake.with(
            conversation,
            blueprint.design().source().wire(),
            blueprint.asked().patience().answer());
      } finally {
        watch.close();
      }
    } catch (NoAnswerException e) {
      Optional<String> ended = trouble.ended();
      throw new LaunchException(
          trouble.explain(ended.orElse(String.valueOf(e.getMessage()) + hint())), e);
    }
    return "the server answers";
  }

  private String hint() {
    return blueprint.asked().app().access().hint(blueprint.app());
  }

  /** Returns where the server is reached from this computer. */
  private static URI reachedAt(RunState state, Location location) {
    Tunnel.Opened way = state.way();
    if (way != null) {
      return way.uri();
    }
    // A custom host name may lead elsewhere; the app's address is what was deployed to.
    return location.aliases().isEmpty() ? location.uri() : location.aliases().get(0);
  }
}
