package dev.mcpfly.transport.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.auth.Caller;
import dev.mcpfly.transport.internal.relay.Log;
import dev.mcpfly.transport.internal.relay.RelayCore;
import dev.mcpfly.transport.internal.relay.RelaySettings;
import dev.mcpfly.transport.internal.relay.RelaySettings.Sharing;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three principals at shared servers call, cancel, leave, forge and are asked at random, and the
 * servers speak about calls that are long over: no message reaches any but its owner, and nothing
 * reaches a server on another's behalf. The profile {@code attack} takes more steps.
 */
@Timeout(600)
class AnotherUserModelTest {
  private static final int STEPS = Integer.getInteger("mcp.model.steps", 6_000);
  private static final long SEED = Long.getLong("mcp.model.seed", 0x5EED12L);
  private static final int EPISODE = 150;
  private static final Log QUIET =
      new Log() {
        @Override
        public void log(Level level, String line) {}

        @Override
        public void stderr(String child, String line) {}
      };

  private final List<SharedChildModel> children = new CopyOnWriteArrayList<>();
  private int unnamedSaid;
  private int unnamedHeard;
  private int heard;

  private RelayCore relay(Sharing sharing, int size) throws Exception {
    return new RelayCore(
        RelaySettings.builder()
            .sharing(sharing, size)
            .hosts(false, Set.of())
            .heartbeat(Duration.ofHours(1))
            .streamAfter(Duration.ofHours(1))
            .drain(Duration.ZERO)
            .build(),
        (exchange, decision) -> decision.admitted(Caller.unlimited(exchange.principal())),
        listener -> {
          SharedChildModel child = new SharedChildModel(listener);
          children.add(child);
          return child;
        },
        QUIET);
  }

  @Test
  void messagesReachOnlyTheirProvenOwner() throws Exception {
    System.out.println("model: " + STEPS + " steps, seed " + SEED);
    Random random = new Random(SEED);
    int done = 0;
    while (done < STEPS) {
      int steps = Math.min(EPISODE, STEPS - done);
      episode(random, done, steps);
      done += steps;
    }
    System.out.println(
        "model: "
            + heard
            + " messages heard; of "
            + unnamedSaid
            + " that name no call, "
            + unnamedHeard
            + " had a provable owner");
    assertThat(heard).isGreaterThan(STEPS / 40);
    assertThat(unnamedHeard).as("unnamed messages with an owner").isPositive();
    assertThat(unnamedHeard).isLessThan(unnamedSaid);
  }

  private void episode(Random random, int first, int steps) throws Exception {
    children.clear();
    Sharing sharing = random.nextInt(4) == 0 ? Sharing.PRINCIPAL : Sharing.POOL;
    List<ModelClient> clients = new ArrayList<>();
    try (RelayCore relay = relay(sharing, sharing == Sharing.POOL ? 1 + random.nextInt(2) : 1)) {
      int number = 0;
      for (int step = 0; step < steps; step++) {
        // The first principal is alone for a while: only then has everything an owner.
        int principals = step < 30 ? 1 : 3;
        if (clients.size() < 2 || (clients.size() < 7 && random.nextInt(12) == 0)) {
          ModelClient.Kind kind =
              List.of(ModelClient.Kind.values())
                  .get(random.nextInt(ModelClient.Kind.values().length));
          String principal = "" + (char) ('a' + random.nextInt(principals));
          clients.add(new ModelClient(relay, kind, principal, ++number));
        }
        SharedChildModel child = awaitChild(random);
        if (random.nextBoolean()) {
          child.speak(random);
        } else {
          clients.get(random.nextInt(clients.size())).act(random, child);
        }
        check(clients, "seed " + SEED + ", step " + (first + step));
        clients.removeIf(client -> client.gone);
      }
    }
    check(clients, "seed " + SEED + ", the end of the episode before step " + (first + steps));
    for (SharedChildModel child : children) {
      unnamedSaid += child.saidUnnamed;
    }
  }

  private SharedChildModel awaitChild(Random random) throws InterruptedException {
    // A further child of a pool is started by another thread.
    for (int i = 0; i < 1000 && children.isEmpty(); i++) {
      Thread.sleep(5);
    }
    return children.get(random.nextInt(children.size()));
  }

  private void check(List<ModelClient> clients, String when) {
    for (SharedChildModel child : children) {
      assertThat(child.wrong).as(when).isEmpty();
    }
    for (ModelClient client : clients) {
      synchronized (client.heard) {
        for (String message : client.heard) {
          String owner = SharedChildModel.client(message);
          if (owner.isEmpty()) {
            continue;
          }
          heard++;
          boolean unnamed = message.contains("/message\"") || message.contains("elicitation/");
          unnamedHeard += unnamed ? 1 : 0;
          boolean right =
              (unnamed || message.contains("vendor"))
                  ? SharedChildModel.principal(owner)
                      .equals(SharedChildModel.principal(client.name))
                  : owner.equals(client.name);
          assertThat(right).as("%s: %s heard %s", when, client.name, message).isTrue();
        }
        client.heard.clear();
      }
    }
  }
}
