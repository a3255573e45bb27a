package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class UpdateTest {
  private final EchoRuntime runtime = new EchoRuntime();
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .clock(EmulatorClock.leaping())
          .runtime(runtime)
          .rateLimits(false)
          .start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("updated");

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void aRunningMachineRebootsIntoTheNewVersion() {
    String machine = fly.machine(app, "{'image':'one'}");
    String first = fly.await(machine, "started").text("/version");
    Rest.Answer updated = fly.post(machine, "{'config':{'image':'two'}}").expect(200);
    String second = updated.text("/instance_id");
    assertThat(second).isNotEqualTo(first).hasSize(26);
    assertThat(updated.text("/state")).isEqualTo("replacing");
    assertThat(fly.post(machine + "/start", "").expect(412).text("/error"))
        .contains("machine getting replaced, refusing to start");

    Rest.Answer replaced = fly.get(machine + "/wait?version=" + first + "&timeout=5").expect(408);
    assertThat(replaced.text("/error")).endsWith("currently replaced");
    fly.get(machine + "/wait?version=" + second + "&timeout=5").expect(200);
    assertThat(runtime.boots).extracting(MachineSpec::image).containsExactly("one", "two");
    assertThat(fly.get(machine + "/versions").json())
        .extracting(version -> version.at("/user_config/image").asText())
        .containsExactly("one", "two");
  }

  @Test
  void stoppedMachineStaysStopped() {
    String machine = fly.machine(app, "{'image':'one'}");
    fly.await(machine, "started");
    fly.post(machine + "/stop", "").expect(200);
    fly.await(machine, "stopped");
    fly.post(machine, "{'config':{'image':'two'}}").expect(200);
    fly.await(machine, "stopped");
    assertThat(runtime.boots).hasSize(1);
    assertThat(fly.get(machine).text("/image_ref/repository")).isEqualTo("library/two");
  }

  @Test
  void changedVersionIsAConflict() {
    Rest.Answer created = fly.create(app, "{'image':'one'}");
    String machine = app + "/machines/" + created.text("/id");
    fly.await(machine, "started");
    String body =
        "{'config':{'image':'two'},'current_version':'" + created.text("/instance_id") + "'}";
    fly.post(machine, body).expect(200);
    fly.await(machine, "started");
    assertThat(fly.post(machine, body).expect(409).text("/error"))
        .contains("current_version does not match");
    assertThat(fly.get(machine + "/versions").json()).hasSize(2);
  }

  @Test
  void rejectsChangesOfFixedFields() {
    String machine = fly.machine(app, "{'image':'one'}");
    fly.await(machine, "started");
    fly.post(machine, "{'config':{'image':'one'},'region':'fra'}").expect(400);
    fly.post(machine, "{'config':{'image':'one'},'name':'other'}").expect(400);
    fly.post(machine, "{}").expect(400);
    assertThat(fly.get(machine).text("/state")).isEqualTo("started");
  }

  @Test
  void secretsReachAMachineWithItsNextVersionOnly() {
    fly.post(app + "/secrets", "{'values':{'A':'one'}}").expect(200);
    String machine = fly.machine(app, "{'image':'x','env':{'B':'plain'}}");
    fly.await(machine, "started");
    long version = fly.post(app + "/secrets", "{'values':{'A':'two'}}").at("/version").asLong();
    fly.post(machine + "/restart", "").expect(200);
    fly.await(machine, "started");
    fly.post(machine, "{'config':{'image':'x'},'min_secrets_version':" + version + "}").expect(200);
    fly.await(machine, "started");
    assertThat(runtime.boots)
        .extracting(boot -> boot.secrets().get("A"))
        .containsExactly("one", "one", "two");
    assertThat(runtime.boots.get(0).env())
        .containsEntry("B", "plain")
        .containsEntry("FLY_APP_NAME", "updated")
        .containsEntry("FLY_REGION", "iad")
        .doesNotContainKey("A");
    assertThat(runtime.boots.get(0).toString()).doesNotContain("one").doesNotContain("plain");

    String later = "{'config':{'image':'x'},'min_secrets_version':" + (version + 1) + "}";
    assertThat(fly.post(machine, later).expect(412).text("/error"))
        .contains("is not yet available on this app");
    fly.post(app + "/machines", later).expect(412);
    assertThat(emulator.counts().machines()).isEqualTo(1);
  }

  @Test
  void metadataMergesWithoutANewVersion() {
    String machine = fly.machine(app, "{'image':'x','metadata':{'a':'1','b':'2'}}");
    String version = fly.await(machine, "started").text("/version");
    fly.send("PATCH", machine + "/metadata", "{'metadata':{'a':null,'c':'3'}}").expect(204);
    fly.put(machine + "/metadata", "{'metadata':{'b':'','d':'4'}}").expect(204);
    fly.post(machine + "/metadata/e", "{'value':'5'}").expect(204);
    fly.delete(machine + "/metadata/d").expect(204);
    assertThat(fly.get(machine + "/metadata").body()).isEqualTo("{\"c\":\"3\",\"e\":\"5\"}");
    assertThat(fly.get(machine + "/metadata/c").text("/value")).isEqualTo("3");
    fly.get(machine + "/metadata/a").expect(404);
    fly.send("PATCH", machine + "/metadata", "{'metadata':{'x':'y'},'machine_version':'old'}")
        .expect(412);
    assertThat(fly.get(machine).text("/instance_id")).isEqualTo(version);
    assertThat(fly.get(app + "/machines?metadata.c=3&metadata.e=5").json()).hasSize(1);
    assertThat(fly.get(app + "/machines?metadata.c=3&metadata.e=6").json()).isEmpty();
  }

  @Test
  void aMachineUpdatedBeforeItsFirstBootBootsTheNewVersion() {
    String machine = fly.machine(app, "{'image':'one'}");
    fly.post(machine, "{'config':{'image':'two'}}").expect(200);
    fly.await(machine, "started");
    assertThat(runtime.boots).extracting(MachineSpec::image).containsExactly("two");
  }

  @Test
  void rejectsOtherCallsWhileTheMachineIsReplaced() {
    String machine = fly.machine(app, "{'image':'one'}");
    fly.await(machine, "started");
    String body = "{'config':{'image':'two'}}";
    fly.post(machine, body).expect(200);
    fly.post(machine + "/stop", "").expect(412);
    fly.post(machine + "/suspend", "").expect(412);
    fly.post(machine + "/restart", "").expect(412);
    assertThat(fly.post(machine, body).expect(409).text("/error"))
        .isEqualTo("aborted: machine update failed due to concurrent update");
    fly.await(machine, "started");
  }
}
