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
          .ifPresent(app -> apps.computeIfAbsent(app, name -> new Together()).members.add(each));
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
    private final List<McpDeployment> members = new ArrayList<>();
    private final Authorization token = Authorization.generatedBearerToken().resolved();
    private boolean isDone;
    private @Nullable RuntimeException failure;

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

    private void rotate() {
      members.get(0).requireAllOfItsApp(members);
      Authorization former = members.get(0).callers();
      List<McpDeployment> changed = new ArrayList<>();
      for (McpDeployment each : members) {
        try {
          each.apply(DeploymentUpdate.withAllOfItsApp(token));
          changed.add(each);
        } catch (RuntimeException e) {
          List<String> left = takeBack(changed, former);
          throw left.isEmpty()
              ? e
              : new LaunchException(
                  "%s Meanwhile %s got the new token and keeps it; rotate the tokens again."
                      .formatted(e.getMessage(), String.join(", ", left)),
                  e);
        }
      }
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
