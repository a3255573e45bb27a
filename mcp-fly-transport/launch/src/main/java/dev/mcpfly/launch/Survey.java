package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.Placement;
import dev.mcpfly.api.model.TokenInfo;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Checks what was asked for and finds out what is there, without changing anything. */
final class Survey {
  private static final int MAX_VOLUMES = 1;
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
    if (asked.scope == DeploymentRecord.Scope.CONTAINER) {
      new HostSurvey(asked).find(draft);
    } else {
      new AppSurvey(asked).find(draft, own.keySet());
      draft.regions = regions(draft);
      draft.region = draft.regions.get(0);
    }
    new SecretSurvey(asked).compare(draft, own);
    configure(draft, draft.secretsChanged);
    if (draft.host == null) {
      AddressSurvey addresses = new AddressSurvey(asked);
      draft.missingAddresses = addresses.missing(draft);
      addresses.findDomains(draft);
    }
    ClientFiles.check(draft);
    return draft;
  }

  /** Makes the configuration, and sees whether an earlier launch has made the same. */
  private static void configure(Draft draft, boolean secretsChanged) {
    DeploymentRecord earlier = draft.earlierRecord;
    if (draft.source instanceof ServerSource.Built built) {
      draft.imageMark = built.plan().fingerprint();
      // Its digest is known only once it is made: what it is made of stands for it.
      draft.runs(draft.imageMark);
    } else {
      draft.runs(draft.source.image());
    }
    draft.configMark = Marks.ofConfig(draft.config().json().toJson());
    draft.machineChanged =
        earlier == null || secretsChanged || !earlier.configMark().equals(draft.configMark);
    if (!draft.imageMark.isEmpty()) {
      Optional<String> there =
          earlier != null && earlier.imageMark().equals(draft.imageMark)
              ? ServerContainers.imageOf(
                  Objects.requireNonNull(draft.earlier), earlier.containerName())
              : Optional.empty();
      draft.imageChanged = there.isEmpty();
      draft.runs(there.orElseGet(draft::imageTag));
    }
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
    machines.forEach(machine -> AppSurvey.adopt(draft, machine));
    draft.regions =
        draft.earlier != null
            ? List.of(draft.earlier.region())
            : asked.regions.isEmpty() ? ground.regions : List.copyOf(asked.regions);
    draft.region = draft.regions.get(0);
    draft.authorization = ground.authorization;
    draft.secrets = ground.secrets;
    draft.variables = ground.variables;
    draft.secretsMark = ground.secretsMark;
    draft.secretsVersion = ground.secretsVersion;
    draft.workingDomain = ground.workingDomain;
    configure(draft, ground.secretsChanged);
    ClientFiles.check(draft);
    return draft;
  }

  private Draft draft() {
    if (asked.volumes.size() > MAX_VOLUMES) {
      throw new InvalidLaunchException(
          "%d volumes were asked for, but Fly mounts one for each machine; keep %s."
              .formatted(asked.volumes.size(), asked.volumes.get(0).name()));
    }
    LaunchForm form = new LaunchForm(asked);
    ServerSource source = form.source(ServerSource.WRAPPER_PORT);
    Draft draft = new Draft(asked, form, source, serverName(form), asked.clientFiles());
    if (draft.guard() == DeploymentRecord.Guard.SERVER
        && asked.authorization instanceof Authorization.GeneratedBearer) {
      throw new InvalidLaunchException(
          "The server in %s is not asked for a token by anybody: have one demanded with reverseProxy(ReverseProxy.nginx()), name the one that the server itself demands with authorization(...), or say Authorization.none()."
              .formatted(source.describe()));
    }
    return draft;
  }

  private String serverName(LaunchForm form) {
    if (asked.server != null) {
      return asked.server;
    }
    return form.serverName()
        .orElseThrow(
            () ->
                new InvalidLaunchException(
                    "No name for the server can be read off \"%s\"; say server(\"name\")."
                        .formatted(form.describe())));
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

  private List<String> regions(Draft draft) {
    if (draft.earlier != null) {
      return List.of(draft.earlier.region());
    }
    if (!asked.regions.isEmpty()) {
      return List.copyOf(asked.regions);
    }
    List<String> codes =
        fly
            .platform()
            .placements(
                draft.org,
                p -> p.region("any").count(1).compute(guest -> DesiredMachine.guest(asked, guest)))
            .stream()
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
}
