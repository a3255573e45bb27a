package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many callers do random things to the same machines; whatever they do, the state must hold. */
@Timeout(120)
class ManyCallersTest {
  private static final int CALLERS = 6;
  private static final int CALLS = 40;
  private static final List<String> ACTIONS =
      List.of("start", "stop", "suspend", "restart", "cordon", "uncordon", "lease?ttl=1");

  private final Queue<IdleProcess> processes = new ConcurrentLinkedQueue<>();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void nothingIsLostOrLeftBehind(long seed) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .rateLimits(false)
            .delays(LifecycleDelays.all(Duration.ofMillis(1)))
            .runtime(
                spec -> {
                  IdleProcess process = new IdleProcess();
                  processes.add(process);
                  return process;
                })
            .start()) {
      Rest fly = new Rest(emulator);
      String app = fly.app("shared");
      String volume = fly.post(app + "/volumes", "{'name':'data'}").text("/id");
      List<CompletableFuture<Void>> done = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Random random = new Random(seed * 100 + i);
        done.add(CompletableFuture.runAsync(() -> call(fly, app, volume, random), callers));
      }
      CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();
      assertThat(surprises).isEmpty();

      JsonNode machines = fly.get(app + "/machines").json();
      for (JsonNode machine : machines) {
        fly.get(app + "/machines/" + machine.at("/id").asText() + "/wait?state=settled")
            .expect(200);
      }
      long alive = processes.stream().filter(process -> !process.exit().isDone()).count();
      long running =
          fly.get(app + "/machines")
              .json()
              .valueStream()
              .filter(machine -> machine.at("/state").asText().matches("started|suspended"))
              .count();
      assertThat(alive).isEqualTo(running);
      fly.delete(app).expect(202);
      while (!emulator.counts().isEmpty()) {
        Thread.onSpinWait();
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(processes).allMatch(process -> process.exit().isDone());
  }

  private void call(Rest fly, String app, String volume, Random random) {
    for (int i = 0; i < CALLS; i++) {
      JsonNode machines = fly.get(app + "/machines").json();
      Rest.Answer answer;
      int choice = random.nextInt(10);
      if (machines.size() < 3 || choice == 0) {
        String mount =
            random.nextInt(3) == 0 ? ",'mounts':[{'volume':'" + volume + "','path':'/d'}]" : "";
        answer = fly.post(app + "/machines", "{'config':{'image':'x'" + mount + "}}");
      } else {
        JsonNode machine = machines.get(random.nextInt(machines.size()));
        String path = app + "/machines/" + machine.at("/id").asText();
        if (choice == 1) {
          answer = fly.delete(path + "?force=" + random.nextBoolean());
        } else if (choice == 2) {
          answer = fly.post(path, "{'config':{'image':'y'}}");
        } else if (choice == 3) {
          answer = fly.get(path + "/wait?timeout=1&state=settled");
        } else {
          answer = fly.post(path + "/" + ACTIONS.get(random.nextInt(ACTIONS.size())), "");
        }
      }
      if (!List.of(200, 201, 404, 408, 409, 412).contains(answer.status())) {
        surprises.add(answer.status() + " " + answer.body());
      }
      long holders =
          fly.get(app + "/machines")
              .json()
              .valueStream()
              .filter(machine -> machine.at("/config/mounts/0/volume").asText("").equals(volume))
              .filter(machine -> !machine.at("/state").asText().equals("destroyed"))
              .count();
      if (holders > 1) {
        surprises.add(holders + " machines hold one volume");
      }
    }
  }
}
