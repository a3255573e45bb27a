package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpServerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The clients' files that have a deployment's entry, and the credentials that stand in them. */
final class DeploymentClients {
  private static final String RENAMED = " (as ";
  private static final String SIGN_IN = " (sign in with: ";

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
      List<String> names = RemoveEntries.namesIn(config, location);
      if (names.isEmpty()) {
        return " (no entry any more)";
      }
      Optional<EntryHealth.Trouble> broken =
          EntryHealth.of(Objects.requireNonNull(config.servers().get(names.get(0))), host);
      if (broken.isPresent()) {
        return " (broken: %s %s)".formatted(broken.get().problem(), broken.get().remedy());
      }
      return names.contains(server)
          ? signInNote(config)
          : RENAMED + "\"" + String.join("\", \"", names) + "\")";
    } catch (ConfigException e) {
      return " (cannot be read)";
    }
  }

  /** Returns the command by which the client's user signs in, if the client needs one. */
  private String signInNote(ClientConfig config) {
    return config
        .client()
        .signInCommand(server)
        .filter(command -> SignInScheme.signsIn(record.authorization()))
        .map(command -> SIGN_IN + command + ")")
        .orElse("");
  }

  /** Describes each file whose entry is gone or broken, as far as can be seen. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    for (ClientConfig config : configs) {
      String note = entryNote(config);
      if (!note.isEmpty() && !note.startsWith(RENAMED) && !note.startsWith(SIGN_IN)) {
        troubles.add(config.client().displayName() + ":" + note);
      }
    }
    return troubles;
  }

  /** Reaches the server the way each client does. */
  List<DeploymentCheck.ClientCheck> check(Duration timeout) throws InterruptedException {
    return ClientChecks.run(
        new EntryCheck(
            host,
            location,
            server,
            record.wire(),
            SignInScheme.signsIn(record.authorization()),
            timeout),
        configs());
  }

  /** Records that a file has an entry now. */
  void added(ClientConfig config) {
    if (!configs.contains(config)) {
      configs.add(config);
    }
  }

  /** Records that a file has no entry any more. */
  void removed(ClientConfig config) {
    configs.remove(config);
  }

  void authorization(Authorization next) {
    authorization = next;
  }

  /** Returns the secret values that are known without a look into the files. */
  Collection<String> knownSecrets() {
    Authorization known = authorization;
    return known == null ? List.of() : known.hidden();
  }

  /**
   * Plans the entry into files.
   *
   * @param credentials that the entry is to have
   * @throws LaunchException if a file cannot take it
   */
  List<Change> write(List<ClientConfig> targets, Authorization credentials) {
    return write(targets, credentials, ConfigEdit.PutMode.MERGE);
  }

  List<Change> write(
      List<ClientConfig> targets, Authorization credentials, ConfigEdit.PutMode mode) {
    EntryDesign design =
        new EntryDesign(
            server, record.wire(), credentials, proxy, host, mode, EntryProtection.NONE);
    WriteEntries entries =
        new WriteEntries(design, targets, state -> location, location, location::isTargetOf);
    if (!entries.changesAnything()) {
      return List.of();
    }
    return design.needsRelay(targets) ? List.of(design.installRelay(), entries) : List.of(entries);
  }

  /** Plans to take the entries that lead here out of files. */
  List<Change> remove(List<ClientConfig> targets) {
    RemoveEntries entries = new RemoveEntries(server, targets, location);
    return entries.changesAnything() ? List.of(entries) : List.of();
  }

  RelayInstallation relay() {
    return new RelayInstallation(RelayInstallation.directory(proxy, host), host);
  }

  /**
   * Returns the credentials that clients have.
   *
   * @throws LaunchException if they are not known here
   */
  Authorization authorization() {
    Authorization known = authorizationIfKnown();
    if (known == null) {
      throw new LaunchException(
          "The credentials of %s are not known here: Fly never returns secret values, and no given client file has them; pass a file that has, or rotate the token."
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
      Optional<Authorization> inEntry =
          configs.stream()
              .flatMap(this::entry)
              .filter(location::isTargetOf)
              .map(EntryCredentials::of)
              .flatMap(Optional::stream)
              .findFirst();
      authorization =
          SignInScheme.signsIn(record.authorization())
              ? OAuthAuthorization.opened(
                  record.authorization(),
                  new Resolution(
                      Optional.of(PublicUrl.rootOf(location.uri())),
                      server,
                      Set.copyOf(record.variables().values()),
                      inEntry))
              : inEntry.orElse(null);
    }
    return authorization;
  }

  /** Returns the entry of this name; a file that cannot be read has none. */
  private Stream<McpServerEntry> entry(ClientConfig config) {
    try {
      return Stream.ofNullable(config.servers().get(server));
    } catch (ConfigException e) {
      return Stream.empty();
    }
  }
}
