package dev.mcpfly.launch;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A description of what a launch or a later change would do; making it changes nothing.
 *
 * <pre>{@code
 * LaunchPlan plan = launcher.plan();
 * plan.calls().forEach(call -> System.out.println(call.method() + " " + call.path()));
 * if (plan.changesAnything()) {
 *   System.out.println(plan.text());                           // secrets are shown as ***
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param app the app's name; one that is free now, which may be taken by the time of the launch
 * @param server the name under which clients will know the server
 * @param uri where the server will answer
 * @param steps the steps in order; empty when everything is as it should be already
 */
public record LaunchPlan(String app, String server, URI uri, List<Step> steps) {
  static LaunchPlan of(String app, String server, URI uri, List<Change> changes) {
    return new LaunchPlan(app, server, uri, changes.stream().map(Change::describe).toList());
  }

  /** Copies the list of steps. */
  public LaunchPlan {
    steps = List.copyOf(steps);
  }

  /** Returns whether anything would be changed. */
  public boolean changesAnything() {
    return !steps.isEmpty();
  }

  /**
   * Returns all calls to the Machines API that change something, in order and with their bodies, as
   * they will be sent. Reads, and what happens when one of them fails, are not part of it.
   */
  public List<PlannedCall> calls() {
    return steps.stream().flatMap(step -> step.calls().stream()).toList();
  }

  /**
   * Returns the plan as a JSON object for programs that ask before they act: {@code app}, {@code
   * server}, {@code uri}, and {@code steps} with {@code kind}, {@code description}, {@code calls}
   * ({@code method}, {@code path}, and {@code body} as an object), {@code diff} and {@code
   * details}. Secrets are masked.
   */
  @JsonValue
  @JsonRawValue
  public String json() {
    List<JsonObject> list = new ArrayList<>();
    for (Step step : steps) {
      List<JsonObject> calls = new ArrayList<>();
      for (PlannedCall call : step.calls()) {
        JsonObject json = JsonObject.of("method", call.method()).with("path", call.path());
        calls.add(call.body().isEmpty() ? json : json.with("body", JsonObject.parse(call.body())));
      }
      JsonObject json =
          JsonObject.of("kind", step.kind().name().toLowerCase(Locale.ROOT))
              .with("description", step.description())
              .with("calls", calls);
      if (!step.diff().isEmpty()) {
        json = json.with("diff", step.diff());
      }
      list.add(step.details().isEmpty() ? json : json.with("details", step.details()));
    }
    return JsonObject.of("app", app)
        .with("server", server)
        .with("uri", uri.toString())
        .with("steps", list)
        .toJson();
  }

  /** Returns the same as {@link #json()}, under the name that all results have. */
  public String toJson() {
    return json();
  }

  /** Returns the plan as text for a person: steps, calls and file changes, with secrets masked. */
  public String text() {
    if (steps.isEmpty()) {
      return "Nothing to do: %s is deployed as %s and answers at %s.%n".formatted(server, app, uri);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
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

  /**
   * One step of a launch or of a later change, as planned.
   *
   * @param kind what sort of step it is
   * @param description what it does, in one line for a person
   * @param calls the calls to the Machines API by which it changes something, in order
   * @param diff the change to a client's file as a unified diff with secrets masked; empty for
   *     other steps
   * @param details further lines for a person: of an image, what it is made of
   */
  public record Step(
      Kind kind, String description, List<PlannedCall> calls, String diff, List<String> details) {
    /** Copies the lists. */
    public Step {
      calls = List.copyOf(calls);
      details = List.copyOf(details);
    }

    Step(Kind kind, String description, List<PlannedCall> calls, String diff) {
      this(kind, description, calls, diff, List.of());
    }

    Step(Kind kind, String description, List<PlannedCall> calls) {
      this(kind, description, calls, "");
    }

    Step(Kind kind, String description) {
      this(kind, description, List.of(), "");
    }

    /** The sorts of steps, in the order in which a launch takes them. */
    public enum Kind {
      /** Takes a server of a registry. */
      REGISTRY,
      /** Creates the app. */
      APP,
      /** Makes the server's image and pushes it. */
      IMAGE,
      /** Assigns IP addresses to the app. */
      IP_ADDRESSES,
      /** Requests certificates for the app's own host names. */
      CERTIFICATE,
      /** Sets or deletes the app's network policy. */
      NETWORK_POLICY,
      /** Sets the app's secrets. */
      SECRETS,
      /** Creates a volume. */
      VOLUME,
      /** Creates or updates the machine. */
      MACHINE,
      /** Waits until the machine has started. */
      WAIT,
      /** Opens the way to a private app. */
      TUNNEL,
      /** Asks the MCP server for an answer. */
      HEALTH,
      /** Installs the relay that client entries start. */
      RELAY,
      /** Writes entries into clients' configuration files, or takes them out. */
      CLIENT_FILES,
      /** Starts a server in this process. */
      PROCESS,
      /** Deletes what the deployment has on Fly. */
      DESTROY
    }

    /**
     * A call to the Machines API, as it will be sent. What is known only later, such as the id of a
     * machine that an earlier call creates, is a name in braces: {@code {machine_id}}.
     *
     * @param method the HTTP method
     * @param path the path with its query, such as {@code /v1/apps/my-app/machines}
     * @param body the JSON body with every secret as {@code ***}; empty where there is none
     */
    public record PlannedCall(String method, String path, String body) {
      /** Renders prepared requests, with secrets masked. */
      static List<PlannedCall> of(Masking masking, List<? extends FlyRequest<?>> requests) {
        return requests.stream()
            .map(
                request ->
                    new PlannedCall(
                        request.method(),
                        request.path(),
                        request.body().map(body -> masking.mask(body).toJson()).orElse("")))
            .toList();
      }

      @Override
      public String toString() {
        return body.isEmpty() ? method + " " + path : method + " " + path + " " + body;
      }
    }
  }
}
