package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.net.URI;
import java.util.List;

/**
 * What a launch would do, found out without changing anything.
 *
 * @param app the app's name; one that is free now, which may be taken by the time of the launch
 * @param server the name under which clients will know the server
 * @param uri where the server will answer
 * @param steps the steps in order; empty when everything is as it should be already
 */
public record LaunchPlan(String app, String server, URI uri, List<LaunchStep> steps) {
  /** Copies the list of steps. */
  public LaunchPlan {
    steps = List.copyOf(steps);
  }

  /** Returns whether the launch would change anything. */
  public boolean changesAnything() {
    return !steps.isEmpty();
  }

  /** Returns all calls to the Machines API, in order. */
  public List<PlannedCall> calls() {
    return steps.stream().flatMap(step -> step.calls().stream()).toList();
  }

  /** Returns the plan as text for a person: steps, calls and file changes, with secrets masked. */
  public String text() {
    if (steps.isEmpty()) {
      return "Nothing to do: %s is deployed as %s and answers at %s.%n".formatted(server, app, uri);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      LaunchStep step = steps.get(i);
      text.append(i + 1).append(". ").append(step.description()).append('\n');
      step.details().forEach(line -> text.append("     ").append(line).append('\n'));
      step.calls().forEach(call -> text.append("     ").append(call).append('\n'));
      step.diff().lines().forEach(line -> text.append("     ").append(line).append('\n'));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
