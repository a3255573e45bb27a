package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Signal;
import dev.mcpfly.api.model.Volume;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlyRequestTest {
  private FlyEmulator emulator;
  private FlyClient fly;

  @BeforeEach
  void start() {
    emulator = FlyEmulator.builder().delays(LifecycleDelays.none()).rateLimits(false).start();
    fly = emulator.client();
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  /** Sends it, and returns the one request that is not a read. */
  private <T> T sent(FlyRequest<T> request, Map<String, String> filledInLater) {
    int before = emulator.requests().size();
    T answer = request.send();
    List<FlyEmulator.RecordedRequest> writes =
        emulator.requests().subList(before, emulator.requests().size()).stream()
            .filter(recorded -> !recorded.method().equals("GET"))
            .toList();
    assertThat(writes).hasSize(1);
    FlyEmulator.RecordedRequest write = writes.get(0);
    assertThat(write.method() + " " + write.path())
        .isEqualTo(request.method() + " " + request.path());
    String body = request.body().map(JsonObject::toJson).orElse("");
    for (Map.Entry<String, String> later : filledInLater.entrySet()) {
      assertThat(body).contains(later.getKey());
      body =
          body.replace(
              later.getKey(), write.body().replaceAll(".*" + later.getValue() + ".*", "$1"));
    }
    assertThat(write.body()).isEqualTo(body);
    return answer;
  }

  private <T> T sent(FlyRequest<T> request) {
    return sent(request, Map.of());
  }

  @Test
  void serverReceivesEveryPreparedRequestUnchanged() {
    FlyRequests requests = fly.requests();
    sent(requests.createApp("my-app", a -> a.org("personal")));
    sent(requests.assignIp("my-app", IpAssignment.Type.of("v6")));
    sent(requests.requestCertificate("my-app", "mcp.example.com"));
    Map<String, @Nullable String> secrets = new HashMap<>();
    secrets.put("OLD", null);
    secrets.put("NEW", "value");
    sent(requests.updateSecrets("my-app", secrets));
    Volume volume =
        sent(requests.createVolume("my-app", v -> v.name("data").region("iad").sizeGb(1)));
    Machine machine =
        sent(
            requests
                .createMachine(
                    "my-app",
                    m ->
                        m.region("iad")
                            .config(
                                c ->
                                    c.image("nginx")
                                        .mount(FlyRequest.placeholder("volume_id"), "/data")))
                .with(Map.of("volume_id", volume.id())),
            Map.of("{create_request_id}", "create_request_id\":\"([^\"]+)"));
    fly.app("my-app").machines().await(machine.id(), w -> {});
    Machine current = fly.app("my-app").machines().get(machine.id());
    MachineLease lease =
        sent(
            requests.takeLease("my-app", machine.id(), l -> l.description("test")),
            Map.of("{lease_id}", "description\":\"test ([^\"]+)"));
    sent(
        requests.updateMachine(
            "my-app", current, u -> u.config(c -> c.env("A", "b")).minSecretsVersion(1)));
    sent(requests.releaseLease("my-app", machine.id(), lease.nonce()));
    lease.close();
    fly.app("my-app").machines().await(machine.id(), w -> {});
    sent(requests.stopMachine("my-app", machine.id()));
    fly.app("my-app").machines().await(machine.id(), w -> w.state(MachineState.STOPPED));
    sent(requests.startMachine("my-app", machine.id()));
    fly.app("my-app").machines().await(machine.id(), w -> {});
    sent(requests.restartMachine("my-app", machine.id()));
    fly.app("my-app").machines().await(machine.id(), w -> {});
    sent(requests.signalMachine("my-app", machine.id(), Signal.SIGTERM));
    sent(requests.deleteMachine("my-app", machine.id()));
    fly.app("my-app").machines().await(machine.id(), w -> w.state(MachineState.DESTROYED));
    sent(requests.deleteVolume("my-app", volume.id()));
    sent(requests.deleteApp("my-app"));
  }

  @Test
  void requestsForANewAppNeedOneCallEach() {
    FlyRequests requests = fly.requests();
    sent(requests.createFreeApp("my-app", a -> a.org("personal")));
    sent(requests.assignFirstIp("my-app", IpAssignment.Type.of("v6")));
    Machine machine =
        fly.app("my-app").machines().create(m -> m.region("iad").config(c -> c.image("nginx")));
    int before = emulator.requests().size();
    fly.app("my-app")
        .machines()
        .awaitState(machine.id(), MachineState.STARTED, Duration.ofMinutes(1));

    assertThat(emulator.requests().subList(0, 2))
        .extracting(FlyEmulator.RecordedRequest::method)
        .containsExactly("POST", "POST");
    assertThat(emulator.requests().subList(before, emulator.requests().size()))
        .extracting(FlyEmulator.RecordedRequest::path)
        .allMatch(path -> path.contains("/wait?"));
  }

  @Test
  void aFreeNameThatIsTakenMeanwhileIsSaid() {
    sent(fly.requests().createFreeApp("my-app", a -> a.org("personal")));

    FlyRequest<?> again = fly.requests().createFreeApp("my-app", a -> a.org("personal"));

    assertThatThrownBy(again::send).isInstanceOf(ApiException.NameTaken.class);
  }

  @Test
  void updateOfAMachineThatHasChangedSinceFailsWithAConflict() {
    fly.apps().create("my-app", a -> a.org("personal"));
    Machines machines = fly.app("my-app").machines();
    Machine read = machines.create(m -> m.config(c -> c.image("nginx")));
    machines.update(read.id(), u -> u.config(c -> c.env("SOMEBODY", "else")));

    FlyRequest<Machine> stale =
        fly.requests().updateMachine("my-app", read, u -> u.config(c -> c.env("OURS", "1")));

    assertThatThrownBy(stale::send).isInstanceOf(VersionConflictException.class);
    assertThat(machines.get(read.id()).config().orElseThrow().env())
        .containsKey("SOMEBODY")
        .doesNotContainKey("OURS");
  }

  @Test
  void showsPlaceholdersByNameAndRefusesToSendThem() {
    String later = FlyRequest.placeholder("volume_id");
    FlyRequest<Machine> request =
        fly.requests().createMachine("my-app", m -> m.config(c -> c.image("x").mount(later, "/d")));

    assertThat(request.body().orElseThrow().toJson()).contains("\"volume\":\"{volume_id}\"");
    assertThatThrownBy(request::send)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("POST /v1/apps/my-app/machines was sent before {volume_id} was known.");
    assertThat(fly.requests().deleteVolume("my-app", later).path())
        .isEqualTo("/v1/apps/my-app/volumes/{volume_id}");
  }

  @Test
  void placeholdersKeepTheTypeOfTheirValue() {
    FlyRequest<Machine> request =
        fly.requests()
            .createMachine(
                "my-app",
                m ->
                    m.config(c -> c.image("x"))
                        .set("min_secrets_version", FlyRequest.placeholder("secrets_version")));

    assertThat(request.with(Map.of("secrets_version", 7L)).body().orElseThrow().toJson())
        .contains("\"min_secrets_version\":7");
  }
}
