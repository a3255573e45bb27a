package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.Machines;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several machines of one app behind one address, as processes of this computer. */
class ManyLocalMachinesTest extends LaunchTestBase {
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> machines = new ArrayList<>();

  @BeforeEach
  void deploy() {
    fly.apps().create("many", a -> a.org("personal"));
    fly.app("many").ipAssignments().create(IpAssignment.Type.of("v6"));
    fly.app("many").secrets().set("MCP_FLY_STICKY_KEY", "0123456789abcdef0123456789abcdef");
    for (int i = 0; i < 3; i++) {
      machines.add(machine().id());
    }
    machines.forEach(id -> machines().await(id, MachineState.STARTED, Duration.ofSeconds(60)));
  }

  private Machines machines() {
    return fly.app("many").machines();
  }

  private Machine machine() {
    return machines()
        .create(
            r ->
                r.config(
                    c ->
                        c.image("flyio/mcp")
                            .cmd(LaunchServerMain.command("ok").toArray(new String[0]))
                            .service(8080, s -> s.autostart(true).http(80))));
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(emulator.appUri("many") + "/mcp"))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String session() throws Exception {
    HttpResponse<String> opened = post(INITIALIZE);
    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
    return opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
  }

  private HttpResponse<String> call(String session) throws Exception {
    return post(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"env\"}}",
        "Mcp-Session-Id",
        session);
  }

  private static String home(String session) {
    return session.split("\\.", -1)[1];
  }

  @Test
  void keepsEachSessionAtItsMachine() throws Exception {
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      sessions.add(session());
    }
    Set<String> homes =
        sessions.stream()
            .map(ManyLocalMachinesTest::home)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(homes).as("the address spreads them").containsExactlyInAnyOrderElementsOf(machines);
    for (int round = 0; round < 3; round++) {
      for (String session : sessions) {
        HttpResponse<String> answer = call(session);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
            .as("the server's own environment")
            .contains("FLY_MACHINE_ID=" + home(session))
            .doesNotContain("MCP_FLY_STICKY_KEY");
      }
    }
  }

  @Test
  void tellsAClientToReinitializeWhenItsMachineIsStoppedOrGone() throws Exception {
    String lost = session();
    machines().delete(home(lost), true);
    HttpResponse<String> answer = call(lost);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    assertThat(answer.headers().map()).doesNotContainKey("fly-replay");
    String forgotten = session();
    machines().stop(home(forgotten));
    machines().await(home(forgotten), MachineState.STOPPED, Duration.ofSeconds(30));
    assertThat(call(forgotten).statusCode())
        .as("it was woken, with nothing in mind")
        .isEqualTo(404);
    assertThat(call(session()).statusCode()).isEqualTo(200);
  }
}
