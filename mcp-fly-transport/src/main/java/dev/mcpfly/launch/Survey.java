package dev.mcpfly.launch;

import dev.mcpfly.api.Apps.NameAvailability;
import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.Machine;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Placement;
import dev.mcpfly.api.model.TokenInfo;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpServerEntry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks what was asked for and finds out what is there, without changing anything. */
final class Survey {
  private static final int MAX_VOLUMES = 1;
  private static final int MAX_NAMES_TO_TRY = 5;
  private static final String DEFAULT_ORG = "personal";

  private final McpLauncher asked;
  private final FlyClient fly;

  private Survey(McpLauncher asked) {
    this.asked = asked;
    this.fly = asked.fly;
  }

  /**
   * Surveys.
   *
   * @throws InvalidLaunchException if the launch cannot be right as it is asked for
   */
  static Draft take(McpLauncher asked) {
    return new Survey(asked).survey();
  }

  private Draft survey() {
    Draft draft = draft();
    Map<String, String> own = readSecrets();
    checkFiles(own);
    draft.org = org();
    findApp(draft);
    draft.regions = regions(draft);
    draft.region = draft.regions.get(0);
    compareSecrets(draft, own);
    draft.config = DesiredMachine.config(draft);
    draft.machineChanged =
        draft.earlierRecord == null
            || draft.secretsChanged
            || !draft.earlierRecord.configMark().equals(draft.record().configMark());
    draft.missingAddresses = missingAddresses(draft);
    findDomains(draft);
    ClientFiles.check(draft);
    return draft;
  }

  /**
   * Surveys one more machine for an app whose ground is laid, without a call: the limits of the API
   * count per app.
   *
   * @param machines those that the app has
   */
  static Draft member(McpLauncher asked, Draft ground, List<Machine> machines) {
    return new Survey(asked).member(ground, machines);
  }

  private Draft member(Draft ground, List<Machine> machines) {
    Draft draft = draft();
    Map<String, String> own = readSecrets();
    checkFiles(own);
    for (Map.Entry<String, String> secret : own.entrySet()) {
      if (!secret.getValue().equals(ground.secrets.get(secret.getKey()))) {
        throw new InvalidLaunchException(
            "The secret %s of \"%s\" is not the one of the whole app, which all its machines share; use an app for each."
                .formatted(secret.getKey(), draft.server));
      }
    }
    draft.org = ground.org;
    draft.app = ground.app;
    draft.appExists = true;
    machines.forEach(machine -> adopt(draft, machine));
    draft.regions =
        draft.earlier != null
            ? List.of(draft.earlier.region())
            : asked.regions.isEmpty() ? ground.regions : List.copyOf(asked.regions);
    draft.region = draft.regions.get(0);
    draft.authorization = ground.authorization;
    draft.secrets = ground.secrets;
    draft.secretsMark = ground.secretsMark;
    draft.secretsVersion = ground.secretsVersion;
    draft.workingDomain = ground.workingDomain;
    draft.config = DesiredMachine.config(draft);
    draft.machineChanged =
        draft.earlierRecord == null
            || ground.secretsChanged
            || !draft.earlierRecord.configMark().equals(draft.record().configMark());
    ClientFiles.check(draft);
    return draft;
  }

  private Draft draft() {
    ServerSource source = asked.source;
    if (source == null) {
      throw new InvalidLaunchException(
          "There is nothing to launch; say command(\"npx -y some-server\") or http(image).");
    }
    if (asked.volumes.size() > MAX_VOLUMES) {
      throw new InvalidLaunchException(
          "%d volumes were asked for, but Fly mounts one for each machine; keep %s."
              .formatted(asked.volumes.size(), asked.volumes.get(0).name()));
    }
    return new Draft(asked, source, serverName(source), configs());
  }

  private String serverName(ServerSource source) {
    if (asked.server != null) {
      return asked.server;
    }
    Optional<String> name =
        source instanceof ServerSource.Wrapped wrapped
            ? ServerName.ofCommand(wrapped.command())
            : ServerName.ofImage(source.describe());
    return name.orElseThrow(
        () ->
            new InvalidLaunchException(
                "No name for the server can be read off \"%s\"; say server(\"name\")."
                    .formatted(source.describe())));
  }

  private List<ClientConfig> configs() {
    Set<ClientConfig> configs = new LinkedHashSet<>();
    for (McpClient client : asked.clients) {
      configs.add(client.userConfig());
    }
    configs.addAll(asked.configs);
    return List.copyOf(configs);
  }

  private Map<String, String> readSecrets() {
    Map<String, String> secrets = new LinkedHashMap<>();
    for (SecretSource secret : asked.secrets) {
      secrets.put(secret.name(), secret.read());
    }
    return secrets;
  }

  private void checkFiles(Map<String, String> secrets) {
    Set<String> paths = new LinkedHashSet<>();
    for (ServerFile file : asked.files) {
      file.read(); // a local file that is missing is found out now
      if (!paths.add(file.guestPath())) {
        throw new InvalidLaunchException(
            "Two files are to be at %s in the machine; keep one.".formatted(file.guestPath()));
      }
      String secret = file.secretName();
      if (secret != null && secrets.containsKey(secret)) {
        try {
          Base64.getDecoder().decode(secrets.get(secret));
        } catch (IllegalArgumentException e) {
          throw new InvalidLaunchException(
              "The secret %s is to be the file %s, but its value is not base64; encode the content."
                  .formatted(secret, file.guestPath()));
        }
      }
    }
  }

  private String org() {
    return asked.org != null ? asked.org : orgOf(fly);
  }

  /** Returns the only organization that the token is for, else the personal one. */
  static String orgOf(FlyClient fly) {
    Set<String> slugs = new LinkedHashSet<>();
    for (TokenInfo token : fly.tokens().current()) {
      token.orgSlug().filter(slug -> !slug.isEmpty()).ifPresent(slugs::add);
    }
    return slugs.size() == 1 ? slugs.iterator().next() : DEFAULT_ORG;
  }

  /** Finds the app of an earlier launch, else a name that is free. */
  private void findApp(Draft draft) {
    if (asked.app != null) {
      findChosenApp(draft, asked.app);
      return;
    }
    for (String known : appsThatClientsKnow(draft)) {
      if (adopt(draft, known)) {
        return;
      }
    }
    String base = AppName.from(draft.server);
    String name = base;
    for (int attempt = 1; attempt <= MAX_NAMES_TO_TRY; attempt++) {
      NameAvailability availability = fly.apps().availability(name);
      if (availability != NameAvailability.TAKEN && !Apps.exists(fly, name)) {
        draft.app = name;
        draft.appNameIsOurs = true;
        return;
      }
      if (adopt(draft, name)) {
        return;
      }
      refuseIfClientsLeadTo(draft, name);
      name = AppName.suffixed(base, new SecureRandom());
    }
    throw new InvalidLaunchException(
        "No free app name was found near \"%s\"; choose one with app(\"name\").".formatted(base));
  }

  private void findChosenApp(Draft draft, String name) {
    if (adopt(draft, name)) {
      return;
    }
    if (!Apps.exists(fly, name)) {
      if (fly.apps().availability(name) == NameAvailability.TAKEN) {
        throw new InvalidLaunchException(
            "The app name \"%s\" belongs to another organization; choose another one."
                .formatted(name));
      }
      draft.app = name;
      return;
    }
    if (asked.scope == DeploymentRecord.Scope.APP && !fly.app(name).machines().list().isEmpty()) {
      throw new InvalidLaunchException(
          "The app \"%s\" has machines that are not a launch of the server \"%s\"; choose another app."
              .formatted(name, draft.server));
    }
    draft.app = name;
    draft.appExists = true;
  }

  /** Takes the app if an earlier launch of the same server is in it. */
  private boolean adopt(Draft draft, String name) {
    if (!Apps.exists(fly, name)) {
      return false;
    }
    FlyApp app = fly.app(name);
    for (Machine machine : app.machines().list()) {
      if (adopt(draft, machine)) {
        draft.app = name;
        draft.appExists = true;
        return true;
      }
    }
    return false;
  }

  private static boolean adopt(Draft draft, Machine machine) {
    Optional<DeploymentRecord> record =
        machine.config().flatMap(config -> DeploymentRecord.read(config.metadata()));
    if (record.isEmpty() || !record.get().server().equals(draft.server)) {
      return false;
    }
    draft.earlier = machine;
    draft.earlierRecord = record.get();
    draft.machineId = machine.id();
    return true;
  }

  /** An app that cannot be seen now, but was ours, must not be deployed a second time. */
  private void refuseIfClientsLeadTo(Draft draft, String name) {
    String authority = fly.app(name).publicUri().getAuthority();
    for (McpServerEntry entry : ClientFiles.entries(draft)) {
      if (entry
          .remoteTarget()
          .filter(target -> authority.equals(target.url().getAuthority()))
          .isPresent()) {
        throw new InvalidLaunchException(
            "A client's entry \"%s\" leads to the app \"%s\", which this token cannot read; use a token that can, or choose another app with app(\"name\")."
                .formatted(draft.server, name));
      }
    }
  }

  /** An earlier launch may have needed a suffix: the clients' entries know the name. */
  private List<String> appsThatClientsKnow(Draft draft) {
    Set<String> apps = new LinkedHashSet<>();
    for (McpServerEntry entry : ClientFiles.entries(draft)) {
      entry.remoteTarget().flatMap(target -> target.appName()).ifPresent(apps::add);
    }
    return new ArrayList<>(apps);
  }

  private List<String> regions(Draft draft) {
    if (draft.earlier != null) {
      return List.of(draft.earlier.region());
    }
    if (!asked.regions.isEmpty()) {
      return List.copyOf(asked.regions);
    }
    List<String> codes =
        fly.platform().placements(draft.org, p -> p.count(1).compute(asked.size)).stream()
            .map(Placement::region)
            .toList();
    if (codes.isEmpty()) {
      throw new LaunchException(
          "Fly has no room for a machine of size %s with %d MB in any region; choose another size or region."
              .formatted(asked.size.name(), asked.memoryMb),
          null);
    }
    return codes;
  }

  private void compareSecrets(Draft draft, Map<String, String> own) {
    DeploymentRecord earlier = draft.earlierRecord;
    draft.authorization = resolveAuthorization(draft, own);
    Map<String, String> all = new LinkedHashMap<>(own);
    if (draft.source.wire() == Wire.WRAP) {
      all.putAll(draft.authorization.wrapperSecrets());
    }
    nginxSecret(draft).ifPresent(conf -> all.put(NginxConfig.SECRET, conf));
    draft.secrets = Map.copyOf(all);
    draft.secretsChanged =
        !all.isEmpty() && (earlier == null || !Marks.matches(earlier.secretsMark(), all));
    draft.secretsMark =
        draft.secretsChanged || earlier == null ? Marks.ofSecrets(all) : earlier.secretsMark();
    if (earlier != null) {
      Set<String> dropped = new LinkedHashSet<>(earlier.secretNames());
      dropped.removeAll(all.keySet());
      draft.secretsToUnset = dropped;
      draft.secretsChanged |= !dropped.isEmpty();
    }
  }

  private Optional<String> nginxSecret(Draft draft) {
    ReverseProxy proxy = asked.reverseProxy;
    if (proxy == null) {
      return Optional.empty();
    }
    boolean wrapped = draft.source.wire() == Wire.WRAP; // the wrapper itself demands credentials
    String conf =
        NginxConfig.of(
            proxy,
            draft.publishedPort(),
            draft.source.port(),
            wrapped ? Authorization.none() : draft.authorization,
            draft.source instanceof ServerSource.Http http ? http.healthPath() : null);
    return Optional.of(NginxConfig.encoded(conf));
  }

  /** A generated token of an earlier launch is used again where a client's entry still has it. */
  private Authorization resolveAuthorization(Draft draft, Map<String, String> own) {
    if (!(asked.authorization instanceof Authorization.GeneratedBearer)) {
      return asked.authorization;
    }
    DeploymentRecord earlier = draft.earlierRecord;
    if (earlier != null) {
      for (McpServerEntry entry : ClientFiles.entries(draft)) {
        Optional<String> token = ClientEntry.bearerTokenOf(entry);
        if (token.isPresent()) {
          Authorization known = Authorization.bearerToken(token.get());
          Map<String, String> all = new LinkedHashMap<>(own);
          all.putAll(known.wrapperSecrets());
          if (Marks.matches(earlier.secretsMark(), all)
              || earlier.authorization().equals("bearer")) {
            return known;
          }
        }
      }
    }
    return Authorization.GeneratedBearer.generate();
  }

  private List<String> missingAddresses(Draft draft) {
    if (!(asked.access instanceof Access.PublicHttps)) {
      return missingPrivateAddresses(draft);
    }
    List<String> wanted = new ArrayList<>(List.of("v6", "shared_v4"));
    if (draft.appExists) {
      boolean hasV6 = false;
      boolean hasV4 = false;
      for (var address : fly.app(draft.app).ipAssignments().list()) {
        String ip = address.ip().orElse("");
        hasV6 |= ip.contains(":") && !ip.startsWith("fdaa:");
        hasV4 |= ip.contains(".");
      }
      if (hasV6) {
        wanted.remove("v6");
      }
      if (hasV4) {
        wanted.remove("shared_v4");
      }
    }
    return wanted;
  }

  private List<String> missingPrivateAddresses(Draft draft) {
    List<String> wanted =
        new ArrayList<>(asked.access instanceof Access.Flycast ? List.of("private_v6") : List.of());
    if (draft.appExists) {
      for (IpAssignment address : fly.app(draft.app).ipAssignments().list()) {
        if (address.isPublic()) {
          throw new InvalidLaunchException(
              "The app %s has the public address %s, by which everybody could reach what is to be private; release that address or choose another app."
                  .formatted(draft.app, address.ip().orElse("")));
        }
        if (address.isPrivate()) {
          wanted.clear();
        }
      }
    }
    return wanted;
  }

  private void findDomains(Draft draft) {
    if (!asked.domains.isEmpty() && !(asked.access instanceof Access.PublicHttps)) {
      throw new InvalidLaunchException(
          "The host name %s is for a server that is reached from the internet; leave it out, or the private access."
              .formatted(asked.domains.get(0)));
    }
    List<String> missing = new ArrayList<>();
    for (String domain : new LinkedHashSet<>(asked.domains)) {
      Optional<Certificate> certificate =
          draft.appExists ? fly.app(draft.app).certificates().find(domain) : Optional.empty();
      if (certificate.isEmpty()) {
        missing.add(domain);
      } else if (draft.workingDomain.isEmpty() && certificate.get().configured()) {
        draft.workingDomain = domain;
      }
    }
    draft.missingDomains = missing;
  }
}
