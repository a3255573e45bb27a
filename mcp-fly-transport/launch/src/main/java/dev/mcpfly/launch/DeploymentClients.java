package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.ConfigTransaction;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.RelayJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The clients' files that have a deployment's entry, and the credentials that stand in them. */
final class DeploymentClients {
  private final String app;
  private final String server;
  private final DeploymentRecord record;
  private final Location location;
  private final HostEnvironment host;
  private final ClientProxy proxy;
  private final List<ClientConfig> configs;
  private @Nullable Authorization authorization;

  DeploymentClients(
      String app,
      DeploymentRecord record,
      Location location,
      HostEnvironment host,
      ClientProxy proxy,
      List<ClientConfig> configs,
      @Nullable Authorization authorization) {
    this.app = app;
    this.server = record.server();
    this.record = record;
    this.location = location;
    this.host = host;
    this.proxy = proxy;
    this.configs = new ArrayList<>(configs);
    this.authorization = authorization;
  }

  List<ClientConfig> configs() {
    return List.copyOf(configs);
  }

  /** Describes each file in a line. */
  String describe() {
    StringBuilder text = new StringBuilder();
    for (ClientConfig config : configs) {
      text.append(
          "  %s: %s%s%n"
              .formatted(config.client().displayName(), config.path(), entryNote(config)));
    }
    return text.toString();
  }

  private String entryNote(ClientConfig config) {
    try {
      List<String> names = namesIn(config);
      if (names.isEmpty()) {
        return " (no entry any more)";
      }
      return names.contains(server) ? "" : " (as \"" + String.join("\", \"", names) + "\")";
    } catch (ConfigException e) {
      return " (cannot be read)";
    }
  }

  /** Whatever the user has named them meanwhile, the entries that lead here. */
  private List<String> namesIn(ClientConfig config) {
    return config.servers().entrySet().stream()
        .filter(entry -> location.isTargetOf(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  void add(ClientConfig config) {
    write(List.of(config));
    if (!configs.contains(config)) {
      configs.add(config);
    }
  }

  void remove(ClientConfig config) {
    remove(List.of(config));
    configs.remove(config);
  }

  void writeAll() {
    write(configs);
  }

  void removeAll() {
    remove(configs);
  }

  /** Fails where a file could not take the entry with these credentials. */
  void checkTake(Authorization credentials) {
    Path jar = RelayJar.pathIn(relayDirectory());
    configs.forEach(config -> plan(config, credentials, jar));
  }

  void authorization(Authorization next) {
    authorization = next;
  }

  /** The secret values that are known without a look into the files. */
  Collection<String> knownSecrets() {
    Authorization known = authorization;
    return known == null ? List.of() : WrapperSecrets.of(known).values();
  }

  private void write(List<ClientConfig> targets) {
    RelayInstallation relay = new RelayInstallation(relayDirectory());
    boolean done = false;
    try {
      Path jar = relay.path();
      if (proxy instanceof ClientProxy.RelayProxy
          && targets.stream()
              .anyMatch(
                  config ->
                      ClientEntry.needsProxy(config.client(), record.wire(), authorization()))) {
        relay.install();
      }
      List<ConfigPlan> plans =
          targets.stream().map(config -> plan(config, authorization(), jar)).toList();
      ConfigTransaction.of(plans).write();
      done = true;
    } catch (ConfigException e) {
      throw new LaunchException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!done) {
        relay.takeBack();
      }
    }
  }

  private ConfigPlan plan(ClientConfig config, Authorization credentials, Path jar) {
    try {
      McpServerEntry entry =
          ClientEntry.of(config.client(), record.wire(), location, credentials, proxy, jar);
      return config.plan(edit -> edit.put(server, entry));
    } catch (ConfigException e) {
      throw new LaunchException(String.valueOf(e.getMessage()), e);
    }
  }

  Path relayDirectory() {
    return RelayInstallation.directory(proxy, host);
  }

  private void remove(List<ClientConfig> targets) {
    try {
      List<ConfigPlan> plans = new ArrayList<>();
      for (ClientConfig config : targets) {
        List<String> names = namesIn(config);
        if (!names.isEmpty()) {
          plans.add(config.plan(edit -> names.forEach(edit::remove)));
        }
      }
      ConfigTransaction.of(plans).write();
    } catch (ConfigException e) {
      throw new LaunchException(
          "An entry of \"%s\" could not be removed: %s".formatted(server, e.getMessage()), e);
    }
  }

  /**
   * Returns the credentials that clients have.
   *
   * @throws LaunchException if nobody here knows them
   */
  Authorization authorization() {
    Authorization known = authorizationIfKnown();
    if (known == null) {
      throw new LaunchException(
          "The credentials of %s are not known here: Fly does not tell secrets, and no client file that was named has them; name one, or rotate the token."
              .formatted(app),
          null);
    }
    return known;
  }

  @Nullable Authorization authorizationIfKnown() {
    if (authorization == null && record.authorization().equals("none")) {
      authorization = Authorization.none();
    }
    if (authorization == null) {
      authorization =
          configs.stream()
              .flatMap(this::entry)
              .filter(location::isTargetOf)
              .map(EntryCredentials::of)
              .flatMap(Optional::stream)
              .findFirst()
              .orElse(null);
    }
    return authorization;
  }

  /** The entry of this name; a file that cannot be read has none. */
  private Stream<McpServerEntry> entry(ClientConfig config) {
    try {
      return Stream.ofNullable(config.servers().get(server));
    } catch (ConfigException e) {
      return Stream.empty();
    }
  }
}
