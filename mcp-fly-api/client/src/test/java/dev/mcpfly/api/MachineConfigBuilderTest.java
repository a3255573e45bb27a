package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What builders write, and what they refuse before anything is sent. */
class MachineConfigBuilderTest {

  @Test
  void writesTheApisFormat() {
    MachineConfig config =
        MachineConfigBuilder.build(
            c ->
                c.image("flyio/mcp:latest")
                    .cmd("npx", "-y", "server")
                    .env("A", "b")
                    .guest(MachineSize.SHARED_CPU_1X, g -> g.memoryMb(1024))
                    .service(
                        8080,
                        s ->
                            s.autostop(Autostop.SUSPEND)
                                .autostart(true)
                                .http(80, p -> p.forceHttps(true))
                                .https(443)
                                .httpCheck("/health", k -> k.interval(Duration.ofSeconds(15))))
                    .file("/etc/app.json", "{}".getBytes(StandardCharsets.UTF_8))
                    .secretFile("/etc/key", "KEY")
                    .mount("vol_1", "/data", m -> m.autoExtend(80, 1, 10))
                    .check("up", k -> k.tcp().port(8080).gracePeriod(Duration.ofMillis(1500)))
                    .restart(MachineConfig.RestartPolicy.ON_FAILURE, 3)
                    .stop(Signal.SIGTERM, Duration.ofSeconds(90))
                    .dns(d -> d.nameservers("1.1.1.1"))
                    .metadata("managed-by", "test"));
    assertThat(config.json())
        .isEqualTo(
            JsonObject.parse(
                """
                {"image":"flyio/mcp:latest","init":{"cmd":["npx","-y","server"]},"env":{"A":"b"},
                 "guest":{"cpu_kind":"shared","cpus":1,"memory_mb":1024},
                 "services":[{"protocol":"tcp","internal_port":8080,"autostop":"suspend",
                   "autostart":true,"ports":[
                     {"port":80,"handlers":["http"],"force_https":true},
                     {"port":443,"handlers":["tls","http"]}],
                   "checks":[{"type":"http","path":"/health","interval":"15s"}]}],
                 "files":[{"guest_path":"/etc/app.json","raw_value":"e30="},
                   {"guest_path":"/etc/key","secret_name":"KEY"}],
                 "mounts":[{"volume":"vol_1","path":"/data","extend_threshold_percent":80,
                   "add_size_gb":1,"size_gb_limit":10}],
                 "checks":{"up":{"type":"tcp","port":8080,"grace_period":"1500ms"}},
                 "restart":{"policy":"on-failure","max_retries":3},
                 "stop_config":{"signal":"SIGTERM","timeout":"90s"},
                 "dns":{"nameservers":["1.1.1.1"]},"metadata":{"managed-by":"test"}}\
                """));
  }

  @Test
  void writesContainersInSeconds() {
    MachineConfig config =
        MachineConfigBuilder.build(
            c ->
                c.container(
                        "mcp",
                        "flyio/mcp",
                        k ->
                            k.cmd("uvx", "x")
                                .secret("TOKEN")
                                .healthcheck(
                                    "up", h -> h.tcp(8080).interval(Duration.ofSeconds(10))))
                    .container(
                        "nginx",
                        "nginx",
                        k -> k.dependsOn("mcp", MachineContainer.Condition.HEALTHY)));
    assertThat(config.json())
        .isEqualTo(
            JsonObject.parse(
                """
                {"containers":[{"name":"mcp","image":"flyio/mcp","cmd":["uvx","x"],
                   "secrets":[{"env_var":"TOKEN"}],
                   "healthchecks":[{"name":"up","tcp":{"port":8080},"interval":10}]},
                  {"name":"nginx","image":"nginx",
                   "depends_on":[{"name":"mcp","condition":"healthy"}]}]}\
                """));
  }

  @Test
  void changesExistingElementsInsteadOfAddingSecondOnes() {
    MachineConfig config =
        MachineConfigBuilder.build(
            c ->
                c.image("i").service(80, s -> s.http(80)).file("/a", "1").check("k", k -> k.tcp()));
    MachineConfig changed =
        MachineConfigBuilder.change(
            config,
            c ->
                c.service(80, s -> s.autostart(true).http(80, p -> p.forceHttps(true)))
                    .file("/a", "2")
                    .check("k", k -> k.port(7)));
    assertThat(changed.services()).hasSize(1);
    assertThat(changed.services().get(0).ports()).hasSize(1);
    assertThat(changed.files()).hasSize(1);
    assertThat(changed.files().get(0).content().orElseThrow())
        .isEqualTo("2".getBytes(StandardCharsets.UTF_8));
    assertThat(changed.checks().get("k").port()).hasValue(7);
    assertThat(
            MachineConfigBuilder.change(
                    changed, c -> c.withoutService(80).withoutFile("/a").withoutCheck("k"))
                .json())
        .isEqualTo(
            JsonObject.parse("{\"image\":\"i\",\"services\":[],\"files\":[],\"checks\":{}}"));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        row(
            "guest.memory_mb",
            "2304",
            c -> c.guest(MachineSize.SHARED_CPU_1X, g -> g.memoryMb(2304))),
        row(
            "guest.memory_mb",
            "300",
            c -> c.guest(MachineSize.SHARED_CPU_1X, g -> g.memoryMb(300))),
        row(
            "guest.memory_mb",
            "256",
            c -> c.guest(MachineSize.SHARED_CPU_2X, g -> g.memoryMb(256))),
        row(
            "guest.memory_mb",
            "1024",
            c -> c.guest(MachineSize.PERFORMANCE_1X, g -> g.memoryMb(1024))),
        row("guest.cpus", "0", c -> c.guest(g -> g.cpus(0))),
        row("files.guest_path", "etc/x", c -> c.file("etc/x", "")),
        row("mounts.path", "data", c -> c.mount("vol_1", "data")),
        row("mounts", "several", c -> c.mount("vol_1", "/a").mount("vol_2", "/b")),
        row(
            "mounts.extend_threshold_percent",
            "100",
            c -> c.mount("v", "/a", m -> m.autoExtend(100, 1, 2))),
        row("services.internal_port", "0", c -> c.service(0, s -> {})),
        row("services.ports.port", "65536", c -> c.service(80, s -> s.http(65536))),
        row("services.ports.end_port", "5", c -> c.service(80, s -> s.ports(9, 5, p -> {}))),
        row(
            "services.ports",
            "80",
            c -> c.service(80, s -> s.http(80, p -> p.set("start_port", 1)))),
        row("services.concurrency.hard_limit", "1", c -> c.service(80, s -> s.requests(5, 1))),
        row(
            "services.checks.path",
            "health",
            c -> c.service(80, s -> s.httpCheck("health", k -> {}))),
        row(
            "services.checks.interval",
            "PT0S",
            c -> c.service(80, s -> s.tcpCheck(k -> k.interval(Duration.ZERO)))),
        row("checks.up.type", "null", c -> c.check("up", k -> k.port(80))),
        row(
            "containers.healthchecks",
            "up",
            c -> c.container("a", "i", k -> k.healthcheck("up", h -> {}))),
        row(
            "containers.healthchecks.interval",
            "PT1.5S",
            c ->
                c.container(
                    "a",
                    "i",
                    k -> k.healthcheck("up", h -> h.tcp(80).interval(Duration.ofMillis(1500))))),
        row(
            "containers.restart.policy",
            "spot-price",
            c -> c.container("a", "i", k -> k.restart(MachineConfig.RestartPolicy.SPOT_PRICE))),
        row("standbys", "set", c -> c.standbyFor("1").service(80, s -> {})),
        row("image", "null", c -> c.unset("image")),
        row("image", "' '", c -> c.image(" ")),
        row("size", "set", c -> c.guest(MachineSize.SHARED_CPU_1X).set("size", "shared-cpu-1x")));
  }

  private static Arguments row(String field, String value, Consumer<MachineConfigBuilder> config) {
    return arguments(field, value, config);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource("refusals")
  void rejectsWhatTheApiWouldReject(
      String field, String value, Consumer<MachineConfigBuilder> config) {
    InvalidRequestException e =
        catchThrowableOfType(
            InvalidRequestException.class,
            () -> MachineConfigBuilder.build(c -> config.accept(c.image("i"))));
    assertThat(e.field()).isEqualTo(field);
    assertThat(e.value()).contains(value);
    assertThat(e.rule()).isNotBlank();
    assertThat(e).hasMessageContaining(field).hasMessageContaining(e.rule());
  }

  @Test
  void configThatBreaksARuleCanStillBeChangedElsewhere() {
    MachineConfig odd =
        new MachineConfig(
            JsonObject.parse(
                """
                {"image":"i","size":"x","guest":{"cpu_kind":"shared","cpus":1,"memory_mb":300},
                 "mounts":[{"volume":"vol_1"},{"volume":"vol_2"}]}\
                """));
    assertThat(MachineConfigBuilder.change(odd, c -> c.env("A", "b")).json())
        .isEqualTo(odd.json().with("env", Map.of("A", "b")));
  }

  @Test
  void everyPresetKeepsItsOwnRules() {
    for (MachineSize size : MachineSize.all()) {
      MachineConfig config = MachineConfigBuilder.build(c -> c.image("i").guest(size));
      assertThat(config.guest().orElseThrow().memoryMb()).isEqualTo(size.memoryMb());
      assertThat(MachineSize.byName(size.name())).contains(size);
    }
  }

  @Test
  void textFormsShowNoContentAndNoEnvironment() {
    MachineConfig config =
        MachineConfigBuilder.build(c -> c.image("i").env("KEY", "s3cr3t").file("/f", "s3cr3t"));
    Machine machine =
        new Machine(JsonObject.of("id", "1").with("nonce", "s3cr3t").with("config", config.json()));
    assertThat(config.toString() + machine + config.files() + config.env().keySet())
        .contains("KEY")
        .doesNotContain("s3cr3t")
        .doesNotContain("czNjcjN0");
    assertThat(config.json().toJson()).contains("s3cr3t");
  }

  @Test
  void aPresetReplacesTheDeprecatedSize() {
    MachineConfig old = new MachineConfig(JsonObject.parse("{\"image\":\"i\",\"size\":\"x\"}"));
    assertThat(
            MachineConfigBuilder.change(old, c -> c.guest(MachineSize.SHARED_CPU_1X))
                .json()
                .has("size"))
        .isFalse();
    assertThat(MachineConfigBuilder.change(old, c -> c.env(Map.of("A", "b"))).json().text("size"))
        .isEqualTo("x");
  }
}
