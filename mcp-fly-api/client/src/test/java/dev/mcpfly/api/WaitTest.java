package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waits longer than the API's minute, their early ends, and what they follow. */
class WaitTest extends Served {
  private static final String WAIT = "/v1/apps/my-app/machines/17/wait";
  private static final String SHOW = "/v1/apps/my-app/machines/17";
  private static final String TIMED_OUT =
      "{\"error\":\"deadline_exceeded: machine failed to reach desired state, started, currently"
          + " starting\"}";

  private final List<FlyEvent> events = new ArrayList<>();

  private Machines machines() {
    return builder().listener(events::add).build().app("my-app").machines();
  }

  @Test
  void chainsRequestsUntilTheStateIsReached() {
    waits(timedOut(), timedOut(), timedOut(), okJson("{\"ok\":true}"));
    shows(machine("starting"), machine("starting"), machine("starting"), machine("started"));

    Machine machine = machines().await("17", MachineState.STARTED, Duration.ofMinutes(5));

    assertThat(machine.state()).isEqualTo(MachineState.STARTED);
    assertThat(SERVER.findAll(getRequestedFor(urlPathEqualTo(WAIT)))).hasSize(4);
    assertThat(SERVER.findAll(getRequestedFor(urlPathEqualTo(WAIT))))
        .allSatisfy(
            request -> {
              assertThat(request.queryParameter("state").firstValue()).isEqualTo("started");
              assertThat(Integer.parseInt(request.queryParameter("timeout").firstValue()))
                  .isBetween(1, 60);
            });
    assertThat(events).filteredOn(event -> event instanceof FlyEvent.Waiting).hasSize(3);
  }

  @Test
  void sendsEveryAcceptedState() {
    waits(okJson("{\"ok\":true}"));
    shows(machine("stopped"));
    machines()
        .await("17", w -> w.state(MachineState.STOPPED, MachineState.SUSPENDED).version("01A"));
    var request = SERVER.findAll(getRequestedFor(urlPathEqualTo(WAIT))).get(0);
    assertThat(request.queryParameter("state").values()).containsExactly("stopped", "suspended");
    assertThat(request.queryParameter("version").firstValue()).isEqualTo("01A");
  }

  @Test
  void reportsTheLastSeenState() {
    waits(timedOut());
    shows(machine("starting"));
    Machines slow =
        builder()
            .listener(event -> clock.pass(Duration.ofSeconds(5)))
            .build()
            .app("my-app")
            .machines();
    WaitTimeoutException e =
        catchThrowableOfType(
            WaitTimeoutException.class,
            () -> slow.await("17", MachineState.STARTED, Duration.ofMinutes(2)));
    assertThat(e.lastState()).contains(MachineState.STARTING);
    assertThat(e.awaited()).isEqualTo("started");
    assertThat(e.timeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(e).hasMessageContaining("did not become started").hasMessageContaining("starting");
  }

  @Test
  void endsEarlyWhenTheProcessEndedForGood() {
    waits(timedOut());
    shows(
        """
        {"id":"17","state":"stopped","instance_id":"01A","events":[
          {"type":"exit","status":"stopped","timestamp":1700000000000,"request":{"exit_event":
            {"exit_code":137,"oom_killed":true,"requested_stop":false,"restarting":false}}},
          {"type":"start","status":"started","timestamp":1690000000000}]}\
        """);
    MachineStartException e =
        catchThrowableOfType(
            MachineStartException.class,
            () -> machines().await("17", MachineState.STARTED, Duration.ofMinutes(5)));
    assertThat(e.exitCode()).hasValue(137);
    assertThat(e.oomKilled()).isTrue();
    assertThat(e.state()).isEqualTo(MachineState.STOPPED);
    assertThat(e.lastEvents()).hasSize(2);
    assertThat(e).hasMessageContaining("exit code 137").hasMessageContaining("lack of memory");
  }

  @Test
  void endsEarlyWhenTheMachineFailedOrIsBeingDestroyed() {
    for (String state : List.of("failed", "launch_failed", "destroying", "destroyed")) {
      SERVER.resetAll();
      waits(timedOut());
      shows(machine(state));
      MachineStartException e =
          catchThrowableOfType(
              MachineStartException.class,
              () -> machines().await("17", MachineState.STARTED, Duration.ofMinutes(5)));
      assertThat(e.state()).isEqualTo(MachineState.of(state));
    }
  }

  @Test
  void waitsOnForAMachineThatWasStoppedOnRequest() {
    waits(timedOut(), okJson("{\"ok\":true}"));
    shows(
        """
        {"id":"17","state":"stopped","instance_id":"01A","events":[{"type":"exit","request":
          {"exit_event":{"exit_code":0,"requested_stop":true}}}]}\
        """,
        machine("started"));
    assertThat(machines().await("17", MachineState.STARTED, Duration.ofMinutes(5)).state())
        .isEqualTo(MachineState.STARTED);
  }

  @Test
  void followsTheNewVersionWhenTheAwaitedOneIsReplaced() {
    waits(
        aResponse()
            .withStatus(412)
            .withBody("{\"error\":\"failed_precondition: machine is currently replaced\"}"),
        okJson("{\"ok\":true}"));
    shows(machine("starting", "01B"), machine("starting", "01B"), machine("started", "01B"));
    Machine machine = machines().await("17", w -> w.version("01A").timeout(Duration.ofMinutes(5)));
    assertThat(machine.version()).contains("01B");
    assertThat(
            SERVER.findAll(getRequestedFor(urlPathEqualTo(WAIT))).stream()
                .map(request -> request.queryParameter("version").firstValue()))
        .containsExactly("01A", "01B");
  }

  @Test
  void waitsForAMachineThatIsNotVisibleYet() {
    waits(aResponse().withStatus(404), aResponse().withStatus(404), okJson("{\"ok\":true}"));
    shows(machine("started"));
    assertThat(machines().await("17", MachineState.STARTED, Duration.ofMinutes(5)).id())
        .isEqualTo("17");
  }

  @Test
  void endsSoonForAMachineThatDoesNotExist() {
    SERVER.stubFor(get(urlPathEqualTo(WAIT)).willReturn(aResponse().withStatus(404)));
    NotFoundException e =
        catchThrowableOfType(
            NotFoundException.class,
            () -> machines().await("17", MachineState.STARTED, Duration.ofMinutes(5)));
    assertThat(e.machine()).contains("17");
  }

  @Test
  void machineThatHasDisappearedCountsAsDestroyed() {
    waits(timedOut(), aResponse().withStatus(404));
    shows(machine("stopping"));
    Machine gone = machines().await("17", MachineState.DESTROYED, Duration.ofMinutes(5));
    assertThat(gone.state()).isEqualTo(MachineState.DESTROYED);
    assertThat(gone.json().text("instance_id")).isEqualTo("01A");
  }

  @Test
  void newMachineThatIsNotVisibleYetDoesNotCountAsDestroyed() {
    SERVER.stubFor(
        post(urlPathEqualTo("/v1/apps/my-app/machines")).willReturn(okJson(machine("created"))));
    ResponseDefinitionBuilder missing = aResponse().withStatus(404);
    waits(
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        missing,
        okJson("{\"ok\":true}"));
    shows(
        """
        {"id":"17","state":"destroyed","events":[{"type":"exit","status":"stopped",
          "timestamp":1,"request":{"exit_event":{"exit_code":3}}}]}\
        """);
    Machines machines = machines();
    Machine created = machines.create(m -> m.config(c -> c.image("job")));
    Machine ended = machines.await(created.id(), MachineState.DESTROYED, Duration.ofMinutes(5));
    assertThat(ended.lastExit()).hasValueSatisfying(e -> assertThat(e.exitCode()).isEqualTo(3));
  }

  @Test
  void machineThatIsNeverFoundDoesNotCountAsDestroyed() {
    SERVER.stubFor(get(urlPathEqualTo(WAIT)).willReturn(aResponse().withStatus(404)));
    assertThat(
            catchThrowableOfType(
                NotFoundException.class,
                () -> machines().await("17", MachineState.DESTROYED, Duration.ofMinutes(5))))
        .isNotNull();
  }

  @Test
  void machineThatThisClientDeletedCountsAsDestroyedOnceItCannotBeFound() {
    SERVER.stubFor(delete(urlPathEqualTo(SHOW)).willReturn(okJson("{\"ok\":true}")));
    SERVER.stubFor(get(urlPathEqualTo(WAIT)).willReturn(aResponse().withStatus(404)));
    Machines machines = machines();
    assertThat(machines.delete("17", true)).isTrue();
    assertThat(machines.await("17", MachineState.DESTROYED, Duration.ofMinutes(5)).state())
        .isEqualTo(MachineState.DESTROYED);
  }

  @Test
  void aLostConnectionDoesNotEndALongWait() {
    List<ResponseDefinitionBuilder> replies = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      replies.add(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    }
    replies.add(okJson("{\"ok\":true}"));
    waits(replies.toArray(new ResponseDefinitionBuilder[0]));
    shows(machine("started"));
    assertThat(machines().await("17", MachineState.STARTED, Duration.ofMinutes(5)).id())
        .isEqualTo("17");
  }

  @Test
  void isHealthyWhenAllChecksPass() {
    waits(okJson("{\"ok\":true}"));
    String config =
        "\"config\":{\"image\":\"i\",\"checks\":{\"up\":{\"type\":\"tcp\",\"port\":80}}}";
    shows(
        "{\"id\":\"17\",\"state\":\"started\"," + config + "}",
        "{\"id\":\"17\",\"state\":\"started\","
            + config
            + ",\"checks\":[{\"name\":\"up\",\"status\":\"critical\"}]}",
        "{\"id\":\"17\",\"state\":\"started\","
            + config
            + ",\"checks\":[{\"name\":\"up\",\"status\":\"passing\"},"
            + "{\"name\":\"bg_deployments_compat\",\"status\":\"critical\"}]}");
    assertThat(machines().awaitHealthy("17", Duration.ofMinutes(5)).isHealthy()).isTrue();
  }

  @Test
  void detectsACrashLoop() {
    Machine machine =
        new Machine(
            JsonObject.parse(
                """
                {"id":"17","state":"started","events":[{"type":"exit","request":
                  {"restart_count":3,"MonitorEvent":{"exit_event":
                    {"exit_code":1,"restarting":true,"requested_stop":false}}}}]}\
                """));
    assertThat(machine.isCrashLooping()).isTrue();
    assertThat(machine.lastExit().orElseThrow().exitCode()).isEqualTo(1);
  }

  private static ResponseDefinitionBuilder timedOut() {
    return aResponse().withStatus(408).withBody(TIMED_OUT);
  }

  private static String machine(String state) {
    return machine(state, "01A");
  }

  private static String machine(String state, String version) {
    return "{\"id\":\"17\",\"state\":\"" + state + "\",\"instance_id\":\"" + version + "\"}";
  }

  private static void waits(ResponseDefinitionBuilder... replies) {
    inTurn(WAIT, replies);
  }

  private static void shows(String... machines) {
    ResponseDefinitionBuilder[] replies = new ResponseDefinitionBuilder[machines.length];
    for (int i = 0; i < machines.length; i++) {
      replies[i] = okJson(machines[i]);
    }
    inTurn(SHOW, replies);
  }

  /** Gives one reply after the other; the last one stays. */
  private static void inTurn(String path, ResponseDefinitionBuilder... replies) {
    String state = Scenario.STARTED;
    for (int i = 0; i < replies.length; i++) {
      String next = i == replies.length - 1 ? state : "after " + i;
      SERVER.stubFor(
          get(urlPathEqualTo(path))
              .inScenario(path)
              .whenScenarioStateIs(state)
              .willSetStateTo(next)
              .willReturn(replies[i]));
      state = next;
    }
  }
}
