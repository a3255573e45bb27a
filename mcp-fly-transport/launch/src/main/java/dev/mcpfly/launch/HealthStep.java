package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.McpConversation.NoAnswerException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Waits for the first answer of the MCP server, through the same door that clients will use. */
final class HealthStep implements Step {
  /**
   * How long a server behind the wrapper may leave a ping unanswered before it is greeted instead.
   */
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(30);

  /** A server that does not know ping lives all the same. */
  private static final int METHOD_NOT_FOUND = -32601;

  private final Draft draft;

  HealthStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(Kind.HEALTH, "ask the server at " + draft.endpoint() + " for an answer");
  }

  @Override
  public String run(Progress progress, UndoLog undo) throws InterruptedException {
    String machine = Objects.requireNonNull(draft.machineId);
    try (McpConversation conversation = new McpConversation(Endpoints.proxyTo(draft))) {
      MachineWatch watch = new MachineWatch(draft, machine, conversation::fail);
      try {
        ask(conversation);
      } finally {
        watch.close();
      }
    } catch (NoAnswerException e) {
      Optional<String> ended = ServerTrouble.ended(draft, machine);
      throw new LaunchException(
          ServerTrouble.explain(draft, ended.orElse(String.valueOf(e.getMessage()) + hint())), e);
    }
    return "the server answers";
  }

  private String hint() {
    return draft.asked.access instanceof Access.Gateway gateway
        ? " The gateway at %s must answer with fly-replay: %s."
            .formatted(gateway.address(), FlyReplay.to(draft.app).header())
        : "";
  }

  /**
   * Behind the wrapper there is one server process for everybody, and it may take only one
   * handshake: there a ping is tried, which the protocol allows before it. Elsewhere a session of
   * its own is opened and closed.
   */
  private void ask(McpConversation conversation) throws InterruptedException {
    Duration patience = draft.asked.answerTimeout;
    if (draft.source.wire() == Wire.WRAP) {
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
