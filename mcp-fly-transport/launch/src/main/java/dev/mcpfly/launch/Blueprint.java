package dev.mcpfly.launch;

import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import dev.mcpfly.launch.Findings.Earlier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a deployment is to be, made of what was asked for and what was found. Immutable.
 *
 * @param found what is there
 * @param design the server
 * @param image that its machine runs: a placeholder while it has to be pushed first
 * @param imageMark what its image is made of; empty for an image of others
 * @param imageChanged whether the image has to be pushed first
 * @param configMark a hash of the configuration that was asked for
 * @param machineChanged whether the machine has to be created or changed
 */
record Blueprint(
    Findings found,
    ServerDesign design,
    String image,
    String imageMark,
    boolean imageChanged,
    String configMark,
    boolean machineChanged) {
  /** Where the reference of a pushed image is filled in. */
  static final String IMAGE = "image";

  /** Designs a deployment. */
  static Blueprint of(LaunchRequest asked, Findings found) {
    return of(asked, found, SecretsDesign.of(asked, found));
  }

  static Blueprint of(LaunchRequest asked, Findings found, SecretsDesign secrets) {
    RequestRules.checkSecretFiles(asked, found, secrets);
    ServerDesign design = ServerDesign.of(asked, found, secrets);
    if (design.isSeveral() && !design.isRelayed()) {
      throw new InvalidLaunchException(
          "\"%s\" has %d machines, between which only the relay brings each session to its own; call machines(%d) to keep them, or machines(1)."
              .formatted(design.name(), design.machines(), design.machines()));
    }
    DeploymentRecord earlier = found.earlierRecord();
    String imageMark =
        found.source() instanceof ServerSource.Built built ? built.plan().fingerprint() : "";
    // A digest is known only once the image is made: what it is made of stands for it.
    String stand = imageMark.isEmpty() ? found.source().image() : imageMark;
    String config = DesiredMachine.config(design, stand).json().toJson();
    String configMark = Marks.ofConfig(config + egress(asked)); // machines see it when they start
    boolean changed =
        found.machines().size() != design.machines()
            || secrets.changed()
            || found.machines().stream()
                .anyMatch(there -> isStale(there.record(), configMark, secrets, origin(asked)));
    Optional<String> pushed =
        imageMark.isEmpty() || earlier == null || !earlier.fingerprints().image().equals(imageMark)
            ? Optional.empty()
            : ServerContainers.imageOf(
                found.earlier().orElseThrow().machine(), earlier.containerName());
    boolean push = !imageMark.isEmpty() && pushed.isEmpty();
    String image = push ? FlyRequest.placeholder(IMAGE) : pushed.orElse(found.source().image());
    return new Blueprint(found, design, image, imageMark, push, configMark, changed);
  }

  private static String egress(LaunchRequest asked) {
    Egress egress = asked.machine().egress();
    return egress == null ? "" : egress.text();
  }

  /**
   * Returns whether a machine's record is out of date, as after a launch that was killed midway.
   */
  private static boolean isStale(
      DeploymentRecord there,
      String configMark,
      SecretsDesign secrets,
      Optional<RegistryOrigin> origin) {
    return secrets.changed()
        || !there.registry().equals(origin.flatMap(asked -> RegistryOrigin.parse(asked.text())))
        || !there.fingerprints().config().equals(configMark)
        || !there.fingerprints().secrets().equals(secrets.mark());
  }

  LaunchRequest asked() {
    return design.asked();
  }

  /** Returns the machines that are there and stay: the oldest. */
  List<Earlier> kept() {
    return found.machines().stream().limit(design.machines()).toList();
  }

  /** Returns those of them that have to be changed. */
  List<Earlier> stale() {
    return kept().stream()
        .filter(there -> isStale(there.record(), configMark, design.secrets(), origin(asked())))
        .toList();
  }

  /** Returns the machines that go, the newest first. */
  List<Earlier> surplus() {
    List<Earlier> surplus =
        new ArrayList<>(found.machines().stream().skip(design.machines()).toList());
    Collections.reverse(surplus);
    return surplus;
  }

  /** Returns what the machines that have to be created are called, beside those that are there. */
  List<Slot> missing() {
    List<Slot> missing = new ArrayList<>();
    for (int number = found.machines().size() + 1; number <= design.machines(); number++) {
      missing.add(new Slot(number));
    }
    return missing;
  }

  String app() {
    return found.app().name();
  }

  String server() {
    return design.name();
  }

  Authorization authorization() {
    return design.secrets().authorization();
  }

  /** Returns the configuration, without a volume and without the deployment's record. */
  MachineConfig config() {
    return DesiredMachine.config(design, image);
  }

  /** Returns the tag under which an image of this server is pushed. */
  String imageTag() {
    return imageTag(app(), server());
  }

  static String imageTag(String app, String server) {
    return "registry.fly.io/" + app + ":mcp-" + server;
  }

  Masking masking() {
    return design.secrets().masking();
  }

  /**
   * Returns where clients connect, and under which other addresses they may know the server.
   *
   * @param machineId the machine's id; a placeholder while it is not known
   */
  Location location(String machineId) {
    ServerSource source = design.source();
    Location location =
        Location.of(
            found.handle(),
            design.reach(),
            source.path(),
            asked().app().domains(),
            workingDomain(),
            asked().app().scope() == Scope.MACHINE ? machineId : "",
            asked().app().access().tunnel());
    DeploymentRecord earlier = found.earlierRecord();
    return earlier == null || earlier.path().equals(source.path())
        ? location
        : location.knownAt(earlier.path());
  }

  /** Returns the location as far as it is known before anything is done. */
  Location location() {
    return location(found.machineId().orElse(""));
  }

  /** Returns the first of the app's own host names that leads to it already; empty if none does. */
  String workingDomain() {
    return found.workingDomain(asked().app().domains()).orElse("");
  }

  /** Returns what the machine's metadata are to say about the deployment. */
  DeploymentRecord record() {
    SecretsDesign secrets = design.secrets();
    return new DeploymentRecord(
        server(),
        design.source().wire(),
        design.source().path(),
        design.reach(),
        secrets.authorization().scheme(),
        secrets.names(),
        new DeploymentRecord.Fingerprints(secrets.mark(), configMark, imageMark),
        design.guard(),
        asked().app().scope(),
        design
            .host()
            .map(
                host ->
                    new HostedContainer(
                        HostedContainer.nameOf(server()),
                        host.ports().inside(),
                        host.form().wasOneImage())),
        egress(asked()),
        origin(asked()));
  }

  private static Optional<RegistryOrigin> origin(LaunchRequest asked) {
    return Optional.ofNullable(asked.server().registry()).map(RegistryUse::origin);
  }
}
