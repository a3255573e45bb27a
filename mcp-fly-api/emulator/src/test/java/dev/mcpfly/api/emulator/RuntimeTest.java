package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RuntimeTest {
  private final EchoRuntime runtime = new EchoRuntime();
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .clock(EmulatorClock.leaping())
          .runtime(runtime)
          .rateLimits(false)
          .start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("run");

  @AfterEach
  void close() {
    emulator.close();
    assertThat(runtime.machines).allMatch(machine -> machine.exit.isDone());
  }

  private String started(String config) {
    String machine = fly.machine(app, config);
    fly.await(machine, "started");
    return machine;
  }

  @Test
  void aMachineGetsItsCommandFilesAndSecretFiles() {
    String text =
        Base64.getEncoder().encodeToString("from a secret".getBytes(StandardCharsets.UTF_8));
    fly.post(app + "/secrets", "{'values':{'FILE':'" + text + "'}}").expect(200);
    started(
        "{'image':'img','init':{'entrypoint':['/e'],'cmd':['a','b']},'files':["
            + "{'guest_path':'/one','raw_value':'aGk='},{'guest_path':'/two','secret_name':'FILE'}]}");
    MachineSpec boot = runtime.boots.get(0);
    assertThat(boot.entrypoint()).containsExactly("/e");
    assertThat(boot.cmd()).containsExactly("a", "b");
    assertThat(boot.files().get("/one")).asString().isEqualTo("hi");
    assertThat(boot.files().get("/two")).asString().isEqualTo("from a secret");
    assertThat(boot.configJson()).startsWith("{\"image\":\"img\"");
    assertThat(boot.toString()).doesNotContain("from a secret").contains("/two");
  }

  @Test
  void restartsAMachineThatFailsButNotOneThatSucceeds() {
    String machine = started("{'image':'x'}");
    runtime.machines.get(0).end(1);
    fly.await(machine, "started");
    assertThat(runtime.boots).hasSize(2);
    assertThat(fly.get(machine + "/events").json())
        .anyMatch(
            event ->
                event.at("/request/exit_event/exit_code").asInt() == 1
                    && event.at("/request/exit_event/restarting").asBoolean()
                    && event.at("/request/MonitorEvent/exit_event/exit_code").asInt() == 1);
    runtime.machines.get(1).end(0);
    fly.await(machine, "stopped");
    assertThat(runtime.boots).hasSize(2);
  }

  @Test
  void restartsAccordingToThePolicy() {
    String never = started("{'image':'x','restart':{'policy':'no'}}");
    runtime.machines.get(0).end(1);
    fly.await(never, "stopped");
    String always = started("{'image':'x','restart':{'policy':'always'}}");
    runtime.machines.get(1).end(0);
    fly.await(always, "started");
    String once = started("{'image':'x','restart':{'policy':'on-failure','max_retries':1}}");
    int next = runtime.machines.size();
    runtime.machines.get(next - 1).end(9);
    fly.await(once, "started");
    runtime.machines.get(next).end(9);
    fly.await(once, "stopped");
    String gone = started("{'image':'x','restart':{'policy':'no'},'auto_destroy':true}");
    runtime.machines.get(runtime.machines.size() - 1).end(0);
    fly.await(gone, "destroyed");
  }

  @Test
  void aMachineThatCannotBootHasFailed() {
    String machine = fly.machine(app, "{'image':'broken'}");
    fly.await(machine, "failed");
    fly.get(machine + "/wait?state=started&timeout=1").expect(408);
    assertThat(fly.get(machine + "/events").json())
        .anyMatch(event -> event.at("/status").asText().equals("failed"));
    assertThat(fly.get("/api/v1/apps/run/logs").body()).contains("no such image");
  }

  @Test
  void stopUsesTheGivenSignalAndTimeout() {
    String machine = started("{'image':'x','stop_config':{'signal':'SIGQUIT','timeout':'90s'}}");
    fly.post(machine + "/stop", "").expect(200);
    fly.await(machine, "stopped");
    fly.post(machine + "/start", "").expect(200);
    fly.await(machine, "started");
    fly.post(machine + "/stop", "{'signal':'SIGHUP','timeout':'1m1.5s'}").expect(200);
    fly.await(machine, "stopped");
    assertThat(runtime.machines.get(0).signals)
        .containsExactly("SIGQUIT/" + Duration.ofSeconds(90));
    assertThat(runtime.machines.get(1).signals)
        .containsExactly("SIGHUP/" + Duration.ofMillis(61_500));
    fly.post(machine + "/stop", "[]").expect(400);
    fly.post(machine + "/stop", "{'timeout':'soon'}").expect(400);
    fly.post(machine + "/stop", "{'signal':'SIGNONE'}").expect(400);
  }

  @Test
  void commandsAndSignalsReachTheMachine() {
    String machine = started("{'image':'x'}");
    Rest.Answer result =
        fly.post(machine + "/exec", "{'command':['ls','-l'],'stdin':'in','timeout':5}").expect(200);
    assertThat(result.at("/exit_code").asInt()).isEqualTo(3);
    assertThat(result.text("/stdout")).isEqualTo("ls|-l");
    assertThat(result.text("/stderr")).isEqualTo("in");
    assertThat(fly.post(machine + "/exec", "{\"cmd\":\"sh -c \\\"a b\\\"\"}").text("/stdout"))
        .isEqualTo("sh|-c|a b");
    fly.post(machine + "/exec", "{}").expect(400);
    fly.post(machine + "/exec", "{'command':['x'],'timeout':61}").expect(400);
    fly.post(machine + "/exec", "{'command':['x'],'machine':true,'container':'c'}").expect(400);

    fly.post(machine + "/signal", "{'signal':'SIGUSR1'}").expect(200);
    fly.post(machine + "/signal", "{'signal':9}").expect(200);
    fly.post(machine + "/signal", "{'signal':'SIGFOO'}").expect(400);
    assertThat(runtime.machines.get(0).signals).containsExactly("SIGUSR1", "SIGKILL");

    assertThat(fly.get(machine + "/ps?sort_by=rss&order=desc").json())
        .extracting(process -> process.at("/pid").asInt())
        .containsExactly(7, 1);
    assertThat(fly.get(machine + "/ps").text("/1/listen_sockets/0/proto")).isEqualTo("tcp");
    fly.get(machine + "/ps?sort_by=colour").expect(400);

    fly.post(machine + "/stop", "").expect(200);
    fly.await(machine, "stopped");
    fly.post(machine + "/exec", "{'command':['ls']}").expect(412);
  }

  @Test
  void memoryIsReadLimitedAndReclaimed() {
    String machine =
        started(
            "{'image':'x','guest':{'cpus':1,'cpu_kind':'shared','memory_mb':512,'max_memory_mb':1024}}");
    assertThat(fly.get(machine + "/memory").at("/limit_mb").asInt()).isEqualTo(512);
    assertThat(fly.put(machine + "/memory", "{'limit_mb':1024}").at("/limit_mb").asInt())
        .isEqualTo(1024);
    fly.put(machine + "/memory", "{'limit_mb':2048}").expect(400);
    assertThat(fly.post(machine + "/memory/reclaim", "{'amount_mb':64}").at("/actual_mb").asInt())
        .isEqualTo(64);
    fly.post(machine + "/memory/reclaim", "{}").expect(400);
  }

  @Test
  void eventsComeNewestFirstAndInPages() {
    String machine = started("{'image':'x'}");
    assertThat(fly.get(machine + "/events?limit=1").json()).hasSize(1);
    assertThat(fly.get(machine + "/events").json())
        .extracting(event -> event.at("/status").asText())
        .containsExactly("started", "created");
    fly.get(machine + "/events?limit=51").expect(400);
  }

  @Test
  void linesOfOutputAreLogPages() {
    String first = started("{'image':'x'}");
    Rest.Answer page = fly.get("/api/v1/apps/run/logs?next_token=").expect(200);
    assertThat(page.json().at("/data"))
        .anyMatch(line -> line.at("/attributes/message").asText().startsWith("hello from"));
    String token = page.text("/meta/next_token");
    Rest.Answer empty = fly.get("/api/v1/apps/run/logs?next_token=" + token);
    assertThat(empty.at("/data")).isEmpty();
    assertThat(empty.text("/meta/next_token")).isEqualTo(token);
    String id = fly.get(first).text("/id");
    runtime.boots.get(0).log().accept("more");
    started("{'image':'x'}");
    Rest.Answer more = fly.get("/api/v1/apps/run/logs?instance=" + id + "&next_token=" + token);
    assertThat(more.at("/data")).hasSize(1);
    assertThat(more.text("/data/0/attributes/message")).isEqualTo("more");
    assertThat(more.text("/data/0/attributes/meta/event/provider")).isEqualTo("app");
    fly.get("/api/v1/apps/run/logs?next_token=x").expect(400);
  }

  @Test
  void checksPassWhenSomethingListens() {
    String machine =
        started(
            "{'image':'x','checks':{'web':{'type':'http','port':8080,'interval':'15s'},"
                + "'none':{'type':'tcp','port':9}}}");
    assertThat(fly.get(machine).at("/checks"))
        .extracting(check -> check.at("/name").asText() + check.at("/status").asText())
        .containsExactly("webpassing", "nonecritical");
  }

  @Test
  void aLargeMachineIsStoppedWhenItCannotBeSuspended() {
    String machine =
        started("{'image':'x','guest':{'cpu_kind':'performance','cpus':1,'memory_mb':4096}}");
    fly.post(machine + "/suspend", "").expect(200);
    fly.await(machine, "stopped");
  }

  /** The runtime is in the middle of a boot when the emulator closes. */
  @Test
  void aMachineThatBootsWhileTheEmulatorClosesIsStopped() throws Exception {
    CountDownLatch booting = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    IdleProcess late = new IdleProcess();
    FlyEmulator other =
        FlyEmulator.builder()
            .delays(LifecycleDelays.none())
            .runtime(
                spec -> {
                  booting.countDown();
                  try {
                    closing.await();
                  } catch (InterruptedException e) {
                    // the emulator closes, and this runtime finishes what it is at
                  }
                  return late;
                })
            .start();
    Rest rest = new Rest(other);
    rest.machine(rest.app("late"), "{'image':'x'}");
    assertThat(booting.await(60, TimeUnit.SECONDS)).isTrue();
    other.close();
    assertThat(late.exit()).isDone();
  }

  @Test
  void containersStartInDependencyOrderWithTheirOwnFilesAndSecrets() {
    fly.post(app + "/secrets", "{'values':{'TOKEN':'t','OTHER':'o'}}").expect(200);
    String machine =
        started(
            "{'env':{'ALL':'1'},'containers':["
                + "{'name':'front','image':'nginx','depends_on':[{'name':'server','condition':'healthy'}]},"
                + "{'name':'server','image':'srv','cmd':['run'],'env':{'OWN':'2'},"
                + "'secrets':[{'env_var':'KEY','name':'TOKEN'},{'env_var':'OTHER'}],"
                + "'healthchecks':[{'name':'up','tcp':{'port':8080}}]}]}");
    assertThat(runtime.boots).extracting(MachineSpec::image).containsExactly("srv", "nginx");
    MachineSpec server = runtime.boots.get(0);
    assertThat(server.cmd()).containsExactly("run");
    assertThat(server.env()).containsEntry("ALL", "1").containsEntry("OWN", "2");
    assertThat(server.secrets()).hasSize(2).containsEntry("KEY", "t").containsEntry("OTHER", "o");
    assertThat(runtime.boots.get(1).secrets()).isEmpty();
    assertThat(fly.get(machine + "/ps").json().size()).isEqualTo(4);

    runtime.machines.get(1).end(1);
    fly.await(machine, "started");
    assertThat(runtime.boots).as("one that ends takes the machine along").hasSize(4);
    assertThat(runtime.machines.get(0).exit).isDone();
  }

  @Test
  void machineRunsNoContainerIfOneCannotStart() {
    String machine =
        fly.machine(
            app,
            "{'containers':[{'name':'a','image':'x'},{'name':'b','image':'broken','depends_on':[{'name':'a'}]}]}");
    fly.await(machine, "failed");
    assertThat(runtime.machines).hasSize(1).allMatch(process -> process.exit.isDone());
    String circle =
        fly.machine(
            app,
            "{'containers':[{'name':'a','image':'x','depends_on':[{'name':'b'}]},{'name':'b','image':'x','depends_on':[{'name':'a'}]}]}");
    fly.await(circle, "failed");
    assertThat(runtime.machines).hasSize(1);
  }
}
