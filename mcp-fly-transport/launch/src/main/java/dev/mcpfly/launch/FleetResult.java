package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome for each member of a fleet.
 *
 * @param outcomes one for each member, in the order of the members
 * @param <T> what tells the members apart
 */
public record FleetResult<T>(List<Outcome<T>> outcomes) implements JsonModel {
  /** Copies the list. */
  public FleetResult {
    outcomes = List.copyOf(outcomes);
  }

  /** Returns the deployments of the members that were launched. */
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
   * Returns the members that were not launched, with the reason; what had been done for them was
   * undone.
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
          failed.with(String.valueOf(each.getKey()), String.valueOf(each.getValue().getMessage()));
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
