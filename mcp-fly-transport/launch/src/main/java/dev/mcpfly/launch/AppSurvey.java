package dev.mcpfly.launch;

import dev.mcpfly.api.Apps.NameAvailability;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import dev.mcpfly.launch.Findings.AppFound;
import dev.mcpfly.launch.Findings.Earlier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Finds the app to launch into. */
final class AppSurvey {
  private static final int MAX_NAMES_TO_TRY = 5;

  private static final Comparator<Earlier> OLDEST_FIRST =
      Comparator.comparing((Earlier found) -> found.machine().createdAt().orElse(Instant.EPOCH))
          .thenComparing(Earlier::id);

  private final FlyClient fly;
  private final LaunchRequest asked;
  private final String server;
  private final ClientEntries entries;
  private final boolean resumes;
  private List<Earlier> earlier = List.of();

  /**
   * Makes the survey.
   *
   * @param resumes whether an earlier launch of the server was killed on this computer
   */
  AppSurvey(
      FlyClient fly, LaunchRequest asked, String server, ClientEntries entries, boolean resumes) {
    this.resumes = resumes;
    this.fly = fly;
    this.asked = asked;
    this.server = server;
    this.entries = entries;
  }

  /**
   * Finds the app of an earlier launch, else a name that is free.
   *
   * @param org the organization, which is read meanwhile
   * @param taken names that turned out to be taken
   */
  AppFound find(Supplier<String> org, Set<String> taken) {
    String chosen = asked.app().name();
    if (chosen != null) {
      return chosenApp(org.get(), chosen);
    }
    for (String known : appsThatClientsKnow()) {
      if (adopt(known)) {
        return new AppFound(org.get(), known, true, false);
      }
    }
    String base = AppName.from(server);
    String name = base;
    for (int attempt = 1; attempt <= MAX_NAMES_TO_TRY; attempt++) {
      NameAvailability availability = fly.apps().availability(name);
      boolean free =
          availability == NameAvailability.FREE
              || (availability == NameAvailability.UNKNOWN && !Apps.exists(fly, name));
      if (free && !taken.contains(name)) {
        return new AppFound(org.get(), name, false, true);
      }
      if (adopt(name)) {
        return new AppFound(org.get(), name, true, false);
      }
      if (Leftovers.fit(fly, asked, org.get(), name)) {
        if (!resumes) {
          Leftovers.refuseYoung(fly.app(name), server);
        }
        return new AppFound(org.get(), name, true, false);
      }
      if (adopt(name)) { // another launch may have created its machine a moment ago
        return new AppFound(org.get(), name, true, false);
      }
      refuseIfClientsLeadTo(name);
      name = AppName.suffixed(base, new SecureRandom());
    }
    throw new InvalidLaunchException(
        "No free app name was found near \"%s\"; choose one with app(\"name\").".formatted(base));
  }

  /** Returns the machines of earlier launches that {@link #find} has met, the oldest first. */
  List<Earlier> earlier() {
    return earlier;
  }

  private AppFound chosenApp(String org, String name) {
    if (adopt(name)) {
      return new AppFound(org, name, true, false);
    }
    if (!Apps.exists(fly, name)) {
      if (fly.apps().availability(name) == NameAvailability.TAKEN) {
        if (Apps.exists(fly, name)) {
          throw new InvalidLaunchException(
              "Another launch has just created the app \"%s\"; give each launch its own app."
                  .formatted(name));
        }
        throw new InvalidLaunchException(
            "The app name \"%s\" belongs to another organization; choose another one."
                .formatted(name));
      }
      return new AppFound(org, name, false, false);
    }
    List<Machine> there =
        asked.app().scope() == Scope.APP ? fly.app(name).machines().list() : List.of();
    if (!there.isEmpty()) {
      refuseDeploymentOfFlyctl(name, there);
      throw new InvalidLaunchException(
          "The app \"%s\" has machines that do not belong to the server \"%s\"; choose another app."
              .formatted(name, server));
    }
    return new AppFound(org, name, true, false);
  }

  /** Takes the app if an earlier launch of the same server is in it. */
  private boolean adopt(String name) {
    if (!Apps.exists(fly, name)) {
      return false;
    }
    earlier = of(fly.app(name).machines().list(), server);
    earlier.forEach(found -> refuseLaunchUnderWay(name, found.machine()));
    return !earlier.isEmpty();
  }

  /** Fails if another launch holds the machine, as it does until the machine has started. */
  private void refuseLaunchUnderWay(String name, Machine machine) {
    boolean isYoung =
        machine
            .createdAt()
            .filter(
                made -> Duration.between(made, Instant.now()).compareTo(CreateMachine.LEASE) < 0)
            .isPresent();
    if (isYoung && !resumes && fly.app(name).machines().leaseInfo(machine.id()).isPresent()) {
      throw new InvalidLaunchException(
          "Another launch of \"%s\" is under way in the app %s; wait until it has finished, and launch again."
              .formatted(server, name));
    }
  }

  /** Returns the machines of all launches of a server, the oldest first. */
  static List<Earlier> of(List<Machine> machines, String server) {
    List<Earlier> found =
        machines.stream()
            .flatMap(
                machine ->
                    machine
                        .config()
                        .flatMap(config -> DeploymentRecord.read(config.metadata()))
                        .filter(record -> record.server().equals(server))
                        .map(record -> new Earlier(machine, record))
                        .stream())
            .sorted(OLDEST_FIRST)
            .toList();
    List<Earlier> staying =
        found.stream().filter(one -> !SharedApps.isGoing(one.machine())).toList();
    return staying.isEmpty() ? found : staying;
  }

  /** Fails if flyctl has launched what is in the app, which a launch does not take over unasked. */
  private static void refuseDeploymentOfFlyctl(String name, List<Machine> machines) {
    boolean isFlyctls =
        machines.stream()
            .flatMap(machine -> machine.config().stream())
            .anyMatch(
                config ->
                    FlyctlDeployment.isOne(config)
                        && DeploymentRecord.read(config.metadata()).isEmpty());
    if (isFlyctls) {
      throw new InvalidLaunchException(
          "The app \"%s\" was launched by fly mcp launch; take it over with McpDeployments.on(fly).open(\"%s\").rotateToken(), and launch again."
              .formatted(name, name));
    }
  }

  /**
   * Fails if a client's entry leads to an app that cannot be read, or is not ours, lest the server
   * is deployed twice.
   */
  private void refuseIfClientsLeadTo(String name) {
    String authority = fly.app(name).publicUri().getAuthority();
    for (McpServerEntry entry : entries.all()) {
      if (entry
          .remoteTarget()
          .filter(target -> authority.equals(target.url().getAuthority()))
          .isPresent()) {
        if (Apps.exists(fly, name)) {
          refuseDeploymentOfFlyctl(name, fly.app(name).machines().list());
          throw new InvalidLaunchException(
              "A client's entry \"%s\" leads to the app \"%s\", which has no deployment of that server; remove the entry, or choose another app with app(\"name\")."
                  .formatted(server, name));
        }
        throw new InvalidLaunchException(
            "A client's entry \"%s\" leads to the app \"%s\", which this token cannot read; use a token that can, or choose another app with app(\"name\")."
                .formatted(server, name));
      }
    }
  }

  /**
   * Returns the app names in clients' entries, because an earlier launch may have appended a
   * suffix.
   */
  private Set<String> appsThatClientsKnow() {
    Set<String> apps = new LinkedHashSet<>();
    for (McpServerEntry entry : entries.all()) {
      entry.remoteTarget().flatMap(target -> target.appName()).ifPresent(apps::add);
    }
    return apps;
  }
}
