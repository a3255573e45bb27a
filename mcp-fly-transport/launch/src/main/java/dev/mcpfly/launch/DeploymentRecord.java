package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.model.MachineConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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

  /** All that {@link #metadata} writes. */
  private static final Set<String> KEYS =
      Set.of(
          "server",
          "wire",
          "path",
          "access",
          "authorization",
          "secrets",
          "secrets_mark",
          "config_mark",
          "image_mark",
          "guard",
          "scope",
          "container",
          "egress",
          "registry");

  private static final Set<String> SCHEMES =
      Set.of(
          "none", "bearer", "basic", "headers", "oauth", "oauth+bearer", "issuer", "issuer+bearer");

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

    /** Returns the guard of an id; null for one that this version does not know. */
    static @Nullable Guard of(String id) {
      for (Guard guard : values()) {
        if (guard.id.equals(id)) {
          return guard;
        }
      }
      return null;
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

    /** Returns the scope of an id; null for one that this version does not know. */
    static @Nullable Scope of(String id) {
      for (Scope scope : values()) {
        if (scope.id.equals(id)) {
          return scope;
        }
      }
      return null;
    }
  }

  /**
   * Reads the metadata of a machine; empty if another program made it.
   *
   * @throws LaunchException if a newer version has written what this one does not know, and would
   *     lose or misread
   */
  static Optional<DeploymentRecord> read(Map<String, String> metadata) {
    if (!MANAGER.equals(metadata.get(MANAGED_BY)) || !metadata.containsKey(PREFIX + "server")) {
      return Optional.empty();
    }
    for (String key : new TreeSet<>(metadata.keySet())) {
      if (key.startsWith(PREFIX) && !KEYS.contains(key.substring(PREFIX.length()))) {
        throw unknown(metadata, key);
      }
    }
    String wrap = Wire.WRAP.id();
    Wire wire = known(metadata, "wire", wrap, Wire::of);
    // Those that do not say so are of the time when only two were.
    Guard other = wire == Wire.WRAP ? Guard.WRAPPER : Guard.SERVER;
    String names = metadata.getOrDefault(PREFIX + "secrets", "");
    return Optional.of(
        new DeploymentRecord(
            metadata.getOrDefault(PREFIX + "server", ""),
            wire,
            metadata.getOrDefault(PREFIX + "path", "/"),
            known(metadata, "access", "public", Reach::parse),
            known(metadata, "authorization", "none", s -> SCHEMES.contains(s) ? s : null),
            names.isEmpty() ? List.of() : Arrays.asList(names.split(",")),
            new Fingerprints(
                metadata.getOrDefault(PREFIX + "secrets_mark", ""),
                metadata.getOrDefault(PREFIX + "config_mark", ""),
                metadata.getOrDefault(PREFIX + "image_mark", "")),
            known(metadata, "guard", other.id(), Guard::of),
            known(metadata, "scope", Scope.APP.id(), Scope::of),
            metadata.getOrDefault(PREFIX + "container", "").isEmpty()
                ? Optional.empty()
                : Optional.of(known(metadata, "container", "", HostedContainer::parse)),
            metadata.getOrDefault(PREFIX + "egress", ""),
            RegistryOrigin.parse(metadata.getOrDefault(PREFIX + "registry", ""))));
  }

  private static <T> T known(
      Map<String, String> metadata,
      String key,
      String absent,
      Function<String, @Nullable T> reader) {
    T value = reader.apply(metadata.getOrDefault(PREFIX + key, absent));
    if (value == null) {
      throw unknown(metadata, PREFIX + key);
    }
    return value;
  }

  private static LaunchException unknown(Map<String, String> metadata, String key) {
    return new LaunchException(
        "The deployment of the server \"%s\" has the setting %s=%s, which this version does not know; use a newer mcp-fly."
            .formatted(
                Texts.shown(metadata.getOrDefault(PREFIX + "server", "")),
                Texts.shown(key),
                Texts.shown(metadata.getOrDefault(key, ""))),
        null);
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
