package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class VolumeTest {
  private final EchoRuntime runtime = new EchoRuntime();
  private final HeldClock clock = EmulatorClock.leaping();
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .clock(clock)
          .runtime(runtime)
          .rateLimits(false)
          .capacity("gru", 0)
          .start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("stored");

  @AfterEach
  void close() {
    emulator.close();
  }

  private String volume(String more) {
    return fly.post(app + "/volumes", "{'name':'data','region':'fra'" + more + "}")
        .expect(200)
        .text("/id");
  }

  private String mounting(String volume) {
    return "{'image':'x','mounts':[{'volume':'" + volume + "','path':'/data'}]}";
  }

  @Test
  void dataSurvivesTheMachineButNotTheVolume() throws Exception {
    String volume = volume("");
    String machine = fly.machine(app, mounting(volume));
    fly.await(machine, "started");
    Path directory = runtime.boots.get(0).mounts().get("/data");
    Files.writeString(directory.resolve("kept"), "yes");
    assertThat(fly.get(machine).text("/region")).isEqualTo("fra");
    assertThat(fly.get(app + "/volumes/" + volume).text("/attached_machine_id"))
        .isEqualTo(fly.get(machine).text("/id"));
    assertThat(fly.delete(app + "/volumes/" + volume).expect(412).text("/error"))
        .startsWith("failed_precondition: volume is currently bound to machine: ");

    fly.delete(machine + "?force=true").expect(200);
    fly.await(machine, "destroyed");
    assertThat(fly.get(app + "/volumes/" + volume).at("/attached_machine_id").isNull()).isTrue();
    fly.await(fly.machine(app, mounting("data")), "started");
    assertThat(runtime.boots.get(1).mounts().get("/data").resolve("kept")).hasContent("yes");
    fly.delete("/v1/apps/stored").expect(202);
    clock.advance(Duration.ofSeconds(5));
    assertThat(directory).doesNotExist();
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void volumeServesOneMachineInItsOwnRegion() {
    String volume = volume("");
    String machine = fly.machine(app, mounting(volume));
    String body = "{'config':" + mounting(volume);
    assertThat(fly.post(app + "/machines", body + "}").expect(412).text("/error"))
        .contains("in use");
    String other = volume("");
    Rest.Answer elsewhere =
        fly.post(app + "/machines", "{'config':" + mounting(other) + ",'region':'iad'}")
            .expect(412);
    assertThat(elsewhere.text("/status")).isEqualTo("volume_placement_capacity");
    assertThat(elsewhere.text("/error")).contains("existing volume id '" + other + "'");
    fly.post(app + "/machines", "{'config':" + mounting("vol_none") + "}").expect(400);
    fly.await(machine, "started");
    fly.post(machine, "{'config':" + mounting(other) + "}").expect(400);
    assertThat(emulator.counts().machines()).isEqualTo(1);
  }

  @Test
  void growsAndIsCopiedButNeverShrinks() throws Exception {
    String volume = volume(",'size_gb':2");
    String path = app + "/volumes/" + volume;
    assertThat(fly.put(path + "/extend", "{'size_gb':5}").at("/volume/size_gb").asInt())
        .isEqualTo(5);
    fly.put(path + "/extend", "{'size_gb':4}").expect(400);
    fly.put(path, "{'snapshot_retention':10,'auto_backup_enabled':false}").expect(200);
    assertThat(fly.get(path).at("/snapshot_retention").asInt()).isEqualTo(10);
    fly.put(path, "{'snapshot_retention':99}").expect(400);

    fly.await(fly.machine(app, mounting(volume)), "started");
    Files.writeString(runtime.boots.get(0).mounts().get("/data").resolve("f"), "copied");
    fly.post(path + "/snapshots", "").expect(200);
    String snapshot = fly.get(path + "/snapshots").text("/0/id");
    for (String source :
        new String[] {
          ",'source_volume_id':'" + volume + "'", ",'snapshot_id':'" + snapshot + "'"
        }) {
      String fork = volume(source);
      fly.await(fly.machine(app, mounting(fork)), "started");
      MachineSpec boot = runtime.boots.get(runtime.boots.size() - 1);
      assertThat(boot.mounts().get("/data").resolve("f")).hasContent("copied");
    }
    fly.post(app + "/volumes", "{'name':'data','snapshot_id':'vs_none'}").expect(404);
  }

  @Test
  void rejectsInvalidVolumes() {
    fly.post(app + "/volumes", "{'name':'no dashes-here'}").expect(400);
    fly.post(app + "/volumes", "{'name':'data','region':'moon'}").expect(400);
    fly.post(app + "/volumes", "{'name':'data','size_gb':0}").expect(400);
    assertThat(fly.post(app + "/volumes", "{'name':'d','region':'gru'}").expect(409).text("/error"))
        .isEqualTo("aborted: no capacity");
    assertThat(emulator.counts().volumes()).isZero();
  }

  @Test
  void deletedVolumeIsListedWhileItIsDestroyed() {
    String volume = volume("");
    assertThat(fly.delete(app + "/volumes/" + volume).expect(200).text("/state"))
        .isEqualTo("pending_destroy");
    assertThat(fly.get(app + "/volumes").text("/0/state")).isEqualTo("pending_destroy");
    clock.advance(Duration.ofSeconds(1));
    assertThat(fly.get(app + "/volumes").json()).isEmpty();
  }
}
