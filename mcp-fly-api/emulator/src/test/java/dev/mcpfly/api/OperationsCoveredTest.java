package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.SecretKey;
import dev.mcpfly.api.model.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Drives every operation of the API through the client, against the emulator, and compares what was
 * sent with the table of operations. Writes {@code target/operations-covered.tsv}.
 */
@Timeout(120)
class OperationsCoveredTest {
  private static final String TABLE = "machines-operations.tsv";

  private final Set<FlyOperation> answered = new ConcurrentSkipListSet<>();

  @Test
  void clientCallsEveryOperationOfTheTable() throws IOException {
    Set<String> table = table();
    assertThat(table).hasSize(79);
    SkippingClock clock = new SkippingClock();
    Set<String> sent;
    try (FlyEmulator emulator = FlyEmulator.builder().rateLimits(false).start()) {
      FlyClient fly =
          FlyClient.builder()
              .token(emulator.token())
              .baseUri(emulator.uri())
              .rateLimiting(false)
              .clock(clock)
              .sleeper(clock)
              .listener(this::hear)
              .build();
      drive(fly, "Bearer " + emulator.token());
      assertThat(emulator.unknownFields()).as("fields that the API does not have").isEmpty();
      sent =
          emulator.requests().stream()
              .map(r -> OperationTable.rowOf(r.method(), r.path().replaceAll("\\?.*", "")))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    Set<String> covered = new TreeSet<>();
    for (FlyOperation operation : answered) {
      covered.add(operation.method() + "\t" + operation.path());
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(
        Path.of("target", "operations-covered.tsv"),
        covered.stream().collect(Collectors.joining("\n", "method\tpath\n", "\n")));

    assertThat(covered).as("operations that were answered with success").containsAll(table);
    assertThat(sent).as("what arrived at the server").containsAll(table);
    assertThat(covered).contains("GET\t/api/v1/apps/{app_name}/logs", "GET\t/api/v1/organizations");
  }

  @Test
  void listOfOperationsEqualsTheTable() throws IOException {
    Set<String> known =
        Arrays.stream(FlyOperation.values())
            .filter(operation -> operation.path().startsWith("/v1/"))
            .map(operation -> operation.method() + "\t" + operation.path())
            .collect(Collectors.toSet());
    assertThat(known).containsExactlyInAnyOrderElementsOf(table());
  }

  private static void drive(FlyClient fly, String header) {
    assertThat(fly.organizations()).isNotEmpty();
    assertThat(fly.platform().regions()).isNotEmpty();
    assertThat(fly.platform().nearestRegion()).isPresent();
    assertThat(
            fly.platform()
                .placements(
                    "personal", p -> p.region("any").count(1).compute(MachineSize.SHARED_CPU_1X)))
        .isNotEmpty();
    fly.apps().create("my-app", a -> a.org("personal"));
    assertThat(fly.apps().list("personal")).extracting(app -> app.name()).contains("my-app");
    FlyApp app = fly.app("my-app");
    assertThat(app.get().name()).isEqualTo("my-app");
    assertThat(app.createDeployToken(Duration.ofDays(2))).isNotEmpty();
    tokens(fly, header);
    addresses(app);
    certificates(app.certificates());
    secrets(app.secrets());
    secretKeys(app.secretKeys());
    volumes(fly, app.volumes());
    policies(app.networkPolicies());
    machines(fly, app);
    assertThat(fly.apps().delete("my-app")).isTrue();
  }

  private static void tokens(FlyClient fly, String header) {
    assertThat(fly.tokens().current()).isNotEmpty();
    assertThat(fly.tokens().authenticate(header))
        .singleElement()
        .satisfies(
            token -> {
              assertThat(token.header()).hasValueSatisfying(is -> assertThat(header).endsWith(is));
              assertThat(token.keyId()).isPresent();
            });
    assertThat(
            fly.tokens()
                .authorize(header, a -> a.action(Tokens.Access.Action.READ).org("personal"))
                .token())
        .isPresent();
    assertThat(fly.tokens().kms()).isNotEmpty();
    assertThat(fly.tokens().oidc("https://fly.io/personal")).isNotEmpty();
  }

  private static void addresses(FlyApp app) {
    String ip = app.ipAssignments().create(IpAssignment.Type.V6).ip().orElseThrow();
    app.ipAssignments().create(IpAssignment.Type.SHARED_V4);
    assertThat(app.ipAssignments().list()).hasSize(2);
    assertThat(app.ipAssignments().delete(ip)).isTrue();
    assertThat(app.ipAssignments().delete(ip)).isFalse();
  }

  private static void certificates(Certificates certificates) {
    assertThat(certificates.requestAcme("*.example.com").hostname()).isEqualTo("*.example.com");
    certificates.uploadCustom("b.example.com", Pem.CHAIN, Pem.KEY);
    assertThat(certificates.list().map(c -> c.hostname()))
        .containsExactlyInAnyOrder("*.example.com", "b.example.com");
    assertThat(certificates.get("*.example.com").acmeRequested()).isTrue();
    assertThat(certificates.check("b.example.com").hostname()).isEqualTo("b.example.com");
    assertThat(certificates.deleteCustom("b.example.com")).isPresent();
    assertThat(certificates.deleteAcme("*.example.com")).isPresent();
    assertThat(certificates.delete("*.example.com")).isTrue();
  }

  private static void secrets(Secrets secrets) {
    long first = secrets.set("A", "1").version();
    Map<String, String> changes = new HashMap<>();
    changes.put("B", "2");
    changes.put("A", null);
    long second = secrets.update(changes).version();
    assertThat(second).isGreaterThan(first);
    assertThat(secrets.minVersion(second).list()).extracting(App.Secret::name).containsExactly("B");
    assertThat(secrets.revealed().get("B").value()).contains("2");
    assertThat(secrets.find("A")).isEmpty();
    assertThat(secrets.delete("B").orElseThrow().version()).isGreaterThan(second);
  }

  private static void secretKeys(SecretKeys keys) {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    byte[] data = "data".getBytes(StandardCharsets.UTF_8);
    keys.set("s", SecretKey.Type.HS256, new byte[32]);
    keys.generate("e", SecretKey.Type.XAES256GCM);
    assertThat(keys.list()).hasSize(2);
    assertThat(keys.get("s").type()).contains(SecretKey.Type.HS256);
    byte[] signature = keys.sign("s", text);
    assertThat(keys.verify("s", text, signature)).isTrue();
    assertThat(keys.verify("s", data, signature)).isFalse();
    assertThat(keys.decrypt("e", keys.encrypt("e", text, data), data)).isEqualTo(text);
    assertThat(keys.delete("e")).isTrue();
  }

  private static void volumes(FlyClient fly, Volumes volumes) {
    String id = volumes.create(v -> v.name("data").region("iad").sizeGb(1)).id();
    assertThat(volumes.list()).hasSize(1);
    assertThat(volumes.get(id).sizeGb()).isEqualTo(1);
    assertThat(volumes.update(id, u -> u.snapshotRetention(7)).snapshotRetention()).hasValue(7);
    assertThat(volumes.extend(id, 2).volume().orElseThrow().sizeGb()).isEqualTo(2);
    volumes.createSnapshot(id);
    assertThat(volumes.snapshots(id)).hasSize(1);
    assertThat(fly.org("personal").volumes().map(v -> v.id())).containsExactly(id);
    assertThat(volumes.delete(id)).isTrue();
  }

  private static void policies(NetworkPolicies policies) {
    policies.put("web", p -> p.allowIngress("tcp", 80));
    String id = policies.list().get(0).id().orElseThrow();
    policies.put("web", p -> p.id(id).allowIngress("tcp", 81));
    assertThat(policies.list()).hasSize(1);
    assertThat(policies.delete(id)).isTrue();
  }

  private static void machines(FlyClient fly, FlyApp app) {
    Machines machines = app.machines();
    String id =
        machines.create(r -> r.name("one").region("iad").config(c -> c.image("nginx"))).id();
    machines.await(id, MachineState.STARTED, Duration.ofMinutes(1));
    assertThat(machines.list(f -> f.region("iad").state(MachineState.STARTED))).hasSize(1);
    assertThat(fly.org("personal").machines(q -> q.updatedAfter(Instant.EPOCH)).map(m -> m.id()))
        .containsExactly(id);
    assertThat(machines.update(id, u -> u.config(c -> c.env("A", "b"))).id()).isEqualTo(id);
    machines.await(id, MachineState.STARTED, Duration.ofMinutes(1));
    assertThat(machines.versions(id)).hasSizeGreaterThan(1);
    assertThat(machines.events(id, 50)).isNotEmpty();
    machines.cordon(id);
    machines.uncordon(id);
    assertThat(machines.exec(id, "true").exitCode()).isNotNegative();
    // Machines of this emulator run nothing, unless a runtime is given to it.
    assertThat(machines.processes(id)).isEmpty();
    assertThat(machines.memory(id).limitMb()).isPositive();
    machines.setMemoryLimit(id, 200);
    assertThat(machines.reclaimMemory(id, 1)).isNotNegative();
    metadata(machines, id);
    try (MachineLease lease = machines.lease(id)) {
      assertThat(machines.leaseInfo(id).orElseThrow().expiresAt()).isPresent();
      machines.signal(id, Signal.SIGHUP);
      machines.restart(id, r -> r.timeout(Duration.ofSeconds(5)));
      machines.await(id, MachineState.STARTED, Duration.ofMinutes(1));
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(machines.leaseInfo(id)).isEmpty();
    machines.suspend(id);
    machines.await(id, MachineState.SUSPENDED, Duration.ofMinutes(1));
    machines.start(id);
    machines.await(id, MachineState.STARTED, Duration.ofMinutes(1));
    machines.stop(id, Signal.SIGTERM, Duration.ofSeconds(5));
    machines.await(id, MachineState.STOPPED, Duration.ofMinutes(1));
    assertThat(app.logs().page().entries())
        .isNotEmpty()
        .allSatisfy(
            entry -> {
              assertThat(entry.instance()).hasValue(id);
              assertThat(entry.region()).hasValue("iad");
              assertThat(entry.message()).isNotBlank();
            });
    assertThat(machines.delete(id)).isTrue();
    machines.await(id, MachineState.DESTROYED, Duration.ofMinutes(1));
  }

  private static void metadata(Machines machines, String id) {
    machines.setMetadata(id, "a", "1");
    machines.updateMetadata(id, Map.of("b", "2"));
    Map<String, String> changes = new HashMap<>();
    changes.put("b", null);
    machines.putMetadata(id, changes);
    assertThat(machines.metadata(id)).containsEntry("a", "1").doesNotContainKey("b");
    assertThat(machines.metadata(id, "a")).contains("1");
    assertThat(machines.deleteMetadata(id, "a")).isTrue();
    assertThat(machines.metadata(id, "a")).isEmpty();
  }

  private void hear(FlyEvent event) {
    if (event instanceof FlyEvent.Answered reply && reply.status() / 100 == 2) {
      answered.add(reply.operation());
    }
  }

  private static Set<String> table() throws IOException {
    return OperationTable.lines(TABLE).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(row -> row[0] + "\t" + row[1])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
