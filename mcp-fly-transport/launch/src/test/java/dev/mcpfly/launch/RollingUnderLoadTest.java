package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.Machine;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real relays in processes behind the emulator's edge: clients call while machines are changed,
 * restarted, added and taken away one after the other, and not one call is lost, not even one that
 * waits for its client's answer.
 */
@Timeout(600)
class RollingUnderLoadTest extends BuiltLaunchTestBase {
  private static final long SEED = Long.getLong("rolling.seed", 20_261_129);
  private static final int CLIENTS = 4;
  private static final int ASKED = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<String> lost = new CopyOnWriteArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(CLIENTS + ASKED);
  private final AtomicInteger answersWhileDraining = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private McpDeployment deployment;

  @Test
  void noCallIsLostWhileMachinesAreChangedAddedAndTakenAway() throws Exception {
    System.out.println("rolling.seed " + SEED);
    deployment =
        McpLauncher.on(fly)
            .command(LaunchServerMain.command("ok"))
            .server("notes")
            .host(host)
            .images(images())
            .machines(2)
            .environment("STAGE", "first")
            .autostop(Autostop.OFF)
            .authorization(Authorization.none())
            .startTimeout(Duration.ofMinutes(3))
            .answerTimeout(Duration.ofMinutes(3))
            .launch();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random pauses = new Random(SEED + i);
      Thread client = new Thread(() -> call(pauses), "client-" + i);
      client.start();
      clients.add(client);
    }
    for (int i = 0; i < ASKED; i++) {
      String name = "asked-" + i;
      Thread client = new Thread(() -> ask(name), name);
      client.start();
      clients.add(client);
    }
    assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("clients call").isTrue();

    changes(deployment);

    int atTheEnd = answered.get();
    stop.set(true);
    for (Thread client : clients) {
      client.join(PATIENCE.toMillis());
      assertThat(client.isAlive()).as("%s has its last answer", client.getName()).isFalse();
    }
    System.out.printf(
        "%d calls answered, %d of them after an answer to a machine that drained, %d lost%n",
        answered.get(), answersWhileDraining.get(), lost.size());
    assertThat(lost).isEmpty();
    assertThat(atTheEnd).as("calls during the changes").isGreaterThan(CLIENTS);
    assertThat(answersWhileDraining.get()).as("answers while a machine drained").isPositive();
    assertThat(deployment.handle().machines().list()).hasSize(1).noneMatch(Machine::cordoned);
  }

  private static void changes(McpDeployment deployment) {
    deployment.update(u -> u.memoryMb(512)); // each of two machines, one after the other
    deployment.scale(3);
    deployment.restart();
    deployment.scale(1);
  }

  /**
   * Has the server ask again and again, and answers only when the machine that asks drains; a call
   * that ends without its own word is lost.
   */
  private void ask(String name) {
    try (AskedClient client = new AskedClient(deployment.uri(), this::answerOnceItDrains)) {
      client.initialize(PATIENCE);
      for (int i = 0; !stop.get(); i++) {
        String word = name + "-" + i;
        JsonObject answer = client.ask(word, PATIENCE);
        if (answer.toJson().contains("\"ask-" + word + "\"")) {
          answered.incrementAndGet();
        } else {
          lost.add(answer.toJson());
        }
      }
    } catch (McpConversation.NoAnswerException | IOException e) {
      lost.add(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonObject answerOnceItDrains(JsonObject question) {
    begun.countDown();
    while (!stop.get()) {
      if (drains(question.text("message"))) {
        answersWhileDraining.incrementAndGet();
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    return JsonObject.of("action", "accept").with("content", JsonObject.empty());
  }

  private boolean drains(String machine) {
    try {
      HttpRequest ready =
          HttpRequest.newBuilder(emulator.appUri("notes").resolve("/readyz"))
              .header("fly-force-instance-id", machine)
              .timeout(Duration.ofSeconds(5))
              .build();
      return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() != 200;
    } catch (IOException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Calls again and again; another answer than the tool's is a lost call. */
  private void call(Random pauses) {
    JsonObject params = JsonObject.of("name", "env");
    try (McpConversation conversation = deployment.converse()) {
      conversation.initialize(PATIENCE);
      while (!stop.get()) {
        JsonObject answer = conversation.request("tools/call", params, PATIENCE);
        if (answer.toJson().contains("STAGE=first")) {
          answered.incrementAndGet();
        } else {
          lost.add(answer.toJson());
        }
        begun.countDown();
        Thread.sleep(pauses.nextInt(100));
      }
    } catch (McpConversation.NoAnswerException e) {
      lost.add(String.valueOf(e.getMessage()));
      begun.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
