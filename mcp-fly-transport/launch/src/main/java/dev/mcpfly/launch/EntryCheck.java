package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigValue;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.DeploymentCheck.ClientCheck.Result;
import dev.mcpfly.launch.EntryHealth.Trouble;
import dev.mcpfly.launch.McpConversation.NoAnswerException;
import dev.mcpfly.transport.StdioProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reaches a server the way one client does: starts what its entry names, and initializes a session.
 */
final class EntryCheck {
  private static final int SHOWN = 300;

  private final HostEnvironment host;
  private final Location location;
  private final String server;
  private final Wire wire;
  private final boolean signsIn;
  private final Duration timeout;

  /**
   * Prepares.
   *
   * @param signsIn whether clients without credentials sign in, for which a person is needed
   */
  EntryCheck(
      HostEnvironment host,
      Location location,
      String server,
      Wire wire,
      boolean signsIn,
      Duration timeout) {
    this.signsIn = signsIn;
    this.host = host;
    this.location = location;
    this.server = server;
    this.wire = wire;
    this.timeout = timeout;
  }

  /** Checks a client's file. */
  DeploymentCheck.ClientCheck of(ClientConfig config) throws InterruptedException {
    long start = System.nanoTime();
    String name = "";
    Optional<Trouble> trouble;
    try {
      Map<String, McpServerEntry> entries = config.servers();
      List<String> names = RemoveEntries.namesIn(config, location);
      name = names.contains(server) || names.isEmpty() ? server : names.get(0);
      McpServerEntry entry = names.isEmpty() ? null : entries.get(name);
      trouble = entry == null ? noEntry(entries) : of(entry);
      name = entry == null ? "" : name;
    } catch (ConfigException e) {
      trouble =
          Optional.of(
              new Trouble(
                  Result.UNREADABLE_FILE,
                  String.valueOf(e.getMessage()),
                  "Fix the file, then launch the server again."));
    }
    String found = name;
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return trouble
        .map(
            t ->
                new DeploymentCheck.ClientCheck(
                    config, found, t.result(), t.problem(), t.remedy(), took))
        .orElse(new DeploymentCheck.ClientCheck(config, found, Result.OK, "", "", took));
  }

  private Optional<Trouble> noEntry(Map<String, McpServerEntry> entries) {
    String problem =
        entries.containsKey(server)
            ? "The entry \"%s\" does not lead to %s.".formatted(server, location.uri())
            : "There is no entry that leads to %s.".formatted(location.uri());
    return Optional.of(
        new Trouble(
            Result.NO_ENTRY, problem, "Launch the server again, or call addClient(config)."));
  }

  private Optional<Trouble> of(McpServerEntry entry) throws InterruptedException {
    Optional<Trouble> broken = EntryHealth.of(entry, host);
    if (broken.isPresent()) {
      return broken;
    }
    try {
      if (signsIn && EntryCredentials.of(entry).isEmpty()) {
        // Nobody is asked to sign in for a check: it is enough that the client would be.
        new SignInProbe(location.uri(), location.instance()).await(timeout);
        return Optional.empty();
      }
      if (entry.transport() == McpServerEntry.Transport.STDIO) {
        return throughProgram(entry);
      }
      try (McpConversation conversation = new McpConversation(proxyOf(entry))) {
        Handshake.with(conversation, wire, timeout);
        return Optional.empty();
      }
    } catch (NoAnswerException | IllegalArgumentException e) {
      return noAnswer(String.valueOf(e.getMessage()));
    }
  }

  private Optional<Trouble> throughProgram(McpServerEntry entry) throws InterruptedException {
    try (EntryProgram program = EntryProgram.start(command(entry), variables(entry));
        McpConversation conversation = program.conversation()) {
      try {
        Handshake.with(conversation, wire, timeout);
        return Optional.empty();
      } catch (NoAnswerException e) {
        String said = program.lastWords();
        return program.saysNoJava()
            ? Optional.of(
                new Trouble(
                    Result.NO_RELAY,
                    "The launcher says: " + Texts.excerpt(said, SHOWN),
                    "Install Java 17 or newer, or launch the server again from a program that runs"
                        + " on it."))
            : noAnswer(e.getMessage() + (said.isEmpty() ? "" : " It says: " + said));
      }
    } catch (IOException e) {
      return Optional.of(
          new Trouble(
              Result.NO_PROGRAM,
              "%s cannot be started: %s."
                  .formatted(
                      entry.command().orElse(""),
                      Texts.excerpt(String.valueOf(e.getMessage()), SHOWN)),
              "Launch the server again, which repairs the entry."));
    }
  }

  private static Optional<Trouble> noAnswer(String problem) {
    return Optional.of(
        new Trouble(
            Result.NO_ANSWER,
            Texts.excerpt(problem, 2 * SHOWN),
            "Use inspect() and logs() to see whether the server runs, and rotateToken() to renew"
                + " credentials that are refused."));
  }

  private static List<String> command(McpServerEntry entry) {
    List<String> command = new ArrayList<>(List.of(entry.command().orElse("")));
    command.addAll(entry.args());
    return command;
  }

  /**
   * Returns the entry's variables; references are resolved as the client would, in this
   * environment.
   */
  private Map<String, String> variables(McpServerEntry entry) {
    Map<String, String> variables = new LinkedHashMap<>();
    entry.env().forEach((name, value) -> text(value).ifPresent(text -> variables.put(name, text)));
    return variables;
  }

  private Optional<String> text(ConfigValue value) {
    return value
        .literalValue()
        .or(
            () ->
                value
                    .reference()
                    .flatMap(host::variable)
                    .map(text -> value.prefix() + text)
                    .or(value::alternative));
  }

  private StdioProxy proxyOf(McpServerEntry entry) {
    StdioProxy proxy = StdioProxy.to(URI.create(entry.url().orElse("")));
    for (Map.Entry<String, ConfigValue> header : entry.headers().entrySet()) {
      proxy = proxy.header(header.getKey(), text(header.getValue()).orElse(""));
    }
    return proxy;
  }
}
