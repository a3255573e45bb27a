package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.McpConversation.NoAnswerException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Waits for the first answer of the MCP server, through the same door that clients will use. */
final class AskServer implements Change {
  /**
   * How long a server behind the wrapper may leave a ping unanswered before it is greeted instead.
   */
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(30);

  /** A server that does not know ping lives all the same. */
  private static final int METHOD_NOT_FOUND = -32601;

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
    if (!blueprint.authorization().asksAlone()) {
      return askForSignIn(reachedAt(state, location), trouble);
    }
    try (McpConversation conversation =
        new McpConversation(
            Endpoints.proxyTo(
                reachedAt(state, location), location.instance(), blueprint.authorization()))) {
      MachineWatch watch = new MachineWatch(trouble, conversation::fail);
      try {
        ask(conversation);
      } finally {
        watch.close();
      }
    } catch (NoAnswerException e) {
      throw explained(trouble, e);
    }
    return "the server answers";
  }

  /** Nobody is there who could sign in: it is enough that the server runs, and asks for that. */
  private String askForSignIn(URI reachedAt, ServerTrouble trouble) throws InterruptedException {
    SignInProbe probe = new SignInProbe(reachedAt);
    MachineWatch watch = new MachineWatch(trouble, probe::fail);
    try {
      probe.await(blueprint.asked().patience().answer());
      return "the server runs, and asks people to sign in";
    } catch (NoAnswerException e) {
      throw explained(trouble, e);
    } finally {
      watch.close();
    }
  }

  private LaunchException explained(ServerTrouble trouble, NoAnswerException e) {
    Optional<String> ended = trouble.ended();
    return new LaunchException(
        trouble.explain(ended.orElse(String.valueOf(e.getMessage()) + hint())), e);
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

  /**
   * Behind the wrapper there is one server process for all clients, and it may take only one
   * handshake: there a ping is tried, which the protocol allows before it. Elsewhere a session of
   * its own is opened and closed.
   */
  private void ask(McpConversation conversation) throws InterruptedException {
    Duration patience = blueprint.asked().patience().answer();
    if (blueprint.design().source().wire() == Wire.WRAP) {
      Duration first = patience.compareTo(PING_TIMEOUT) < 0 ? patience : PING_TIMEOUT;
      try {
        JsonNode answer =
            conversation.request("ping", JsonNodeFactory.instance.objectNode(), first);
        if (answer.has("result") || answer.at("/error/code").asInt(0) == METHOD_NOT_FOUND) {
          return;
        }
      } catch (McpConversation.SilenceException e) {
        patience = patience.minus(first);
        if (patience.isZero()) {
          throw e;
        }
      }
    }
    conversation.initialize(patience);
  }
}
