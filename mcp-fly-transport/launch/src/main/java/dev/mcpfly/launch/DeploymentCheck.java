package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.config.ClientConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The result of checking whether each client can reach a server. Contains no secrets.
 *
 * @param server the name under which clients know it
 * @param uri where it answers
 * @param clients one result for each client's file
 */
public record DeploymentCheck(String server, URI uri, List<ClientCheck> clients)
    implements JsonModel {
  /** Copies the list. */
  public DeploymentCheck {
    clients = List.copyOf(clients);
  }

  /** Returns whether every client reaches the server. */
  public boolean isOk() {
    return clients.stream().allMatch(ClientCheck::isOk);
  }

  /**
   * Returns {@code server}, {@code uri}, {@code ok}, and {@code clients} as {@link
   * ClientCheck#json} has them.
   */
  @Override
  public JsonObject json() {
    return JsonObject.of("server", server)
        .with("uri", uri.toString())
        .with("ok", isOk())
        .with("clients", clients.stream().map(ClientCheck::json).toList());
  }

  /** Returns the check as text for a person, with a line for each client. */
  public String text() {
    if (clients.isEmpty()) {
      return "%s: %s\n  No client on this computer has an entry for it; inspect() asks the server itself.\n"
          .formatted(server, uri);
    }
    return clients.stream()
        .map(client -> "  " + client.text() + "\n")
        .collect(Collectors.joining("", server + ": " + uri + "\n", ""));
  }

  /**
   * The result of reaching a server the way one client does.
   *
   * @param config the client's file
   * @param entry the name of the entry in it; empty if it has none that leads to the server
   * @param result what was found
   * @param problem the problem, in one sentence; empty if there is none
   * @param remedy what to do about it; empty if there is no problem
   * @param took how long the check took
   */
  public record ClientCheck(
      ClientConfig config,
      String entry,
      Result result,
      String problem,
      String remedy,
      Duration took)
      implements JsonModel {
    /** The possible results. */
    public enum Result {
      /** The server answered through the entry. */
      OK,
      /** The client's file cannot be read. */
      UNREADABLE_FILE,
      /** The file has no entry that leads to the server. */
      NO_ENTRY,
      /** The program that the entry starts is not there, or cannot be run. */
      NO_PROGRAM,
      /** A file that the entry's program needs is not there: the relay, or a Java for it. */
      NO_RELAY,
      /** The server did not answer through the entry in time, or refused. */
      NO_ANSWER
    }

    /** Returns whether the client reaches the server. */
    public boolean isOk() {
      return result == Result.OK;
    }

    /**
     * Returns {@code client}, {@code path}, {@code entry}, {@code result} (a {@link Result} in
     * lower case), {@code problem}, {@code remedy} and {@code took_ms}.
     */
    @Override
    public JsonObject json() {
      return JsonObject.of("client", config.client().id())
          .with("path", config.path().toString())
          .with("entry", entry)
          .with("result", result.name().toLowerCase(Locale.ROOT))
          .with("problem", problem)
          .with("remedy", remedy)
          .with("took_ms", took.toMillis());
    }

    /** Returns the check as one line for a person. */
    public String text() {
      String where = config.client().displayName() + " (" + config.path() + "): ";
      return isOk() ? where + "ok" : where + problem + " " + remedy;
    }
  }
}
