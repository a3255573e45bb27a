package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.McpConversation.NoAnswerException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Waits for the first answer of the MCP server, in the same way as clients. */
final class AskServer implements Change {
  private final Door door;
  private final List<Slot> slots;

  private AskServer(Door door, List<Slot> slots) {
    this.door = door;
    this.slots = slots;
  }

  /**
   * How the server is reached.
   *
   * @param location by the machine's id
   * @param authorization that callers show
   * @param patience for the first answer
   * @param wire what it speaks
   * @param trouble explains why it does not answer
   * @param hint what else may be in the way
   */
  record Door(
      Function<String, Location> location,
      Authorization authorization,
      Duration patience,
      Wire wire,
      Function<String, ServerTrouble> trouble,
      String hint) {
    static Door of(Blueprint blueprint) {
      return new Door(
          blueprint::location,
          blueprint.authorization(),
          blueprint.asked().patience().answer(),
          blueprint.design().source().wire(),
          machine -> ServerTrouble.of(blueprint, machine),
          blueprint.asked().app().access().hint(blueprint.app()));
    }
  }

  /** Asks through the door, whichever machine it leads to. */
  static AskServer of(Blueprint blueprint) {
    return new AskServer(Door.of(blueprint), List.of());
  }

  /** Asks each of some machines. */
  static AskServer each(Door door, List<Slot> slots) {
    return new AskServer(door, slots);
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.HEALTH,
        "ask %s at %s for an answer"
            .formatted(
                slots.isEmpty()
                    ? "the server"
                    : String.join(", ", slots.stream().map(Slot::described).toList()),
                door.location().apply("").uri()));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    if (slots.isEmpty()) {
      String machine = state.text(RunState.MACHINE);
      ask(door, state, machine, door.location().apply(machine).instance());
    }
    for (Slot slot : slots) {
      String machine = state.text(slot.machine());
      ask(door, state, machine, machine);
    }
    return "the server answers";
  }

  /**
   * Waits for an answer.
   *
   * @param instance the machine that must answer; empty if any of the app's will do
   * @throws LaunchException if there is none
   */
  static void ask(Door door, RunState state, String machine, String instance)
      throws InterruptedException {
    Location location = door.location().apply(machine);
    ServerTrouble trouble = door.trouble().apply(machine);
    if (!door.authorization().asksAlone()) {
      askForSignIn(door, new SignInProbe(reachedAt(state, location), instance), trouble);
      return;
    }
    try (McpConversation conversation =
        new McpConversation(
            Endpoints.proxyTo(reachedAt(state, location), instance, door.authorization()))) {
      MachineWatch watch = new MachineWatch(trouble, conversation::fail);
      try {
        Handshake.with(conversation, door.wire(), door.patience());
      } finally {
        watch.close();
      }
    } catch (NoAnswerException e) {
      throw explained(door, trouble, e);
    }
  }

  /** Waits until the server runs and asks for sign-in; a launch cannot sign in itself. */
  private static void askForSignIn(Door door, SignInProbe probe, ServerTrouble trouble)
      throws InterruptedException {
    MachineWatch watch = new MachineWatch(trouble, probe::fail);
    try {
      probe.await(door.patience());
    } catch (NoAnswerException e) {
      throw explained(door, trouble, e);
    } finally {
      watch.close();
    }
  }

  private static LaunchException explained(Door door, ServerTrouble trouble, NoAnswerException e) {
    Optional<String> ended = trouble.ended();
    return new LaunchException(
        trouble.explain(ended.orElse(String.valueOf(e.getMessage()) + door.hint())), e);
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
