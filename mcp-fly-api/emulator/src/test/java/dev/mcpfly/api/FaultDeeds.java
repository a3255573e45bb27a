package dev.mcpfly.api;

import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.SecretKey;
import dev.mcpfly.api.model.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Every operation that is not a GET: how it is called, and how to count how often it happened. */
final class FaultDeeds {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);
  private static final String HOST = "a.example.com";

  /**
   * One deed.
   *
   * @param operation the emulator's name of it
   * @param variant what tells it from others of the same operation
   * @param prepare what must be there before
   * @param act the deed itself, by the client under test
   * @param effects how often it happened, told by a client that no fault strikes
   */
  record Deed(
      String operation,
      String variant,
      Consumer<FaultWorld> prepare,
      Consumer<FaultWorld> act,
      ToIntFunction<FaultWorld> effects) {
    @Override
    public String toString() {
      return operation + (variant.isEmpty() ? "" : " (" + variant + ")");
    }
  }

  private final List<Deed> deeds = new ArrayList<>();

  private FaultDeeds() {}

  static List<Deed> all() {
    FaultDeeds all = new FaultDeeds();
    all.apps();
    all.machines();
    all.machineDetails();
    all.metadata();
    all.leases();
    all.volumes();
    all.secrets();
    all.secretKeys();
    all.certificates();
    all.policies();
    all.tokens();
    return all.deeds;
  }

  private void apps() {
    add(
        "Apps_create",
        w -> {},
        w -> w.acting.apps().create("other", a -> a.org("personal")),
        w -> w.counts().apps() - 1);
    add(
        "Apps_delete",
        w -> {},
        w -> w.acting.apps().delete(FaultWorld.APP),
        w -> gone(w.counts().apps()));
    add(
        "App_create_deploy_token",
        w -> {},
        w -> w.app.createDeployToken(Duration.ofHours(1)),
        w -> w.happened("App_create_deploy_token"));
    add(
        "App_IPAssignments_create",
        w -> {},
        w -> w.app.ipAssignments().create(IpAssignment.Type.V6),
        w -> w.counts().ips());
    add(
        "App_IPAssignments_delete",
        w -> w.id = w.seen.ipAssignments().create(IpAssignment.Type.V6).ip().orElseThrow(),
        w -> w.app.ipAssignments().delete(w.id),
        w -> gone(w.counts().ips()));
    read(
        "Platform_placements_post",
        w -> {},
        w -> !w.acting.platform().placements("personal", p -> p.count(1)).isEmpty());
  }

  private void machines() {
    add(
        "Machines_create",
        w -> {},
        w -> w.app.machines().create(r -> r.config(c -> c.image("i"))),
        w -> w.counts().machines());
    add(
        "Machines_update",
        FaultWorld::machine,
        w -> w.app.machines().update(w.id, u -> u.config(c -> c.env("A", "b"))),
        w -> w.seen.machines().versions(w.id).size() - 1);
    add(
        "Machines_delete",
        FaultWorld::machine,
        w -> w.app.machines().delete(w.id, true),
        w -> gone(w.counts().machines()));
    add(
        "Machines_start",
        w -> {
          w.stoppedMachine();
          w.before = events(w, "start");
        },
        w -> w.app.machines().start(w.id),
        w -> events(w, "start") - w.before);
    add(
        "Machines_stop",
        FaultWorld::machine,
        w -> w.app.machines().stop(w.id),
        w -> events(w, "stop"));
    add(
        "Machines_suspend",
        FaultWorld::machine,
        w -> w.app.machines().suspend(w.id),
        w -> events(w, "suspend"));
    add(
        "Machines_restart",
        FaultWorld::machine,
        w -> w.app.machines().restart(w.id),
        w -> w.happened("Machines_restart"));
    add(
        "Machines_cordon",
        FaultWorld::machine,
        w -> w.app.machines().cordon(w.id),
        w -> w.seen.machines().get(w.id).cordoned() ? 1 : 0);
    add(
        "Machines_uncordon",
        w -> {
          w.machine();
          w.seen.machines().cordon(w.id);
        },
        w -> w.app.machines().uncordon(w.id),
        w -> w.seen.machines().get(w.id).cordoned() ? 0 : 1);
  }

  private void machineDetails() {
    add(
        "Machines_signal",
        FaultWorld::machine,
        w -> w.app.machines().signal(w.id, Signal.SIGHUP),
        w -> w.happened("Machines_signal"));
    add(
        "Machines_exec",
        FaultWorld::machine,
        w -> w.app.machines().exec(w.id, "true"),
        w -> w.happened("Machines_exec"));
    add(
        "Machines_set_memory_limit",
        FaultWorld::machine,
        w -> w.app.machines().setMemoryLimit(w.id, 200),
        w -> w.seen.machines().memory(w.id).limitMb() == 200 ? 1 : 0);
    add(
        "Machines_reclaim_memory",
        FaultWorld::machine,
        w -> w.app.machines().reclaimMemory(w.id, 10),
        w -> w.happened("Machines_reclaim_memory"));
  }

  private void metadata() {
    add(
        "Machines_upsert_metadata",
        FaultWorld::machine,
        w -> w.app.machines().setMetadata(w.id, "k", "v"),
        FaultDeeds::entry);
    add(
        "Machines_update_metadata",
        "PATCH",
        FaultWorld::machine,
        w -> w.app.machines().updateMetadata(w.id, Map.of("k", "v")),
        FaultDeeds::entry);
    add(
        "Machines_update_metadata",
        "PUT",
        FaultWorld::machine,
        w -> w.app.machines().putMetadata(w.id, Map.of("k", "v")),
        FaultDeeds::entry);
    add(
        "Machines_delete_metadata",
        FaultDeeds::withEntry,
        w -> w.app.machines().deleteMetadata(w.id, "k"),
        w -> gone(entry(w)));
    add(
        "Machines_update_metadata",
        "removal",
        FaultDeeds::withEntry,
        w -> {
          Map<String, String> changes = new HashMap<>();
          changes.put("k", null);
          w.app.machines().updateMetadata(w.id, changes);
        },
        w -> gone(entry(w)));
  }

  private void leases() {
    Duration longer = Duration.ofHours(2);
    add(
        "Machines_create_lease",
        FaultWorld::machine,
        w -> w.lease = w.app.machines().lease(w.id),
        w -> w.counts().leases());
    add(
        "Machines_create_lease",
        "refresh",
        w -> {
          w.machine();
          w.lease = w.seen.machines().lease(w.id, l -> l.ttl(Duration.ofHours(1)));
        },
        w -> w.app.machines().lease(w.id, l -> l.nonce(w.lease.nonce()).ttl(longer)),
        w ->
            w.seen.machines().leaseInfo(w.id).stream()
                    .flatMap(info -> info.expiresAt().stream())
                    .anyMatch(end -> end.isAfter(w.lease.expiresAt().plusSeconds(60)))
                ? 1
                : 0);
    add(
        "Machines_release_lease",
        w -> {
          w.machine();
          w.lease = w.app.machines().lease(w.id);
        },
        w -> w.lease.release(),
        w -> gone(w.counts().leases()));
  }

  private void volumes() {
    add(
        "Volumes_create",
        w -> {},
        w -> w.app.volumes().create(v -> v.name("data").region("iad").sizeGb(1)),
        w -> w.counts().volumes());
    add(
        "Volumes_update",
        FaultWorld::volume,
        w -> w.app.volumes().update(w.id, u -> u.snapshotRetention(9)),
        w -> w.seen.volumes().get(w.id).snapshotRetention().orElse(0) == 9 ? 1 : 0);
    add(
        "Volumes_extend",
        FaultWorld::volume,
        w -> w.app.volumes().extend(w.id, 4),
        w -> w.seen.volumes().get(w.id).sizeGb() == 4 ? 1 : 0);
    add(
        "createVolumeSnapshot",
        FaultWorld::volume,
        w -> w.app.volumes().createSnapshot(w.id),
        w -> w.seen.volumes().snapshots(w.id).size());
    add(
        "Volume_delete",
        FaultWorld::volume,
        w -> w.app.volumes().delete(w.id),
        w -> gone(w.counts().volumes()));
  }

  private void secrets() {
    add(
        "Secrets_update",
        w -> {},
        w -> w.app.secrets().update(Map.of("A", "1")),
        w -> w.counts().secrets());
    add("Secret_create", w -> {}, w -> w.app.secrets().set("A", "1"), w -> w.counts().secrets());
    add(
        "Secret_delete",
        w -> w.seen.secrets().set("A", "1"),
        w -> w.app.secrets().delete("A"),
        w -> gone(w.counts().secrets()));
  }

  private void secretKeys() {
    add(
        "Secretkey_set",
        w -> {},
        w -> w.app.secretKeys().set("k", SecretKey.Type.HS256, new byte[32]),
        w -> w.counts().secretKeys());
    add(
        "Secretkey_generate",
        w -> {},
        w -> w.app.secretKeys().generate("k", SecretKey.Type.HS256),
        w -> w.counts().secretKeys());
    add(
        "Secretkey_delete",
        w -> w.seen.secretKeys().generate("k", SecretKey.Type.HS256),
        w -> w.app.secretKeys().delete("k"),
        w -> gone(w.counts().secretKeys()));
    read(
        "Secretkey_sign",
        w -> w.seen.secretKeys().generate("k", SecretKey.Type.HS256),
        w -> w.app.secretKeys().sign("k", TEXT).length == 32);
    read(
        "Secretkey_verify",
        w -> {
          w.seen.secretKeys().generate("k", SecretKey.Type.HS256);
          w.bytes = w.seen.secretKeys().sign("k", TEXT);
        },
        w -> w.app.secretKeys().verify("k", TEXT, w.bytes));
    read(
        "Secretkey_encrypt",
        w -> w.seen.secretKeys().generate("k", SecretKey.Type.XAES256GCM),
        w -> w.app.secretKeys().encrypt("k", TEXT, DATA).length > TEXT.length);
    read(
        "Secretkey_decrypt",
        w -> {
          w.seen.secretKeys().generate("k", SecretKey.Type.XAES256GCM);
          w.bytes = w.seen.secretKeys().encrypt("k", TEXT, DATA);
        },
        w -> w.app.secretKeys().decrypt("k", w.bytes, DATA).length == TEXT.length);
  }

  private void certificates() {
    add(
        "App_Certificates_acme_create",
        w -> {},
        w -> w.app.certificates().requestAcme(HOST),
        w -> w.counts().certificates());
    add(
        "App_Certificates_custom_create",
        w -> {},
        w -> w.app.certificates().uploadCustom(HOST, Pem.CHAIN, Pem.KEY),
        w -> w.counts().certificates());
    add(
        "App_Certificates_delete",
        w -> w.seen.certificates().requestAcme(HOST),
        w -> w.app.certificates().delete(HOST),
        w -> gone(w.counts().certificates()));
    add(
        "App_Certificates_acme_delete",
        w -> w.seen.certificates().requestAcme(HOST),
        w -> w.known(w.app.certificates().deleteAcme(HOST)),
        w -> w.seen.certificates().get(HOST).acmeRequested() ? 0 : 1);
    add(
        "App_Certificates_custom_delete",
        w -> w.seen.certificates().uploadCustom(HOST, Pem.CHAIN, Pem.KEY),
        w -> w.known(w.app.certificates().deleteCustom(HOST)),
        w -> gone(w.seen.certificates().get(HOST).certificates().size()));
    read(
        "App_Certificates_check",
        w -> w.seen.certificates().requestAcme(HOST),
        w -> w.app.certificates().check(HOST).hostname().equals(HOST));
  }

  private void policies() {
    add(
        "NetworkPolicies_set",
        w -> {},
        w -> w.app.networkPolicies().put("p", p -> p.allowIngress("tcp", 80)),
        w -> w.seen.networkPolicies().list().size());
    add(
        "NetworkPolicies_set",
        "of an id",
        FaultDeeds::withPolicy,
        w -> w.app.networkPolicies().put("q", p -> p.id(w.id).allowIngress("tcp", 81)),
        w ->
            (int)
                w.seen.networkPolicies().list().stream().filter(p -> p.name().equals("q")).count());
    add(
        "NetworkPolicies_delete",
        FaultDeeds::withPolicy,
        w -> w.app.networkPolicies().delete(w.id),
        w -> gone(w.seen.networkPolicies().list().size()));
  }

  private void tokens() {
    read(
        "Tokens_authenticate",
        w -> {},
        w -> !w.acting.tokens().authenticate("Bearer " + w.emulator.token()).isEmpty());
    read(
        "Tokens_authorize",
        w -> {},
        w ->
            w.acting
                .tokens()
                .authorize("Bearer " + w.emulator.token(), a -> a.org("personal"))
                .token()
                .isPresent());
    add(
        "Tokens_request_Kms",
        w -> {},
        w -> w.acting.tokens().kms(),
        w -> w.happened("Tokens_request_Kms"));
    add(
        "Tokens_request_OIDC",
        w -> {},
        w -> w.acting.tokens().oidc("https://fly.io/personal"),
        w -> w.happened("Tokens_request_OIDC"));
  }

  private void add(
      String operation,
      Consumer<FaultWorld> prepare,
      Consumer<FaultWorld> act,
      ToIntFunction<FaultWorld> effects) {
    add(operation, "", prepare, act, effects);
  }

  private void add(
      String operation,
      String variant,
      Consumer<FaultWorld> prepare,
      Consumer<FaultWorld> act,
      ToIntFunction<FaultWorld> effects) {
    deeds.add(new Deed(operation, variant, prepare, act, effects));
  }

  /** Adds a POST that changes nothing: its one effect is the right answer. */
  private void read(String operation, Consumer<FaultWorld> prepare, Predicate<FaultWorld> answer) {
    deeds.add(
        new Deed(
            operation, "", prepare, w -> w.answered = answer.test(w) ? 1 : 0, w -> w.answered));
  }

  private static int gone(int left) {
    return left == 0 ? 1 : 0;
  }

  /** Counts the events of a kind that a user brought about. */
  private static int events(FaultWorld world, String type) {
    return (int)
        world.seen.machines().events(world.id, 50).stream()
            .filter(event -> event.type().equals(type))
            .filter(event -> event.source().equals(Optional.of("user")))
            .count();
  }

  private static int entry(FaultWorld world) {
    return world.seen.machines().metadata(world.id).containsKey("k") ? 1 : 0;
  }

  private static void withEntry(FaultWorld world) {
    world.machine();
    world.seen.machines().setMetadata(world.id, "k", "v");
  }

  private static void withPolicy(FaultWorld world) {
    world.seen.networkPolicies().put("p", p -> p.allowIngress("tcp", 80));
    world.id = world.seen.networkPolicies().list().get(0).id().orElseThrow();
  }
}
