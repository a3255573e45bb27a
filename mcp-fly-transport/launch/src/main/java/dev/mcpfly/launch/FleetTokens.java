package dev.mcpfly.launch;

import dev.mcpfly.api.FlyException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** New tokens for many deployments: one for each, and one for all that share an app. */
final class FleetTokens<T> {
  private final Map<T, McpDeployment> deployments;
  private final Map<String, Together> apps = new LinkedHashMap<>();

  private FleetTokens(Map<T, McpDeployment> deployments) {
    this.deployments = deployments;
    for (McpDeployment each : deployments.values()) {
      each.sharedApp()
          .ifPresent(app -> apps.computeIfAbsent(app, name -> new Together()).add(each));
    }
  }

  static <T> FleetTokens<T> of(Map<T, McpDeployment> deployments) {
    return new FleetTokens<>(deployments);
  }

  Map<T, Callable<McpDeployment>> tasks() {
    Map<T, Callable<McpDeployment>> tasks = new LinkedHashMap<>();
    deployments.forEach(
        (member, each) ->
            tasks.put(
                member,
                () -> {
                  each.sharedApp()
                      .map(apps::get)
                      .ifPresentOrElse(Together::rotateOnce, each::rotateToken);
                  return each;
                }));
    return tasks;
  }

  Map<T, LaunchPlan> plans() {
    apps.values().forEach(Together::check);
    Map<T, LaunchPlan> plans = new LinkedHashMap<>();
    deployments.forEach(
        (member, each) ->
            plans.put(
                member,
                each.sharedApp()
                    .map(apps::get)
                    .map(app -> each.planOf(DeploymentUpdate.withAllOfItsApp(app.token)))
                    .orElseGet(each::planRotateToken)));
    return plans;
  }

  /** The deployments of one app, whose token is one secret of it. */
  private static final class Together {
    /** By their machines: one may be given twice. */
    private final Map<String, McpDeployment> members = new LinkedHashMap<>();

    private final Authorization token = Authorization.generatedBearerToken().resolved();
    private boolean isDone;
    private @Nullable RuntimeException failure;

    private void add(McpDeployment member) {
      members.put(member.machineId(), member);
    }

    private McpDeployment first() {
      return members.values().iterator().next();
    }

    /** Changes all, when the first of them has its turn. */
    synchronized void rotateOnce() {
      if (!isDone) {
        isDone = true;
        try {
          rotate();
        } catch (RuntimeException e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw failure; // which concerns each of them
      }
    }

    private void check() {
      first().requireAllOfItsApp(members.values());
    }

    private void rotate() {
      check();
      Authorization former = first().callers();
      List<McpDeployment> changed = new ArrayList<>();
      for (McpDeployment each : members.values()) {
        try {
          each.apply(DeploymentUpdate.withAllOfItsApp(token));
          changed.add(each);
        } catch (RuntimeException e) {
          throw failure(each, e, takeBack(changed, former));
        }
      }
    }

    /** Says what is left, also to programs. */
    private static LaunchException failure(
        McpDeployment failed, RuntimeException why, List<String> left) {
      String told = told(failed, why, left);
      if (!(why instanceof LaunchException launch) || launch.failedStep() == null) {
        return new LaunchException(told, why);
      }
      LaunchPlan.Step step = launch.failedStep();
      List<LaunchException.NotUndone> notUndone = new ArrayList<>(launch.notUndone());
      for (String server : left) {
        notUndone.add(
            new LaunchException.NotUndone(
                step, server + " has the new token; rotate the tokens again"));
      }
      return new LaunchException(told, why, step, launch.undone(), notUndone);
    }

    private static String told(McpDeployment failed, RuntimeException why, List<String> left) {
      return left.isEmpty()
          ? "%s got no new token, so all of the app %s have the former one: %s"
              .formatted(failed.server(), failed.app(), why.getMessage())
          : "%s got no new token, but in the same app %s: rotate the tokens again. %s"
              .formatted(
                  failed.server(),
                  String.join(", ", left) + (left.size() == 1 ? " has one" : " have one"),
                  why.getMessage());
    }

    /** Returns which of them could not be given their former token. */
    private static List<String> takeBack(
        List<McpDeployment> changed, @Nullable Authorization former) {
      List<String> left = new ArrayList<>();
      boolean interrupted = Thread.interrupted();
      for (McpDeployment each : changed) {
        if (former == null) {
          left.add(each.server());
          continue;
        }
        try {
          each.apply(DeploymentUpdate.withAllOfItsApp(former));
        } catch (LaunchException | FlyException e) {
          left.add(each.server());
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return left;
    }
  }
}
