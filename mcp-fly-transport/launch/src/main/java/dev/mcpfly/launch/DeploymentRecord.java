package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.model.MachineConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's metadata says about the deployment, so that it can be found and opened again
 * from the app's name alone.
 *
 * @param server the name under which clients know the server
 * @param wire what it speaks
 * @param path where it answers, below the app's address
 * @param access how it is reached
 * @param authorization {@code bearer}, {@code basic} or {@code none}; {@code oauth} where people
 *     sign in to the relay, {@code issuer} where they do so elsewhere, with {@code +bearer} if a
 *     token is accepted as well
 * @param secretNames the secrets that the launch set
 * @param fingerprints what it was made of, so that a later launch sees what has changed
 * @param guard who checks the credentials of callers
 * @param scope what belongs to the deployment alone
 * @param container the server's container in a machine of others; empty for a machine of its own
 * @param egress where its machines may connect to; empty for everywhere
 * @param registry the entry of a registry that it comes from; empty for none
 */
record DeploymentRecord(
    String server,
    Wire wire,
    String path,
    Reach access,
    String authorization,
    List<String> secretNames,
    Fingerprints fingerprints,
    Guard guard,
    Scope scope,
    Optional<HostedContainer> container,
    String egress,
    Optional<RegistryOrigin> registry) {
  static final String MANAGED_BY = "managed-by";
  static final String MANAGER = "mcp-fly";

  private static final String PREFIX = "mcp_fly_";

  DeploymentRecord {
    secretNames = List.copyOf(secretNames);
  }

  /**
   * What a deployment was made of.
   *
   * @param secrets a salted hash of the secrets' values
   * @param config a hash of the machine configuration that was asked for
   * @param image what the image was made of; empty for an image that was not made here
   */
  record Fingerprints(String secrets, String config, String image) {
    static final Fingerprints NONE = new Fingerprints("", "", "");
  }

  /** What checks the callers. */
  enum Guard {
    /** The relay or flyctl's wrapper, by their own secrets. */
    WRAPPER("wrapper"),
    /** The nginx in front of the server, by a file that is a secret. */
    NGINX("nginx"),
    /** The server itself, in its own way; or nothing does. */
    SERVER("server");

    private final String id;

    Guard(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    /** Reads it; deployments that do not say so are of the time when only two were. */
    static Guard of(@Nullable String id, Wire wire) {
      for (Guard guard : values()) {
        if (guard.id.equals(id)) {
          return guard;
        }
      }
      return wire == Wire.WRAP ? WRAPPER : SERVER;
    }
  }

  /** What is deleted with the deployment. */
  enum Scope {
    /** The app with all that is in it. */
    APP("app"),
    /** One machine of an app that has others. */
    MACHINE("machine"),
    /** One container of a machine that has others. */
    CONTAINER("container"),
    /** Nothing: it runs elsewhere, and only clients' entries are ours. */
    REMOTE("remote");

    private final String id;

    Scope(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    static Scope of(String id) {
      for (Scope scope : values()) {
        if (scope.id.equals(id)) {
          return scope;
        }
      }
      throw new LaunchException(
          "The deployment's scope is \"%s\", which this version does not know; use a newer mcp-fly."
              .formatted(id),
          null);
    }
  }

  /** Reads the metadata of a machine; empty if another program made it. */
  static Optional<DeploymentRecord> read(Map<String, String> metadata) {
    if (!MANAGER.equals(metadata.get(MANAGED_BY)) || !metadata.containsKey(PREFIX + "server")) {
      return Optional.empty();
    }
    Wire wire = Wire.of(metadata.getOrDefault(PREFIX + "wire", Wire.WRAP.id()));
    String names = metadata.getOrDefault(PREFIX + "secrets", "");
    return Optional.of(
        new DeploymentRecord(
            metadata.getOrDefault(PREFIX + "server", ""),
            wire,
            metadata.getOrDefault(PREFIX + "path", "/"),
            Reach.parse(metadata.getOrDefault(PREFIX + "access", "public")),
            metadata.getOrDefault(PREFIX + "authorization", "none"),
            names.isEmpty() ? List.of() : Arrays.asList(names.split(",")),
            new Fingerprints(
                metadata.getOrDefault(PREFIX + "secrets_mark", ""),
                metadata.getOrDefault(PREFIX + "config_mark", ""),
                metadata.getOrDefault(PREFIX + "image_mark", "")),
            Guard.of(metadata.get(PREFIX + "guard"), wire),
            Scope.of(metadata.getOrDefault(PREFIX + "scope", Scope.APP.id())),
            HostedContainer.parse(metadata.getOrDefault(PREFIX + "container", "")),
            metadata.getOrDefault(PREFIX + "egress", ""),
            RegistryOrigin.parse(metadata.getOrDefault(PREFIX + "registry", ""))));
  }

  /** Returns this record after a change by hand: a launch after it compares anew. */
  DeploymentRecord changed(String newAuthorization, List<String> newSecretNames) {
    return new DeploymentRecord(
        server,
        wire,
        path,
        access,
        newAuthorization,
        newSecretNames,
        new Fingerprints("", "", fingerprints.image()),
        guard,
        scope,
        container,
        egress,
        registry);
  }

  DeploymentRecord withImageMark(String mark) {
    return new DeploymentRecord(
        server,
        wire,
        path,
        access,
        authorization,
        secretNames,
        new Fingerprints(fingerprints.secrets(), fingerprints.config(), mark),
        guard,
        scope,
        container,
        egress,
        registry);
  }

  /** Returns this record with another origin. */
  DeploymentRecord from(Optional<RegistryOrigin> origin) {
    return new DeploymentRecord(
        server,
        wire,
        path,
        access,
        authorization,
        secretNames,
        fingerprints,
        guard,
        scope,
        container,
        egress,
        origin);
  }

  /** Returns whether a session is brought to its machine when there are several. */
  boolean isRelayed() {
    return wire == Wire.STREAMABLE_HTTP && guard == Guard.WRAPPER;
  }

  /** Returns the name of the server's container. */
  String containerName() {
    return container.map(HostedContainer::name).orElse(HostedContainer.OWN);
  }

  /** Returns the app's name for a secret that the server knows as a variable. */
  String secretName(String variable) {
    return scope == Scope.CONTAINER ? HostedContainer.secretName(server, variable) : variable;
  }

  /** Returns the variables in which the server has the app's secrets, by the secrets' names. */
  Map<String, String> variables() {
    String prefix = secretName("");
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : secretNames) {
      variables.put(name, name.startsWith(prefix) ? name.substring(prefix.length()) : name);
    }
    return variables;
  }

  /** Writes the metadata, in a fixed order. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(MANAGED_BY, MANAGER);
    metadata.put(PREFIX + "server", server);
    metadata.put(PREFIX + "wire", wire.id());
    metadata.put(PREFIX + "path", path);
    metadata.put(PREFIX + "access", access.text());
    metadata.put(PREFIX + "authorization", authorization);
    metadata.put(PREFIX + "secrets", String.join(",", secretNames));
    metadata.put(PREFIX + "secrets_mark", fingerprints.secrets());
    metadata.put(PREFIX + "config_mark", fingerprints.config());
    metadata.put(PREFIX + "guard", guard.id());
    if (!fingerprints.image().isEmpty()) {
      metadata.put(PREFIX + "image_mark", fingerprints.image());
    }
    if (scope != Scope.APP) {
      metadata.put(PREFIX + "scope", scope.id());
    }
    container.ifPresent(hosted -> metadata.put(PREFIX + "container", hosted.text()));
    if (!egress.isEmpty()) {
      metadata.put(PREFIX + "egress", egress);
    }
    registry.ifPresent(origin -> metadata.put(PREFIX + "registry", origin.text()));
    return metadata;
  }

  /** Writes the metadata in place of that of an earlier record; the rest of it stays. */
  void writeTo(MachineConfig config, MachineConfigBuilder c) {
    c.set("metadata", withoutRecord(config.metadata()));
    metadata().forEach(c::metadata);
  }

  /** Leaves out what the launch itself writes. */
  static Map<String, String> withoutRecord(Map<String, String> metadata) {
    Map<String, String> others = new TreeMap<>(metadata);
    others.keySet().removeIf(key -> key.startsWith(PREFIX) || key.equals(MANAGED_BY));
    return others;
  }
}
