package dev.mcpfly.launch;

import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.Machine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Launches a machine for each member of a fleet, all in one app. What belongs to the whole app is
 * made first, from the options of the first member whose options are valid.
 *
 * @param <T> what tells the members apart
 */
final class SharedAppFleet<T> {
  private final String app;
  private final Map<T, McpLauncher> launchers;

  /** The members whose own options are invalid; the others go on. */
  private final Map<T, InvalidLaunchException> invalid = new LinkedHashMap<>();

  SharedAppFleet(String app, Map<T, McpLauncher> launchers) {
    this.app = app;
    this.launchers = launchers;
  }

  McpFleet.Result<T> launch(int concurrency) {
    Members members = survey();
    ChangeRunner ground = new ChangeRunner("launch", members.listener, members.ground.masking());
    RunState groundState = new RunState();
    ground.run(Planner.ground(members.ground), groundState);
    Map<T, Callable<McpDeployment>> tasks = new LinkedHashMap<>();
    members.blueprints.forEach(
        (member, blueprint) ->
            tasks.put(
                member,
                () ->
                    launcher(member)
                        .destroyedOnExit(
                            Launch.run(
                                blueprint,
                                Planner.member(blueprint),
                                groundState.forMember(),
                                launcher(member).listener()))));
    McpFleet.Result<T> result = FleetRun.of(tasks, concurrency);
    if (result.launched().isEmpty()) {
      ground.undo(); // nothing is in it
    }
    List<McpFleet.Result.Outcome<T>> outcomes = new ArrayList<>(result.outcomes());
    invalid.forEach((member, cause) -> outcomes.add(new McpFleet.Result.Failed<>(member, cause)));
    return new McpFleet.Result<>(outcomes);
  }

  Map<T, LaunchPlan> plan() {
    Members members = survey();
    for (InvalidLaunchException e : invalid.values()) {
      throw e;
    }
    Map<T, LaunchPlan> plans = new LinkedHashMap<>();
    List<Change> first = new ArrayList<>(Planner.ground(members.ground));
    members.blueprints.forEach(
        (member, blueprint) -> {
          List<Change> changes = new ArrayList<>(first);
          first.clear();
          changes.addAll(Planner.member(blueprint));
          plans.put(
              member,
              LaunchPlan.of(
                  blueprint.app(),
                  blueprint.server(),
                  blueprint.location(FlyRequest.placeholder(RunState.MACHINE)).uri(),
                  changes));
        });
    return plans;
  }

  private McpLauncher launcher(T member) {
    return Objects.requireNonNull(launchers.get(member));
  }

  /** What is to be made for the app and for its members. */
  private final class Members {
    private final Blueprint ground;
    private final Map<T, Blueprint> blueprints = new LinkedHashMap<>();
    private final Consumer<LaunchEvent> listener;

    private Members(Blueprint ground, Consumer<LaunchEvent> listener) {
      this.ground = ground;
      this.listener = listener;
    }
  }

  /**
   * Surveys the app and all members.
   *
   * @throws InvalidLaunchException if members conflict, or no member is left
   */
  private Members survey() {
    Map<T, LaunchRequest> requests = new LinkedHashMap<>();
    launchers.forEach(
        (member, launcher) ->
            collectingInvalid(
                member,
                () -> {
                  LaunchRequest request = launcher.request().inSharedApp(app);
                  refusePublishersServer(request);
                  RequestRules.check(request);
                  requests.put(member, request);
                }));
    Members members = ground(requests);
    Findings found = members.ground.found();
    List<Machine> there = found.app().exists() ? found.handle().machines().list() : List.of();
    requests.keySet().removeAll(invalid.keySet());
    requests.forEach(
        (member, request) -> {
          List<Findings> own = new ArrayList<>();
          collectingInvalid(
              member,
              () -> {
                Findings one = Survey.member(request, found, there);
                RequestRules.checkSecretFiles(request, one, members.ground.design().secrets());
                own.add(one);
              });
          own.forEach(one -> addMember(members, member, request, one));
        });
    refuseOthersWithTheToken(members, there);
    return members;
  }

  /** Fails if the token would change for machines whose clients would keep the former one. */
  private void refuseOthersWithTheToken(Members members, List<Machine> there) {
    SecretsDesign design = members.ground.design().secrets();
    Set<String> credentials = new HashSet<>(design.authorization().secrets().keySet());
    credentials.retainAll(design.toSet().keySet());
    if (!design.changed() || credentials.isEmpty()) {
      return;
    }
    Set<String> own = new HashSet<>();
    members.blueprints.values().forEach(blueprint -> own.add(blueprint.server()));
    List<String> others =
        there.stream()
            .filter(machine -> !SharedApps.isGoing(machine))
            .flatMap(machine -> SharedApps.record(machine).stream())
            .filter(record -> !own.contains(record.server()))
            .filter(record -> !Marks.matches(record.fingerprints().secrets(), design.values()))
            .map(DeploymentRecord::server)
            .sorted()
            .toList();
    if (!others.isEmpty()) {
      throw new InvalidLaunchException(
          "This would change the token of the app %s, which is that of %s, too; name all of its members."
              .formatted(app, Texts.shown(String.join(", ", others))));
    }
  }

  private static void refusePublishersServer(LaunchRequest request) {
    RegistryUse use = request.server().registry();
    if (use != null && use.run().remote() != null) {
      throw new InvalidLaunchException(
          "%s is hosted by its publisher, so it needs no machine; use McpFleet.appForEach(...), which creates none for it."
              .formatted(use.origin().name()));
    }
  }

  private void collectingInvalid(T member, Runnable work) {
    try {
      work.run();
    } catch (InvalidLaunchException e) {
      invalid.put(member, e);
    }
  }

  /** Surveys the app with the options of the first member whose options are valid. */
  private Members ground(Map<T, LaunchRequest> requests) {
    List<Members> ground = new ArrayList<>();
    for (Map.Entry<T, LaunchRequest> first : requests.entrySet()) {
      McpLauncher launcher = launcher(first.getKey());
      collectingInvalid(
          first.getKey(),
          () ->
              ground.add(
                  new Members(
                      Blueprint.of(
                          first.getValue(),
                          Survey.take(launcher.fly(), first.getValue(), Set.of(), false)),
                      launcher.listener())));
      if (!ground.isEmpty()) {
        return ground.get(0);
      }
    }
    throw invalid.values().iterator().next();
  }

  private void addMember(Members members, T member, LaunchRequest asked, Findings found) {
    SecretsDesign shared = members.ground.design().secrets();
    asked
        .secrets()
        .forEach(
            (name, value) -> {
              if (!value.equals(shared.values().get(name))) {
                throw new InvalidLaunchException(
                    "The secret %s of \"%s\" differs from the app's, which all its machines share; use an app for each member."
                        .formatted(name, found.server()));
              }
            });
    boolean taken =
        members.blueprints.values().stream()
            .anyMatch(other -> other.server().equals(found.server()));
    if (taken) {
      throw new InvalidLaunchException(
          "Two members of the fleet have the server name \"%s\", by which machines of one app are told apart; give each its own with server(name)."
              .formatted(found.server()));
    }
    members.blueprints.put(member, Blueprint.of(asked, found, shared));
  }
}
