package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Launches the same server for many users, or on many machines, at once.
 *
 * <pre>{@code
 * McpFleet.Result<String> result = McpFleet
 *     .appForEach(users, user -> McpLauncher.on(fly).command("npx -y some-server").server("s-" + user))
 *     .concurrency(8)
 *     .launch();
 * result.failed().forEach((user, why) -> System.err.println(user + ": " + why.getMessage()));
 * McpFleet.rotateTokens(result.launched());
 * }</pre>
 *
 * <p>Up to 24 launches run at once by default, within the rate limits of Fly's API as long as they
 * share one client. One that fails is undone, and the others go on: {@link #launch()} returns both
 * kinds of outcome and throws only where no member can be launched. Not safe for use by several
 * threads at once.
 *
 * @param <T> what tells the members apart: a user, a name
 */
public final class McpFleet<T> {
  private static final int DEFAULT_CONCURRENCY = 24;

  private final Map<T, McpLauncher> launchers;
  private final Map<T, RuntimeException> refused = new LinkedHashMap<>();
  private final String sharedApp;
  private int concurrency = DEFAULT_CONCURRENCY;

  private McpFleet(
      Collection<T> members, Function<? super T, McpLauncher> launcher, String sharedApp) {
    Map<T, McpLauncher> made = new LinkedHashMap<>();
    Given.value("launcher", launcher);
    for (T member : Given.value("members", members)) {
      if (!made.containsKey(member) && !refused.containsKey(member)) {
        try {
          made.put(member, Given.value("the launcher of a member", launcher.apply(member)));
        } catch (InvalidLaunchException | RegistryException e) {
          refused.put(member, e);
        }
      }
    }
    if (made.isEmpty() && refused.isEmpty()) {
      throw new InvalidLaunchException("The fleet has no members; name at least one.");
    }
    this.launchers = made;
    this.sharedApp = sharedApp;
  }

  /**
   * Launches an app for each member: everything of one member is apart from everything of another,
   * secrets included.
   *
   * @param members the members; of equal ones the first counts
   * @param launcher makes the launcher of a member
   * @throws InvalidLaunchException if there are no members
   */
  public static <T> McpFleet<T> appForEach(
      Collection<T> members, Function<? super T, McpLauncher> launcher) {
    return new McpFleet<>(members, launcher, "");
  }

  /**
   * Launches a machine for each member, all in one app. They share its addresses, its host names,
   * its secrets and its token; each needs its own server name, and the entries of its clients lead
   * to its own machine. Addresses, access, secrets and authorization are taken from the first
   * member.
   *
   * @param app the app's name; the app may be there already
   * @param members the members; of equal ones the first counts
   * @param launcher makes the launcher of a member
   * @throws InvalidLaunchException if there are no members, or the name is not valid
   */
  public static <T> McpFleet<T> machineForEach(
      String app, Collection<T> members, Function<? super T, McpLauncher> launcher) {
    return new McpFleet<>(members, launcher, AppName.checked(app));
  }

  /**
   * Limits how many launches run at once; by default 24.
   *
   * @param launches one or more
   */
  public McpFleet<T> concurrency(int launches) {
    if (launches < 1) {
      throw new InvalidLaunchException(
          "concurrency must be at least 1, but was %d.".formatted(launches));
    }
    this.concurrency = launches;
    return this;
  }

  /**
   * Launches all members, and returns when each has been launched or has been undone. If the thread
   * is interrupted, members that are not ready are undone; the interrupt is restored.
   *
   * @throws InvalidLaunchException in one app, if members conflict, or the options of all are
   *     invalid; nothing was changed
   * @throws LaunchException in one app, if the app itself cannot be made
   */
  public Result<T> launch() {
    Result<T> result =
        launchers.isEmpty()
            ? new Result<>(List.of())
            : sharedApp.isEmpty()
                ? launchApps()
                : new SharedAppFleet<>(sharedApp, launchers).launch(concurrency);
    List<Result.Outcome<T>> outcomes = new ArrayList<>(result.outcomes());
    refused.forEach((member, cause) -> outcomes.add(new Result.Failed<>(member, cause)));
    return new Result<>(outcomes);
  }

  private Result<T> launchApps() {
    Map<T, Callable<McpDeployment>> tasks = new LinkedHashMap<>();
    launchers.forEach((member, launcher) -> tasks.put(member, launcher::launch));
    return FleetRun.of(tasks, concurrency);
  }

  /**
   * Returns what {@link #launch} would do, without changing anything: a plan for each member. In
   * one app, the plan of the first member has what belongs to the whole app.
   *
   * @throws InvalidLaunchException if the options of a member are invalid or conflict
   */
  public Map<T, LaunchPlan> plan() {
    if (!sharedApp.isEmpty()) {
      return new SharedAppFleet<>(sharedApp, launchers).plan();
    }
    Map<T, LaunchPlan> plans = new LinkedHashMap<>();
    launchers.forEach((member, launcher) -> plans.put(member, launcher.plan()));
    return plans;
  }

  /**
   * Changes existing deployments, up to 24 at once, within the rate limits of Fly's API as long as
   * they share one client. Where the change fails, that deployment is left as the method which
   * failed says, and the others go on.
   *
   * <pre>{@code
   * Map<String, McpDeployment> deployments = fleet.launch().launched();
   * McpFleet.change(deployments, each -> each.update(u -> u.memoryMb(512)));
   * McpFleet.change(deployments, McpDeployment::destroy);
   * }</pre>
   *
   * @param deployments those of {@link Result#launched}, or of {@link McpDeployments#open(String)}
   * @param change what is done with each, on several threads
   * @return the changed ones as {@link Result#launched}, and why others were not
   * @throws InvalidLaunchException if there are no deployments
   */
  public static <T> Result<T> change(
      Map<T, McpDeployment> deployments, Consumer<? super McpDeployment> change) {
    Given.value("change", change);
    Map<T, Callable<McpDeployment>> tasks = new LinkedHashMap<>();
    checked(deployments)
        .forEach(
            (member, deployment) ->
                tasks.put(
                    member,
                    () -> {
                      change.accept(deployment);
                      return deployment;
                    }));
    return FleetRun.of(tasks, DEFAULT_CONCURRENCY);
  }

  /**
   * Gives deployments new random tokens, up to 24 at once, and writes them into the files of their
   * clients; their machines restart. Those in one app have one token, and so get the new one
   * together: all that are there must be given, and if one of them fails, all have the former.
   * Whatever credentials a deployment had, it has a bearer token afterwards; one that people sign
   * in to is refused.
   *
   * @param deployments those of {@link Result#launched}, or of {@link McpDeployments#open(String)}
   * @return the changed ones as {@link Result#launched}, and why others were not
   * @throws InvalidLaunchException if there are no deployments
   */
  public static <T> Result<T> rotateTokens(Map<T, McpDeployment> deployments) {
    return FleetRun.of(FleetTokens.of(checked(deployments)).tasks(), DEFAULT_CONCURRENCY);
  }

  /**
   * Returns what {@link #rotateTokens} would do, without changing anything: a plan for each.
   *
   * @throws InvalidLaunchException if there are no deployments
   * @throws LaunchException if the token of one cannot be changed
   */
  public static <T> Map<T, LaunchPlan> planRotateTokens(Map<T, McpDeployment> deployments) {
    return FleetTokens.of(checked(deployments)).plans();
  }

  private static <T> Map<T, McpDeployment> checked(Map<T, McpDeployment> deployments) {
    if (Given.value("deployments", deployments).isEmpty()) {
      throw new InvalidLaunchException("There are no deployments to change; name at least one.");
    }
    deployments.values().forEach(each -> Given.value("a deployment", each));
    return deployments;
  }

  /**
   * The outcome for each member of a fleet.
   *
   * @param outcomes one for each member, in the order of the members
   * @param <T> what tells the members apart
   */
  public record Result<T>(List<Outcome<T>> outcomes) implements JsonModel {
    /** Copies the list. */
    public Result {
      outcomes = List.copyOf(outcomes);
    }

    /** Returns the deployments of the members that were launched, or changed. */
    public Map<T, McpDeployment> launched() {
      Map<T, McpDeployment> launched = new LinkedHashMap<>();
      for (Outcome<T> outcome : outcomes) {
        if (outcome instanceof Launched<T> done) {
          launched.put(done.member(), done.deployment());
        }
      }
      return launched;
    }

    /**
     * Returns the members that were not launched, or not changed, with the reason. What a launch
     * had done for them was undone.
     */
    public Map<T, RuntimeException> failed() {
      Map<T, RuntimeException> failed = new LinkedHashMap<>();
      for (Outcome<T> outcome : outcomes) {
        if (outcome instanceof Failed<T> not) {
          failed.put(not.member(), not.cause());
        }
      }
      return failed;
    }

    /**
     * Returns the result as an object: {@code launched}, from each member to its deployment, and
     * {@code failed}, from each member to the reason. Members are named by their {@code toString}.
     */
    @Override
    public JsonObject json() {
      JsonObject launched = JsonObject.empty();
      JsonObject failed = JsonObject.empty();
      for (Map.Entry<T, McpDeployment> each : launched().entrySet()) {
        launched = launched.with(String.valueOf(each.getKey()), each.getValue().json());
      }
      for (Map.Entry<T, RuntimeException> each : failed().entrySet()) {
        failed =
            failed.with(
                String.valueOf(each.getKey()), String.valueOf(each.getValue().getMessage()));
      }
      return JsonObject.of("launched", launched).with("failed", failed);
    }

    /**
     * The outcome for one member.
     *
     * @param <T> what tells the members apart
     */
    public sealed interface Outcome<T> {
      /** Returns the member. */
      T member();
    }

    /**
     * The member's server answers.
     *
     * @param member the member
     * @param deployment its deployment
     * @param <T> what tells the members apart
     */
    public record Launched<T>(T member, McpDeployment deployment) implements Outcome<T> {}

    /**
     * The member was not launched.
     *
     * @param member the member
     * @param cause why: a {@link LaunchException}, which says what was undone, or a {@link
     *     dev.mcpfly.api.FlyException} of a call before anything was changed
     * @param <T> what tells the members apart
     */
    public record Failed<T>(T member, RuntimeException cause) implements Outcome<T> {}
  }
}
