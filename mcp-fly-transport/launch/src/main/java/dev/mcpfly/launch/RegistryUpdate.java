package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.image.registry.RegistryClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The registry options of an update, and what they resolve to. */
final class RegistryUpdate {
  final String version;
  final @Nullable McpRegistry registry;
  final Map<String, List<String>> inputs = new LinkedHashMap<>();
  @Nullable RegistryClient images;
  private @Nullable RegistryUse use;
  private ServerSource.@Nullable Built built;

  RegistryUpdate(String version, @Nullable McpRegistry registry) {
    this.version = version;
    this.registry = registry;
  }

  /**
   * Looks the version up and changes the update accordingly.
   *
   * @param before the machine's variables
   * @throws InvalidLaunchException if the deployment cannot be moved to it
   */
  void resolve(
      FlyClient fly, DeploymentUpdate update, DeploymentRecord record, Map<String, String> before) {
    RegistryOrigin origin =
        record
            .registry()
            .orElseThrow(
                () ->
                    new InvalidLaunchException(
                        "%s was not launched from a registry, so it has no version there; use command(...) or image(...)."
                            .formatted(record.server())));
    Map<String, List<String>> other = new HashMap<>();
    update.secrets.forEach(
        (name, value) -> {
          if (value != null) {
            other.put(name, List.of(value));
          }
        });
    McpRegistry.Choice choice =
        new McpRegistry.Choice()
            .from(registry == null ? McpRegistry.at(origin.registry()) : registry)
            .version(version)
            .packageType(origin.type());
    RegistryUse found =
        RegistryUse.of(origin.name(), choice, inputs, origin.inputs(), other, kept(record));
    use = found;
    found.run().secrets().keySet().forEach(SecretSource::checkedName);
    found.run().secrets().forEach(update.secrets::putIfAbsent);
    Map<String, String> environment = new LinkedHashMap<>(found.run().environment());
    environment.keySet().removeAll(update.secrets.keySet());
    update.environment.putAll(environment);
    if (!record.fingerprints().image().isEmpty()) {
      built = built(fly, record, found, origin);
      return;
    }
    ServerSource.Http http = found.http();
    boolean servedItself = record.guard() != DeploymentRecord.Guard.WRAPPER;
    if (servedItself != (http != null) || found.image() != null) {
      throw changed(record, "is run in another way");
    }
    if (http != null) {
      String port = before.getOrDefault("PORT", String.valueOf(http.port()));
      if (!http.path().equals(record.path()) || !port.equals(String.valueOf(http.port()))) {
        throw changed(record, "answers at another port or path");
      }
      update.image = http.image();
    }
    update.command = found.run().command().isEmpty() ? null : found.run().command();
  }

  private ServerSource.Built built(
      FlyClient fly, DeploymentRecord record, RegistryUse found, RegistryOrigin origin) {
    if (origin.hasSetup()) {
      throw changed(record, "was launched with setup(...), which only a launch can repeat");
    }
    LaunchRequest.Server server =
        new LaunchRequest.Server(
            record.server(),
            found.run().command(),
            found.image(),
            null,
            List.of(),
            record.wire() == Wire.STREAMABLE_HTTP,
            images,
            null,
            List.of(),
            null);
    Authorization guard =
        record.authorization().equals("none")
            ? Authorization.none()
            : Authorization.generatedBearerToken();
    int port = record.container().map(HostedContainer::port).orElse(ServerSource.WRAPPER_PORT);
    if (!(new SourceReader(fly, server, guard).read(port) instanceof ServerSource.Built source)) {
      throw changed(record, "is run in another way");
    }
    if (source.wire() != record.wire() || !source.path().equals(record.path())) {
      throw changed(record, "speaks another protocol");
    }
    return source;
  }

  private LaunchException changed(DeploymentRecord record, String how) {
    return new LaunchException(
        "%s in version %s %s than what is deployed as %s; launch it again with registry(...)."
            .formatted(
                record.registry().map(RegistryOrigin::name).orElse(""),
                Texts.shown(version),
                how,
                record.server()),
        null);
  }

  /** Returns the secrets that the app has, by the names of the server's variables. */
  private static Set<String> kept(DeploymentRecord record) {
    Set<String> kept = new LinkedHashSet<>();
    String prefix = record.secretName("");
    for (String name : record.secretNames()) {
      kept.add(name.startsWith(prefix) ? name.substring(prefix.length()) : name);
    }
    return kept;
  }

  /** Returns what has to be done before the machine is changed. */
  List<Change> first(String app, DeploymentRecord record) {
    if (use == null) {
      throw new IllegalStateException("The version is not looked up yet");
    }
    Change taken = new UseRegistry(use);
    return built == null || built.plan().fingerprint().equals(record.fingerprints().image())
        ? List.of(taken)
        : List.of(taken, new PushImage(imageTag(app, record), true, built));
  }

  static String imageTag(String app, DeploymentRecord record) {
    return Blueprint.imageTag(app, record.server());
  }

  /** Returns the image that the machine is to run; empty for the one that it runs. */
  Optional<String> image(DeploymentRecord record) {
    return built == null || built.plan().fingerprint().equals(record.fingerprints().image())
        ? Optional.empty()
        : Optional.of(FlyRequest.placeholder(Blueprint.IMAGE));
  }

  /** Returns the record as it is after the update. */
  DeploymentRecord recorded(DeploymentRecord record) {
    DeploymentRecord from = record.from(Optional.ofNullable(use).map(RegistryUse::origin));
    return built == null ? from : from.withImageMark(built.plan().fingerprint());
  }
}
