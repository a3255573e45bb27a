package dev.mcpfly.launch;

import java.util.List;

/**
 * One step of a launch, as planned.
 *
 * @param kind what sort of step it is
 * @param description what it does, in one line for a person
 * @param calls the calls to the Machines API that it makes, in order
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

  LaunchStep(Kind kind, String description, PlannedCall... calls) {
    this(kind, description, List.of(calls), "");
  }

  /** The sorts of steps, in the order in which a launch takes them. */
  public enum Kind {
    /** Creates the app. */
    APP,
    /** Makes the server's image and pushes it. */
    IMAGE,
    /** Assigns IP addresses to the app. */
    IP_ADDRESSES,
    /** Requests certificates for the app's own host names. */
    CERTIFICATE,
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
    /** Writes the entry into clients' configuration files. */
    CLIENT_FILES
  }

  /**
   * A call to the Machines API.
   *
   * @param method the HTTP method
   * @param path the path, such as {@code /v1/apps/my-app/machines}
   * @param body the JSON body with every secret masked; empty where there is none
   */
  public record PlannedCall(String method, String path, String body) {
    @Override
    public String toString() {
      return body.isEmpty() ? method + " " + path : method + " " + path + " " + body;
    }
  }
}
