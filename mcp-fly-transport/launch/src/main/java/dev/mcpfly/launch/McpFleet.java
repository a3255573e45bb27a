package dev.mcpfly.launch;

import dev.mcpfly.api.model.Machine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Launches the same server for many users, or on many machines, at once.
 *
 * <pre>{@code
 * FleetResult<String> result = McpFleet
 *     .appForEach(users, user -> McpLauncher.on(fly).command("npx -y some-server").server("s-" + user))
 *     .launch();
 * }</pre>
 *
 * <p>Launches run at once and within the rate limits of Fly's API, as long as they share one
 * client. One that fails is undone by itself, and the others go on. Not safe for use by several
 * threads at once.
 *
 * @param <T> what tells the members apart: a user, a name
 */
public final class McpFleet<T> {
  private static final int DEFAULT_CONCURRENCY = 24;

  private final Map<T, McpLauncher> launchers;
  private final String sharedApp;
  private int concurrency = DEFAULT_CONCURRENCY;

  private McpFleet(
      Collection<T> members, Function<? super T, McpLauncher> launcher, String sharedApp) {
    Map<T, McpLauncher> made = new LinkedHashMap<>();
    for (T member : members) {
      made.computeIfAbsent(member, launcher);
    }
    if (made.isEmpty()) {
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
   * its secrets and its token; each needs a server name of its own, and the entries of its clients
   * lead to its own machine. Addresses, access, secrets and authorization are taken from the first
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
          "A fleet cannot launch %d members at once; say one or more.".formatted(launches));
    }
    this.concurrency = launches;
    return this;
  }

  /**
   * Launches all members, and returns when each has been launched or has been undone. If the thread
   * is interrupted, members that are not ready are undone; the interrupt is restored.
   *
   * @throws InvalidLaunchException in one app, if it cannot be right as it is asked for; nothing
   *     was changed
   * @throws LaunchException in one app, if the app itself cannot be made
   */
  public FleetResult<T> launch() {
    return sharedApp.isEmpty() ? launchApps() : launchMachines();
  }

  private FleetResult<T> launchApps() {
    Map<T, Callable<McpDeployment>> tasks = new LinkedHashMap<>();
    launchers.forEach((member, launcher) -> tasks.put(member, launcher::launch));
    return FleetRun.of(tasks, concurrency);
  }

  private FleetResult<T> launchMachines() {
    for (McpLauncher launcher : launchers.values()) {
      launcher.app(sharedApp);
      launcher.scope = DeploymentRecord.Scope.MACHINE;
    }
    McpLauncher first = launchers.values().iterator().next();
    Draft ground = Survey.take(first);
    boolean newApp = !ground.appExists;
    List<Machine> there = newApp ? List.of() : ground.appHandle().machines().list();
    Map<T, Draft> drafts = surveyMembers(ground, there);
    StepRunner groundSteps = new StepRunner(first.listener);
    groundSteps.run(Launch.groundSteps(ground));
    Map<T, Callable<McpDeployment>> tasks = new LinkedHashMap<>();
    drafts.forEach(
        (member, draft) -> {
          draft.secretsVersion = ground.secretsVersion;
          tasks.put(member, () -> new Launch(draft.asked).run(draft));
        });
    FleetResult<T> result = FleetRun.of(tasks, concurrency);
    if (result.launched().isEmpty()) {
      groundSteps.undo(); // nobody is in it
    }
    return result;
  }

  private Map<T, Draft> surveyMembers(Draft ground, List<Machine> there) {
    Map<T, Draft> drafts = new LinkedHashMap<>();
    List<String> servers = new ArrayList<>();
    launchers.forEach(
        (member, launcher) -> {
          Draft draft = Survey.member(launcher, ground, there);
          if (servers.contains(draft.server)) {
            throw new InvalidLaunchException(
                "Two members of the fleet have the server name \"%s\", by which machines of one app are told apart; give each its own with server(name)."
                    .formatted(draft.server));
          }
          servers.add(draft.server);
          drafts.put(member, draft);
        });
    return drafts;
  }
}
