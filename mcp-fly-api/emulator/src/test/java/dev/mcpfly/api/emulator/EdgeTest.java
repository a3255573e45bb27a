package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EdgeTest {
  private static final String SERVICE =
      "'services':[{'protocol':'tcp','internal_port':8080,'autostart':true,'autostop':'%s',"
          + "'ports':[{'port':443,'handlers':['tls','http']}]}]";

  private final EchoRuntime runtime = new EchoRuntime();
  private final HeldClock clock = EmulatorClock.leaping();
  private final FlyEmulator emulator =
      FlyEmulator.builder().runtime(runtime).clock(clock).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    emulator.close();
  }

  private static String config(String autostop) {
    return "{'image':'echo'," + SERVICE.formatted(autostop) + "}";
  }

  private HttpResponse<String> ask(String app, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(emulator.appUri(app) + "/x"))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void anAppWithoutAnAddressOrServiceIsNotServed() throws Exception {
    assertThat(ask("nobody", "").statusCode()).isEqualTo(502);
    String app = fly.app("bare");
    assertThat(ask("bare", "").body()).contains("no IP assignment");
    fly.post(app + "/ip_assignments", "{'type':'shared_v4'}").expect(200);
    assertThat(ask("bare", "").statusCode()).isEqualTo(503);
    fly.machine(app, "{'image':'echo'}");
    assertThat(ask("bare", "").statusCode()).isEqualTo(503);
  }

  @Test
  void aRequestWakesAStoppedMachineAndItsBodyIsKept() throws Exception {
    String app = fly.app("sleepy");
    fly.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
    String machine = fly.machine(app, config("stop"));
    fly.await(machine, "started");
    fly.post(machine + "/stop", "{}").expect(200);
    fly.await(machine, "stopped");

    String body = "b".repeat(300_000);
    HttpResponse<String> answer = ask("sleepy", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).endsWith(" iad " + body);
    assertThat(fly.get(machine).text("/state")).isEqualTo("started");
    assertThat(runtime.boots).hasSize(2);
    assertThat(ask("sleepy", "again").body()).endsWith("again");
    assertThat(emulator.appUri("sleepy")).isEqualTo(emulator.appUri("sleepy"));
  }

  @Test
  void stoppedMachineStaysDownWithoutAutostart() throws Exception {
    String app = fly.app("down");
    fly.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
    String machine = fly.machine(app, config("off").replace("'autostart':true,", ""));
    fly.await(machine, "started");
    fly.post(machine + "/stop", "{}").expect(200);
    fly.await(machine, "stopped");
    assertThat(ask("down", "").statusCode()).isEqualTo(503);
    assertThat(runtime.boots).hasSize(1);
  }

  @Test
  void requestCanForceAMachine() throws Exception {
    String app = fly.app("many");
    fly.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
    String first = fly.machine(app, config("off"));
    String second = fly.machine(app, config("off"));
    fly.await(first, "started");
    fly.await(second, "started");
    String id = second.substring(second.lastIndexOf('/') + 1);
    for (int i = 0; i < 3; i++) {
      assertThat(ask("many", "", "fly-force-instance-id", id).body()).startsWith(id);
    }
    assertThat(ask("many", "", "fly-force-instance-id", "none").statusCode()).isEqualTo(503);
  }

  @Test
  void eventStreamIsPassedOnWhileItIsWritten() throws Exception {
    String app = fly.app("stream");
    fly.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
    fly.await(fly.machine(app, config("off")), "started");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(emulator.appUri("stream") + "/events")).build();
    HttpResponse<InputStream> answer =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("data: first");
      runtime.firstSeen.countDown();
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo("data: second");
    }
  }

  @Test
  void idleMachinesAreStoppedOrSuspended() {
    String app = fly.app("idle");
    String stops = fly.machine(app, config("stop"));
    String suspends = fly.machine(app, config("suspend"));
    String stays = fly.machine(app, config("off"));
    fly.await(stops, "started");
    fly.await(suspends, "started");
    fly.await(stays, "started");
    clock.advance(Duration.ofMinutes(4));
    assertThat(fly.get(stops).text("/state")).isEqualTo("started");
    clock.advance(Duration.ofMinutes(2));
    assertThat(fly.get(stops).text("/state")).isEqualTo("stopped");
    assertThat(fly.get(suspends).text("/state")).as("one at a time").isEqualTo("started");
    clock.advance(Duration.ofMinutes(5));
    assertThat(fly.get(suspends).text("/state")).isEqualTo("suspended");
    assertThat(fly.get(stays).text("/state")).isEqualTo("started");
    assertThat(fly.get(stops).at("/config/services/0/autostop").isBoolean()).isTrue();
    assertThat(fly.get(suspends).text("/config/services/0/autostop")).isEqualTo("suspend");
  }

  @Test
  void requestResumesASuspendedMachineWithItsMemory() throws Exception {
    String app = fly.app("napping");
    fly.post(app + "/ip_assignments", "{'type':'private_v6'}").expect(200);
    String machine = fly.machine(app, config("suspend"));
    fly.await(machine, "started");
    fly.post(machine + "/suspend", "").expect(200);
    assertThat(ask("napping", "hello").body()).endsWith("hello");
    assertThat(runtime.boots).hasSize(1);
    assertThat(fly.get(machine).text("/state")).isEqualTo("started");
  }

  @Test
  void noticesAClientThatLeavesASilentStream() throws Exception {
    String app = fly.app("left");
    fly.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
    String machine = fly.machine(app, config("stop"));
    fly.await(machine, "started");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(emulator.appUri("left") + "/events")).build();
    try (InputStream events =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(events.read()).isEqualTo('d');
      clock.advance(Duration.ofHours(1));
      assertThat(fly.get(machine).text("/state")).isEqualTo("started");
    }
    while (!fly.get(machine).text("/state").equals("stopped")) {
      clock.advance(Duration.ofMinutes(1));
    }
  }

  @Test
  void answersBadGatewayForAMachineThatDoesNotListen() throws Exception {
    try (FlyEmulator idle = FlyEmulator.builder().rateLimits(false).start()) {
      Rest rest = new Rest(idle);
      String app = rest.app("idle");
      rest.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
      rest.await(rest.machine(app, config("off")), "started");
      HttpRequest request = HttpRequest.newBuilder(idle.appUri("idle")).build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("nothing listens");
    }
  }
}
