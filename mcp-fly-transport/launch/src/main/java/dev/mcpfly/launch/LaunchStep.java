package dev.mcpfly.launch;

import dev.mcpfly.api.FlyRequest;
import java.util.List;

/**
 * One step of a launch or of a later change, as planned.
 *
 * @param kind what sort of step it is
 * @param description what it does, in one line for a person
 * @param calls the calls to the Machines API by which it changes something, in order
 * @param diff the change to a client's file as a unified diff with secrets masked; empty for other
 *     steps
 * @param details further lines for a person: of an image, what it is made of
 */
public record LaunchStep(
    Kind kind, String description, List<PlannedCall> calls, String diff, List<String> details) {
  /** Copies the lists. */
  public LaunchStep {
    calls = List.copyOf(calls);
    details = List.copyOf(details);
  }

  LaunchStep(Kind kind, String description, List<PlannedCall> calls, String diff) {
    this(kind, description, calls, diff, List.of());
  }

  LaunchStep(Kind kind, String description, List<PlannedCall> calls) {
    this(kind, description, calls, "");
  }

  LaunchStep(Kind kind, String description) {
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
