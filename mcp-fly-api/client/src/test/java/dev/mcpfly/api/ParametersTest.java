package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.SecretKey;
import dev.mcpfly.api.model.Signal;
import dev.mcpfly.api.model.Volume;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sets every parameter that the API documents through the typed calls, and compares what arrived
 * with the table {@code operation-parameters.tsv}: nothing is missing and nothing is made up.
 */
class ParametersTest extends Served {
  private static final String THING =
      """
      {"id":"17","name":"my-app","version":"7","hostname":"a.example.com","token":"t",
       "nonce":"n0nce","data":{"nonce":"n0nce","expires_at":4000000000},"config":{"image":"i"},
       "state":"started","ips":[],"machines":[],"volumes":[],"certificates":[],"secrets":[],
       "secret_keys":[],"regions":[],"network_policies":[],"tokens":[],"organizations":[],
       "ciphertext":"AA==","plaintext":"AA==","signature":"AA==","access":{}}\
      """;

  @BeforeEach
  void answerEverything() {
    SERVER.stubFor(any(anyUrl()).willReturn(okJson(THING)));
    SERVER.stubFor(
        get(urlPathMatching("/v1/apps/[^/]+/(machines|volumes)")).willReturn(okJson("[]")));
    SERVER.stubFor(
        get(urlPathMatching("/v1/apps/[^/]+/machines/17/(events|versions|ps)"))
            .willReturn(okJson("[]")));
    SERVER.stubFor(post("/v1/tokens/authenticate").willReturn(okJson("[]")));
    SERVER.stubFor(
        get(urlPathMatching("/api/v1/apps/[^/]+/logs")).willReturn(okJson("{\"data\":[]}")));
  }

  @Test
  void typedCallsSendExactlyTheDocumentedParameters() throws IOException {
    FlyClient fly = builder().rateLimiting(false).build();
    FlyApp app = fly.app("free-name");
    organization(fly);
    certificates(app.certificates());
    secrets(app);
    volumes(app.volumes());
    machines(app.machines());
    lists(fly, app);
    tokens(fly.tokens());

    List<String> table = OperationTable.lines("operation-parameters.tsv");
    assertThat(sent()).containsExactlyInAnyOrderElementsOf(table.subList(1, table.size()));
  }

  private static void organization(FlyClient fly) {
    fly.organizations();
    fly.apps().list("personal", "postgres_cluster");
    SERVER.stubFor(
        get("/v1/apps/new-app")
            .inScenario("new")
            .whenScenarioStateIs("Started")
            .willSetStateTo("known")
            .willReturn(notFound()));
    fly.apps()
        .create("new-app", a -> a.org("personal").network("n").subdomains(true).role("builder"));
    fly.apps().delete("new-app");
    fly.app("new-app").createDeployToken(Duration.ofHours(1));
    fly.app("new-app")
        .ipAssignments()
        .create(
            IpAssignment.Type.PRIVATE_V6,
            i -> i.region("iad").org("o").network("n").serviceName("s"));
    fly.platform()
        .regions(
            q ->
                q.size(MachineSize.SHARED_CPU_1X)
                    .cpuKind(MachineConfig.Guest.CpuKind.SHARED)
                    .cpus(1)
                    .memoryMb(256));
    fly.platform()
        .placements(
            "personal",
            p ->
                p.region("iad")
                    .count(2)
                    .compute(g -> g.size(MachineSize.SHARED_CPU_2X).memoryMb(1024))
                    .volume("data", 1 << 30)
                    .weights(50, 1));
    fly.app("new-app")
        .networkPolicies()
        .put("p", p -> p.id("1").allMachines().allowIngress("tcp", 80));
    fly.app("new-app").networkPolicies().put("p", p -> p.id("1").machines("17"));
    fly.app("new-app").networkPolicies().put("p", p -> p.id("1").metadata(Map.of("a", "b")));
  }

  private static void certificates(Certificates certificates) {
    assertThat(certificates.pages(q -> q.filter("example").limit(5).cursor("c"))).hasSize(1);
    certificates.requestAcme("a.example.com");
    certificates.uploadCustom("a.example.com", Pem.CHAIN, Pem.KEY);
  }

  private static void secrets(FlyApp app) {
    byte[] bytes = {1};
    app.secrets().minVersion(3).revealed().list();
    app.secrets().minVersion(3).revealed().get("A");
    app.secrets().set("A", "1");
    app.secrets().update(Map.of("A", "1"));
    SecretKeys keys = app.secretKeys().minVersion(3);
    keys.list(SecretKey.Type.HS256, SecretKey.Type.ES256);
    keys.get("k");
    keys.set("k", SecretKey.Type.HS256, bytes);
    keys.generate("k", SecretKey.Type.HS256);
    keys.encrypt("k", bytes, bytes);
    keys.decrypt("k", bytes, bytes);
    keys.sign("k", bytes);
    keys.verify("k", bytes, bytes);
  }

  private static void volumes(Volumes volumes) {
    volumes.listSummaries();
    volumes.create(
        v ->
            v.name("data")
                .region("iad")
                .sizeGb(3)
                .encrypted(true)
                .fstype("ext4")
                .requireUniqueZone(true)
                .uniqueZoneAppWide(true)
                .snapshotRetention(5)
                .autoBackup(true)
                .fromSnapshot("vs_1")
                .forkOf("vol_1")
                .compute(MachineSize.SHARED_CPU_1X)
                .computeImage("nginx")
                .machinesOnly(true));
    volumes.update("vol_1", u -> u.snapshotRetention(6).autoBackup(false));
    volumes.extend("vol_1", 4);
  }

  private static void machines(Machines machines) {
    machines.create(r -> all(r.name("one").region("iad")).config(c -> c.image("i")));
    machines.getWithLease("17");
    machines.events("17", 50);
    machines.memory("17");
    machines.setMemoryLimit("17", 200);
    machines.reclaimMemory("17", 10);
    machines.updateMetadata("17", ParametersTest::metadata);
    machines.putMetadata("17", ParametersTest::metadata);
    machines.setMetadata("17", "a", "b");
    machines.processes("17", "cpu", "desc");
    machines.await("17", w -> w.state(MachineState.STARTED).version("01V").fromEvent("01E"));
    try (MachineLease lease = machines.lease("17", l -> l.description("test"))) {
      lease.refresh();
      machines.update("17", u -> all(u).config(c -> c.env("A", "b")));
      machines.cordon("17");
      machines.uncordon("17");
      machines.start("17");
      machines.stop("17", Signal.SIGTERM, Duration.ofSeconds(5));
      machines.suspend("17");
      machines.restart(
          "17", r -> r.timeout(Duration.ofSeconds(5)).signal(Signal.SIGINT).forceStop(true));
      machines.signal("17", Signal.SIGHUP);
      machines.exec(
          "17",
          e -> e.command("ls").container("side").stdin("text").timeout(Duration.ofSeconds(5)));
      machines.exec("17", e -> e.command("ls").inMachine());
      machines.delete("17", true);
    }
  }

  private static void metadata(Machines.MetadataUpdate update) {
    update.entry("a", "b").withoutEntry("c").ifVersion("01V").updatedAt(Instant.EPOCH);
  }

  private static <B extends MachineRequest<B>> B all(B request) {
    return request
        .skipLaunch(true)
        .skipServiceRegistration(true)
        .skipSecrets(true)
        .minSecretsVersion(3)
        .leaseTtl(Duration.ofSeconds(30))
        .lsvd(false);
  }

  private static void lists(FlyClient fly, FlyApp app) {
    app.machines()
        .list(
            f ->
                f.includeDeleted()
                    .includeLeases()
                    .region("iad")
                    .state(MachineState.STARTED)
                    .summary()
                    .metadata("a", "b"));
    assertThat(fly.org("personal").machines(q -> query(q).state(MachineState.STARTED))).isEmpty();
    assertThat(fly.org("personal").volumes(q -> query(q).state(Volume.State.CREATED))).isEmpty();
    app.logs().page(q -> q.from("t").machine("17").region("iad"));
  }

  private static FlyOrg.Query query(FlyOrg.Query query) {
    return query
        .includeDeleted()
        .region("iad")
        .summary()
        .updatedAfter(Instant.EPOCH)
        .cursor("c")
        .limit(7);
  }

  private static void tokens(Tokens tokens) {
    tokens.current();
    tokens.authenticate("FlyV1 fm2_x");
    tokens.authorize(
        "FlyV1 fm2_x",
        a ->
            a.action(Tokens.Access.Action.READ, Tokens.Access.Action.CONTROL)
                .org("personal")
                .orgFeature("wg")
                .app("my-app")
                .appFeature("images")
                .machine("17")
                .machineFeature("oidc")
                .command("ls")
                .volume("vol_1")
                .storageObject("o")
                .mutation("m")
                .sourceMachine("18"));
    tokens.oidc("sts.amazonaws.com", true);
  }

  /** Reads what arrived, as rows of the table. */
  private static Set<String> sent() {
    Set<String> rows = new TreeSet<>();
    for (LoggedRequest request : SERVER.findAll(anyRequestedFor(anyUrl()))) {
      URI uri = URI.create(request.getUrl());
      String operation = OperationTable.rowOf(request.getMethod().getName(), uri.getPath());
      if (uri.getRawQuery() != null) {
        for (String pair : uri.getRawQuery().split("&", -1)) {
          String name =
              URLDecoder.decode(pair.substring(0, pair.indexOf('=')), StandardCharsets.UTF_8);
          rows.add(operation + "\tquery\t" + name.replaceFirst("^metadata\\..*", "metadata.*"));
        }
      }
      if (request.containsHeader("fly-machine-lease-nonce")) {
        rows.add(operation + "\theader\tfly-machine-lease-nonce");
      }
      if (!request.getBodyAsString().isEmpty()) {
        fields(operation + "\tbody\t", JsonObject.parse(request.getBodyAsString()), rows);
      }
    }
    return rows;
  }

  /** Collects fields; those inside others only where the table has them too. */
  private static void fields(String prefix, JsonObject json, Set<String> rows) {
    Set<String> deep = Set.of("access", "weights", "selector", "rules", "ports");
    json.asMap()
        .forEach(
            (name, value) -> {
              rows.add(prefix + name);
              if (!deep.contains(name) || prefix.contains("selector")) {
                return;
              }
              List<?> items = value instanceof List<?> list ? list : List.of(value);
              for (Object item : items) {
                fields(prefix + name + ".", (JsonObject) item, rows);
              }
            });
  }
}
