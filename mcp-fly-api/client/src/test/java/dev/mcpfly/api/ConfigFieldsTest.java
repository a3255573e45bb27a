package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Sets every field of a machine's configuration through the builders, and compares with the list of
 * fields that the API has. Left out are the deprecated ones ({@code size}, {@code
 * disable_machine_autostart}, the guest's {@code persist_rootfs}) and those of GPUs, which Fly no
 * longer offers: they are read and kept.
 */
class ConfigFieldsTest {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final byte[] CONTENT = {1, 2, 3};

  @Test
  void buildersSetEveryFieldAndNoUnknownOnes() throws IOException {
    Set<String> set = new TreeSet<>();
    collect("", MachineConfigBuilder.build(ConfigFieldsTest::machine).json(), set);
    collect("", MachineConfigBuilder.build(c -> c.image("i").standbyFor("17")).json(), set);
    assertThat(set)
        .containsExactlyInAnyOrderElementsOf(OperationTable.lines("machine-config-fields.txt"));
  }

  private static void machine(MachineConfigBuilder config) {
    config
        .image("registry.fly.io/a:1")
        .exec("/init")
        .entrypoint("/bin/sh")
        .cmd("-c", "true")
        .tty(false)
        .swapSizeMb(256)
        .kernelArgs("quiet")
        .env("A", "b")
        .guest(
            MachineSize.SHARED_CPU_1X,
            g -> g.maxMemoryMb(512).hostDedication("h").kernelArgs("quiet"))
        .metadata("k", "v")
        .mount(
            "vol_1", "/data", m -> m.name("data").sizeGb(1).encrypted(true).autoExtend(80, 1, 10))
        .file("/a", CONTENT, 0600)
        .secretFile("/b", "S")
        .imageConfigFile("/c", "nginx")
        .rootfsSizeGb(8)
        .persistRootfs("always")
        .cacheDriveMb(1024)
        .temporaryVolume("scratch", true, 64)
        .imageVolume("tools", "busybox")
        .metrics(9090, "/metrics", true)
        .statics("/public", "/static", s -> s.tigrisBucket("b").indexDocument("index.html"))
        .schedule(MachineConfig.Schedule.DAILY)
        .autoDestroy(true)
        .restart(MachineConfig.RestartPolicy.ON_FAILURE, 3)
        .stop(Signal.SIGTERM, TEN)
        .spot(0.5)
        .dns(
            d ->
                d.skipRegistration(true)
                    .nameservers("1.1.1.1")
                    .searches("internal")
                    .option("ndots", "2")
                    .forward("corp", "10.0.0.1")
                    .hostname("a")
                    .hostnameFqdn("a.example.com"))
        .process(
            p ->
                p.exec("/p")
                    .entrypoint("/e")
                    .cmd("c")
                    .user("nobody")
                    .env("A", "b")
                    .envFrom("ID", "id")
                    .secret("S", "s")
                    .ignoreAppSecrets(true))
        .check("up", k -> check(k).readiness())
        .container("side", "nginx", ConfigFieldsTest::container)
        .service(8080, ConfigFieldsTest::service);
  }

  private static MachineConfigBuilder.CheckBuilder check(MachineConfigBuilder.CheckBuilder check) {
    return check
        .https("/health", "a.example.com")
        .port(8080)
        .interval(TEN)
        .timeout(TEN)
        .gracePeriod(TEN)
        .method("GET")
        .tlsSkipVerify(true)
        .header("X-A", "b");
  }

  private static void service(MachineServiceBuilder service) {
    service
        .autostop(Autostop.SUSPEND)
        .autostart(true)
        .minMachinesRunning(0)
        .requests(20, 40)
        .httpCheck("/health", ConfigFieldsTest::check)
        .forceInstance("key", "for tests")
        .ports(10000, 10010, p -> p.proxyProtocol("v2"))
        .https(
            443,
            p ->
                p.forceHttps(false)
                    .alpn("h2")
                    .tlsVersions("TLSv1.3")
                    .defaultSelfSigned(true)
                    .compress(true)
                    .h2Backend(true)
                    .idleTimeout(TEN)
                    .headersReadTimeout(TEN)
                    .responseHeader("X-A", "b", "c")
                    .withoutResponseHeader("Server")
                    .pristineResponses(true)
                    .replayCache(
                        "/mcp", c -> c.header("Mcp-Session-Id").ttl(TEN).allowBypass(true)));
  }

  private static void container(MachineContainerBuilder container) {
    container
        .exec("/x")
        .entrypoint("/e")
        .cmd("c")
        .user("nobody")
        .env("A", "b")
        .envFrom("ID", "id")
        .secret("S", "s")
        .file("/a", CONTENT, 0600)
        .secretFile("/b", "S")
        .imageConfigFile("/c", "nginx")
        .restart(MachineConfig.RestartPolicy.ALWAYS, 5)
        .stop(Signal.SIGTERM, TEN)
        .dependsOn("other", MachineContainer.Condition.HEALTHY)
        .healthcheck(
            "http",
            h ->
                h.http(
                        80,
                        "/",
                        http ->
                            http.https("a.example.com")
                                .method("GET")
                                .header("X-A", "b")
                                .tlsSkipVerify(true))
                    .interval(TEN)
                    .timeout(TEN)
                    .gracePeriod(TEN)
                    .thresholds(1, 3)
                    .readiness()
                    .stopWhenUnhealthy())
        .healthcheck("tcp", h -> h.tcp(80))
        .healthcheck("exec", h -> h.exec("true"))
        .mount("scratch", "/tmp/x");
  }

  private static void collect(String prefix, JsonObject json, Set<String> paths) {
    json.asMap()
        .forEach(
            (name, value) -> {
              paths.add(prefix + name);
              boolean open = Set.of("env", "metadata").contains(name) || name.equals("headers");
              if (value instanceof JsonObject nested && name.equals("checks")) {
                nested
                    .asMap()
                    .values()
                    .forEach(check -> collect(prefix + name + ".*.", (JsonObject) check, paths));
              } else if (value instanceof JsonObject nested && !open) {
                collect(prefix + name + ".", nested, paths);
              } else if (value instanceof List<?> items) {
                items.stream()
                    .filter(JsonObject.class::isInstance)
                    .forEach(item -> collect(prefix + name + ".", (JsonObject) item, paths));
              }
            });
  }

  @Test
  void changesAnExistingElementOfAContainer() {
    MachineConfig config =
        MachineConfigBuilder.build(
            c ->
                c.container(
                    "side",
                    "nginx",
                    k ->
                        k.file("/a", CONTENT, 0600)
                            .healthcheck("up", h -> h.tcp(80))
                            .dependsOn("other")));
    JsonObject changed =
        MachineConfigBuilder.change(
                config,
                c ->
                    c.container(
                        "side",
                        "nginx",
                        k ->
                            k.secretFile("/a", "S")
                                .healthcheck("up", h -> h.exec("true"))
                                .dependsOn("other", MachineContainer.Condition.HEALTHY)))
            .containers()
            .get(0)
            .json();
    assertThat(changed.objects("files"))
        .containsExactly(
            JsonObject.of(Map.of("guest_path", "/a", "mode", 0600, "secret_name", "S")));
    assertThat(changed.objects("healthchecks")).hasSize(1);
    assertThat(changed.objects("depends_on"))
        .extracting(one -> one.text("condition"))
        .containsExactly("healthy");
  }

  @Test
  void readsFieldsWithTheirTypes() {
    MachineConfig config = MachineConfigBuilder.build(ConfigFieldsTest::machine);
    assertThat(config.metrics().orElseThrow().https()).isTrue();
    assertThat(config.statics().get(0).tigrisBucket()).contains("b");
    assertThat(config.rootfs().orElseThrow().sizeGb()).hasValue(8);
    assertThat(config.rootfs().orElseThrow().persist()).contains("always");
    assertThat(config.containerVolumes())
        .extracting(MachineContainer.Volume::name)
        .containsExactly("scratch", "tools");
    assertThat(config.containerVolumes().get(0).storageType()).contains("memory");
    assertThat(config.cacheDriveMb()).hasValue(1024);
    assertThat(config.spot()).hasValue(0.5);
    assertThat(config.guest().orElseThrow().maxMemoryMb()).hasValue(512);
  }
}
