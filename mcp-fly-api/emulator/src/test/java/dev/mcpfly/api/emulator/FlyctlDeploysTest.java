package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What flyctl sends when it launches and deploys, request for request and in its order, with its
 * headers: written down, so that every build runs it. {@link FlyGoClientTest} drives Fly's own Go
 * client in the same order.
 */
@Timeout(120)
@Tag("flyctl")
class FlyctlDeploysTest {
  private static final String NONCE = "fly-machine-lease-nonce";
  private static final String TAG = "/metadata/fly_bluegreen_deployment_tag";

  private final HeldClock clock = EmulatorClock.leaping();
  private final FlyEmulator emulator = FlyEmulator.builder().clock(clock).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private String app = "";

  /** The steps of {@code fly mcp launch}, up to the first machine. */
  @BeforeEach
  void launch() {
    app = "/v1/apps/fly-mcp";
    fly.get(app).expect(404);
    fly.post(
            "/v1/platform/placements",
            "{'org_slug':'personal','region':'any','count':2,'compute':{'cpu_kind':'shared','cpus':1,'memory_mb':1024}}")
        .expect(200);
    fly.post(
            "/v1/apps?wait=true",
            "{'name':'fly-mcp','org_slug':'personal','network':'','app_role_id':''}")
        .expect(201);
    fly.get(app).expect(200);
    fly.post(app + "/secrets", "{'values':{'FLY_MCP_BEARER_TOKEN':'dG9rZW4='}}").expect(200);
    assertThat(fly.get(app + "/machines").expect(200).json()).isEmpty();
    assertThat(fly.get(app + "/volumes").expect(200).json()).isEmpty();
    fly.get(app + "/ip_assignments").expect(200);
    fly.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
    fly.post(app + "/ip_assignments", "{'type':'shared_v4'}").expect(200);
    Rest.Answer machine = create("1", false);
    smokeChecks(machine.text("/id"), "");
    release(machine.text("/id"), machine.text("/nonce"));
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  private static String config(String version) {
    return ("{'image':'flyio/mcp','init':{'cmd':['uvx','mcp-server-time']},"
                + "'env':{'FLY_PROCESS_GROUP':'app','PRIMARY_REGION':'iad'},"
                + "'guest':{'cpu_kind':'shared','cpus':1,'memory_mb':1024},"
                + "'metadata':{'fly_platform_version':'v2','fly_process_group':'app','fly_release_version':'%s'},"
                + "'services':[{'protocol':'tcp','internal_port':8080,'autostop':'suspend','autostart':true,"
                + "'min_machines_running':0,'ports':[{'port':80,'handlers':['http'],'force_https':true},"
                + "{'port':443,'handlers':['http','tls']}],'force_instance_key':null}]}")
        .formatted(version);
  }

  private Rest.Answer create(String version, boolean cordoned) {
    return fly.post(
            app + "/machines",
            ("{'region':'iad','lease_ttl':300,'skip_service_registration':%s,'skip_secrets':false,"
                    + "'config':%s}")
                .formatted(cordoned, config(version)))
        .expect(200);
  }

  private void smokeChecks(String id, String instance) {
    fly.get(
            app
                + "/machines/"
                + id
                + "/wait?state=started&timeout=60"
                + (instance.isEmpty() ? "" : "&instance_id=" + instance))
        .expect(200);
    for (int i = 0; i < 3; i++) {
      assertThat(fly.get(app + "/machines/" + id).expect(200).text("/state")).isEqualTo("started");
      clock.advance(Duration.ofSeconds(1));
    }
  }

  private String lease(String id) {
    return fly.post(app + "/machines/" + id + "/lease?ttl=13", "{}")
        .expect(201)
        .text("/data/nonce");
  }

  private void refresh(String id, String nonce) {
    assertThat(
            fly.with(NONCE, nonce)
                .post(app + "/machines/" + id + "/lease?ttl=13", "{}")
                .expect(201)
                .text("/data/nonce"))
        .isEqualTo(nonce);
  }

  private void release(String id, String nonce) {
    fly.with(NONCE, nonce).delete(app + "/machines/" + id + "/lease").expect(200);
  }

  /** Updates a machine; one that sleeps is left asleep. */
  private void update(String id, String nonce, String version) {
    boolean runs = fly.get(app + "/machines/" + id).expect(200).text("/state").equals("started");
    Rest.Answer updated =
        fly.with(NONCE, nonce)
            .post(
                app + "/machines/" + id,
                "{'region':'iad','skip_launch':%s,'skip_secrets':false,'config':%s}"
                    .formatted(!runs, config(version)))
            .expect(200);
    refresh(id, nonce);
    if (runs) {
      smokeChecks(id, updated.text("/instance_id"));
    }
  }

  private List<String> machines() {
    List<String> ids = new ArrayList<>();
    for (JsonNode machine : fly.get(app + "/machines").expect(200).json()) {
      if (!machine.at("/state").asText().equals("destroyed")) {
        ids.add(machine.at("/id").asText());
      }
    }
    return ids;
  }

  private void assertVersions(String version) {
    for (String id : machines()) {
      Rest.Answer machine = fly.get(app + "/machines/" + id).expect(200);
      assertThat(machine.text("/config/metadata/fly_release_version")).isEqualTo(version);
      fly.post(app + "/machines/" + id + "/cordon", "").expect(200);
      fly.post(app + "/machines/" + id + "/uncordon", "").expect(200);
    }
  }

  @Test
  void launchLeavesOneStartedMachineWithoutALease() {
    assertThat(machines()).hasSize(1);
    assertVersions("1");
    fly.get(app + "/machines/" + machines().get(0) + "/lease").expect(404);
  }

  @Test
  void rollingDeployUpdatesEachMachineUnderItsLease() {
    Rest.Answer second = create("1", false);
    smokeChecks(second.text("/id"), "");
    release(second.text("/id"), second.text("/nonce"));
    List<String> before = machines();
    assertThat(before).hasSize(2);
    List<String> nonces = before.stream().map(this::lease).toList();
    for (int i = 0; i < before.size(); i++) {
      refresh(before.get(i), nonces.get(i));
      update(before.get(i), nonces.get(i), "2");
      for (int j = 0; j < before.size(); j++) {
        refresh(before.get(j), nonces.get(j));
      }
    }
    for (String id : before) {
      assertThat(fly.get(app + "/machines/" + id).expect(200).text("/state")).isEqualTo("started");
    }
    for (int i = 0; i < before.size(); i++) {
      release(before.get(i), nonces.get(i));
    }
    assertThat(machines()).containsExactlyInAnyOrderElementsOf(before);
    assertVersions("2");
  }

  /** The canary's lease is over when it is destroyed with its nonce. */
  @Test
  void canaryDeployDestroysTheCanaryWithTheNonceOfAnExpiredLease() {
    String old = machines().get(0);
    Rest.Answer canary = create("2", false);
    String id = canary.text("/id");
    smokeChecks(id, "");
    clock.advance(Duration.ofSeconds(301));
    fly.with(NONCE, canary.text("/nonce"))
        .delete(app + "/machines/" + id + "?kill=true")
        .expect(200);
    fly.get(app + "/machines/" + id + "/wait?state=destroyed&timeout=60").expect(200);
    String nonce = lease(old);
    update(old, nonce, "2");
    release(old, nonce);
    assertThat(machines()).containsExactly(old);
    assertVersions("2");
  }

  @Test
  void blueGreenDeployReplacesTheMachines() {
    List<String> blue = machines();
    List<String> nonces = blue.stream().map(this::lease).toList();
    Rest.Answer green = create("2", true);
    String id = green.text("/id");
    String nonce = green.text("/nonce");
    fly.get(app + "/machines/" + id + "/wait?state=started&timeout=60").expect(200);
    fly.get(app + "/machines/" + id).expect(200);
    fly.with(NONCE, nonce).post(app + "/machines/" + id + "/uncordon", "").expect(200);
    for (int i = 0; i < blue.size(); i++) {
      String machine = app + "/machines/" + blue.get(i);
      fly.post(machine + TAG, "{'value':'safe_to_destroy'}").expect(204);
      refresh(blue.get(i), nonces.get(i));
      fly.with(NONCE, nonces.get(i)).post(machine + "/cordon", "").expect(200);
      fly.with(NONCE, nonces.get(i))
          .post(machine + "/stop", "{'signal':'','timeout':'0s'}")
          .expect(200);
      fly.get(machine + "/wait?state=stopped&timeout=60").expect(200);
      fly.with(NONCE, nonces.get(i)).delete(machine + "?kill=true").expect(200);
      fly.get(machine + "/wait?state=destroyed&timeout=60").expect(200);
    }
    release(id, nonce);
    assertThat(machines()).containsExactly(id).doesNotContainAnyElementsOf(blue);
    assertVersions("2");
  }

  @Test
  void destroyTakesTheAppAway() {
    fly.delete(app).expect(202);
    for (int i = 0; i < 60 && fly.get(app).status() == 200; i++) {
      clock.advance(Duration.ofSeconds(1));
    }
    fly.get(app).expect(404);
  }
}
