package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.NetworkPolicy;
import dev.mcpfly.api.model.Region;
import dev.mcpfly.api.model.TokenInfo;
import dev.mcpfly.api.model.Volume;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import dev.mcpfly.launch.Findings.AppFound;
import dev.mcpfly.launch.Findings.Earlier;
import dev.mcpfly.launch.Findings.Ground;
import dev.mcpfly.launch.Findings.HostFound;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads everything that a launch depends on, once and without changing anything. */
final class Survey {
  private static final String DEFAULT_ORG = "personal";

  private final FlyClient fly;
  private final LaunchRequest asked;
  private final SourceReader sources;

  private Survey(FlyClient fly, LaunchRequest asked) {
    this.fly = fly;
    this.asked = asked;
    this.sources = new SourceReader(fly, asked);
  }

  /**
   * Surveys.
   *
   * @param taken names of apps that turned out to be taken
   * @param resumes whether an earlier launch of the server was killed on this computer
   * @throws InvalidLaunchException if the options are invalid or conflict with what is there
   */
  static Findings take(FlyClient fly, LaunchRequest asked, Set<String> taken, boolean resumes) {
    RequestRules.check(asked);
    try (Reads reads = new Reads()) {
      return new Survey(fly, asked).survey(reads, taken, resumes);
    }
  }

  private Findings survey(Reads reads, Set<String> taken, boolean resumes) {
    Supplier<String> org = reads.begin(this::org);
    ServerSource source = sources.read(ServerSource.WRAPPER_PORT);
    RequestRules.checkGuard(asked, source);
    String server = sources.serverName();
    ClientEntries entries = ClientEntries.read(asked.clients().files(), server);
    if (asked.app().scope() == Scope.CONTAINER) {
      return host(org.get(), server, entries);
    }
    AppSurvey apps = new AppSurvey(fly, asked, server, entries, resumes);
    AppFound app = apps.find(org, taken);
    List<Earlier> earlier = apps.earlier();
    Regions.check(asked, server, earlier);
    Supplier<List<String>> regions = reads.begin(() -> regions(app.org(), earlier));
    Supplier<List<NetworkPolicy>> policies =
        reads.begin(
            () ->
                EgressChange.isNear(asked, earlier) && app.exists()
                    ? fly.app(app.name()).networkPolicies().list()
                    : List.of());
    Supplier<List<Volume>> volumes = reads.begin(() -> volumes(app, earlier));
    Supplier<Instant> lastLog = reads.begin(() -> lastLog(app, earlier));
    Supplier<List<IpAssignment>> addresses =
        reads.begin(() -> app.exists() ? fly.app(app.name()).ipAssignments().list() : List.of());
    Supplier<Map<String, Certificate>> certificates = reads.begin(() -> certificates(app));
    Supplier<Set<String>> secretNames =
        reads.begin(() -> app.exists() ? secretNames(fly.app(app.name())) : Set.of());
    Ground ground =
        new Ground(
            earlier.isEmpty()
                ? Regions.withVolumes(asked, regions.get(), volumes.get())
                : regions.get(),
            addresses.get(),
            certificates.get(),
            secretNames.get());
    boolean staysRelayed =
        !asked.isRelayed()
            && asked.server().http() == null
            && ground.secretNames().contains(SecretsDesign.STICKY_KEY)
            && earlier.stream().anyMatch(found -> found.record().isRelayed());
    return new Findings(
        fly,
        app,
        // What had several machines once goes on to speak what it did then.
        staysRelayed
            ? new SourceReader(fly, asked.relayed()).read(ServerSource.WRAPPER_PORT)
            : source,
        server,
        earlier,
        Optional.empty(),
        ground,
        volumes.get(),
        policies.get(),
        entries,
        lastLog.get());
  }

  /** Returns the name of the server that a request is for. */
  static String serverName(FlyClient fly, LaunchRequest asked) {
    return new SourceReader(fly, asked).serverName();
  }

  private Findings host(String org, String server, ClientEntries entries) {
    HostSurvey survey = new HostSurvey(fly, asked, server);
    HostFound host = survey.find();
    return new Findings(
        fly,
        new AppFound(org, survey.app().name(), true, false),
        sources.read(host.ports().inside()),
        server,
        survey.earlier().stream().toList(),
        Optional.of(host),
        new Ground(
            List.of(host.machine().region()),
            survey.addresses(),
            Map.of(),
            secretNames(survey.app())),
        List.of(),
        List.of(),
        entries,
        Instant.MIN);
  }

  /**
   * Surveys one more machine for an app that has been surveyed, without a call: the limits of the
   * API count per app.
   *
   * @param ground the findings of the app's first member
   * @param machines those that the app has
   */
  static Findings member(LaunchRequest asked, Findings ground, List<Machine> machines) {
    RequestRules.check(asked);
    Survey survey = new Survey(ground.fly(), asked);
    ServerSource source = survey.sources.read(ServerSource.WRAPPER_PORT);
    RequestRules.checkGuard(asked, source);
    String server = survey.sources.serverName();
    List<Earlier> earlier = AppSurvey.of(machines, server).stream().limit(1).toList();
    Regions.check(asked, server, earlier);
    Ground there = ground.ground();
    List<String> regions =
        !earlier.isEmpty()
            ? List.of(earlier.get(0).machine().region())
            : asked.machine().regions().isEmpty() ? there.regions() : asked.machine().regions();
    return new Findings(
        ground.fly(),
        new AppFound(ground.app().org(), ground.app().name(), true, false),
        source,
        server,
        earlier,
        Optional.empty(),
        new Ground(regions, there.addresses(), there.certificates(), there.secretNames()),
        ground.volumes(),
        List.of(),
        ClientEntries.read(asked.clients().files(), server),
        Instant.MIN);
  }

  private String org() {
    String chosen = asked.app().org();
    return chosen != null ? chosen : orgOf(fly);
  }

  /** Returns the only organization that the token is for, else the personal one. */
  static String orgOf(FlyClient fly) {
    Set<String> slugs = new LinkedHashSet<>();
    for (TokenInfo token : fly.tokens().current()) {
      token.orgSlug().filter(slug -> !slug.isEmpty()).ifPresent(slugs::add);
    }
    return slugs.size() == 1 ? slugs.iterator().next() : DEFAULT_ORG;
  }

  private List<String> regions(String org, List<Earlier> earlier) {
    LaunchRequest.Shape machine = asked.machine();
    if (!earlier.isEmpty()) {
      return machine.scaling().isSeveral() || earlier.size() > 1
          ? Regions.ofSeveral(machine.regions(), earlier)
          : List.of(earlier.get(0).machine().region());
    }
    if (!machine.regions().isEmpty()) {
      return machine.regions();
    }
    List<String> codes =
        fly
            .platform()
            .placements(
                org,
                p ->
                    p.region("any").count(1).compute(guest -> DesiredMachine.guest(machine, guest)))
            .stream()
            .map(Region.Placement::region)
            .toList();
    if (codes.isEmpty()) {
      throw new LaunchException(
          "Fly has no room for a machine of size %s with %d MB in any region; choose another size or region."
              .formatted(machine.size().name(), machine.memoryMb()),
          null);
    }
    return codes;
  }

  private List<Volume> volumes(AppFound app, List<Earlier> earlier) {
    boolean creates = earlier.size() < Math.max(1, asked.machine().scaling().machines());
    return app.exists() && creates && !asked.machine().volumes().isEmpty()
        ? fly.app(app.name()).volumes().list()
        : List.of();
  }

  private Map<String, Certificate> certificates(AppFound app) {
    Map<String, Certificate> found = new HashMap<>();
    if (app.exists()) {
      for (String domain : new LinkedHashSet<>(asked.app().domains())) {
        fly.app(app.name())
            .certificates()
            .find(domain)
            .ifPresent(certificate -> found.put(domain, certificate));
      }
    }
    return found;
  }

  private static Set<String> secretNames(FlyApp app) {
    return app.secrets().list().stream().map(App.Secret::name).collect(Collectors.toSet());
  }

  /** Reads when the earlier machine last logged: older failures of setup lines do not count. */
  private Instant lastLog(AppFound app, List<Earlier> earlier) {
    if (earlier.isEmpty() || asked.server().setup().isEmpty()) {
      return Instant.MIN;
    }
    String machine = earlier.get(0).id();
    return fly.app(app.name()).logs().page(q -> q.machine(machine)).entries().stream()
        .map(LogEntry::timestamp)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }
}
