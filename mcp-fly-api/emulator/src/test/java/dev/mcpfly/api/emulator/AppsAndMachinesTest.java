package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AppsAndMachinesTest {
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .rateLimits(false)
          .clock(EmulatorClock.leaping())
          .foreignApps("taken")
          .start();
  private final Rest fly = new Rest(emulator);

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void anAppIsCreatedReadListedAndDeleted() {
    Rest.Answer created = fly.post("/v1/apps", "{'name':'one','org_slug':'personal'}").expect(201);
    assertThat(created.at("/created_at").isIntegralNumber()).isTrue();
    assertThat(created.response().headers().firstValue("fly-request-id")).isPresent();

    assertThat(fly.get("/v1/apps/one").expect(200).text("/organization/slug"))
        .isEqualTo("personal");
    assertThat(fly.get("/v1/apps?org_slug=personal").expect(200).at("/total_apps").asInt())
        .isEqualTo(1);

    fly.delete("/v1/apps/one").expect(202);
    assertThat(fly.get("/v1/apps/one").status()).isEqualTo(200);
    ((HeldClock) emulator.clock()).advance(java.time.Duration.ofSeconds(1));
    assertThat(fly.get("/v1/apps/one").status()).isEqualTo(404);
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void aMachineRunsThroughItsLife() {
    String app = fly.app("life");
    String machine = fly.machine(app, "{'image':'nginx','x_unknown':{'a':[1,null]}}");
    assertThat(fly.get(machine).text("/state")).isEqualTo("created");
    assertThat(fly.await(machine, "started").text("/state")).isEqualTo("started");
    assertThat(fly.get(machine).at("/config/x_unknown/a/1").isNull()).isTrue();
    assertThat(emulator.unknownFields()).containsExactly("config.x_unknown");

    fly.post(machine + "/suspend", "").expect(200);
    fly.await(machine, "suspended");
    assertThat(fly.post(machine + "/start", "").expect(200).text("/previous_state"))
        .isEqualTo("suspended");
    fly.await(machine, "started");
    fly.post(machine + "/stop", "{'signal':'SIGTERM','timeout':'3s'}").expect(200);
    fly.await(machine, "stopped");
    fly.post(machine + "/start", "").expect(200);
    fly.await(machine, "started");

    assertThat(fly.delete(machine).status()).isEqualTo(412);
    fly.delete(machine + "?force=true").expect(200);
    fly.await(machine, "destroyed");
    assertThat(fly.get(app + "/machines").json()).isEmpty();
    assertThat(fly.get(app + "/machines?include_deleted=true").json()).hasSize(1);
  }

  @Test
  void validatesNamesLikeTheService() {
    fly.app("mine");
    Rest.Answer again = fly.post("/v1/apps", "{'name':'mine','org_slug':'personal'}").expect(422);
    assertThat(again.text("/status")).isEqualTo("name_taken");
    assertThat(again.text("/error")).contains("Name has already been taken");
    fly.post("/v1/apps", "{'name':'taken','org_slug':'personal'}").expect(422);
    fly.post("/v1/apps", "{'name':'Bad_Name','org_slug':'personal'}").expect(422);
    fly.post("/v1/apps", "{'name':'fine'}").expect(400);
    fly.get("/v1/apps/taken").expect(403);
    fly.get("/v1/apps/free").expect(404);
  }

  @Test
  void rejectsCallsWithoutTheToken() {
    fly.app("locked");
    assertThat(new Rest(emulator.uri(), "").get("/v1/apps/locked").status()).isEqualTo(401);
    assertThat(new Rest(emulator.uri(), "wrong").get("/v1/apps/locked").status()).isEqualTo(401);
    assertThat(new Rest(emulator.uri(), emulator.token()).get("/v1/apps/locked").status())
        .isEqualTo(200);
    assertThat(new Rest(emulator.uri(), "").get("/v1/platform/regions").status()).isEqualTo(200);
  }

  @Test
  void appThatIsBeingDeletedAcceptsNothingNew() {
    String app = fly.app("going");
    fly.delete(app).expect(202);
    fly.post(app + "/machines", "{'config':{'image':'x'}}").expect(404);
    fly.post(app + "/volumes", "{'name':'v'}").expect(404);
    fly.delete(app).expect(202);
  }

  @Test
  void machineNamesAreUniqueInAnApp() {
    String app = fly.app("named");
    String body = "{'name':'one','config':{'image':'x'},'skip_launch':true}";
    String machine = app + "/machines/" + fly.post(app + "/machines", body).text("/id");
    assertThat(fly.post(app + "/machines", body).expect(409).text("/error"))
        .startsWith("already_exists: unique machine name violation");
    fly.get(machine + "/wait?state=settled").expect(200);
    assertThat(fly.get(machine).text("/state")).isEqualTo("created");
    fly.delete(machine).expect(200);
    fly.await(machine, "destroyed");
    fly.post(app + "/machines", body).expect(200);
  }

  /** So many that two of the names that are made up would be the same. */
  @Test
  void machineWithoutANameGetsAnUnusedOne() {
    String app = fly.app("crowd");
    for (int i = 0; i < 2500; i++) {
      fly.post(app + "/machines", "{'skip_launch':true,'config':{'image':'x'}}").expect(200);
    }
    assertThat(fly.get(app + "/machines?summary=true").json())
        .extracting(machine -> machine.at("/name").asText())
        .doesNotHaveDuplicates()
        .hasSize(2500);
  }
}
