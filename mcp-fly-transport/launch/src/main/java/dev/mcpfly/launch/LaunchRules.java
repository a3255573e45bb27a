package dev.mcpfly.launch;

import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The rules of a launch while they are collected, and its audit log. In a machine the rules are a
 * file.
 */
final class LaunchRules {
  /** The path of the file in the machine. */
  static final String PLACE = "/etc/mcp-fly/rules.json";

  /** The variable that names the file to the relay. */
  static final String VARIABLE = "MCP_FLY_RULES_FILE";

  private RelayRules rules = RelayRules.none();
  private final Map<String, LaunchUser> users = new LinkedHashMap<>();
  private String auditLog = "";

  void auditLog(String file) {
    auditLog = AuditLogFile.checked(file);
  }

  void add(UnaryOperator<RelayRules> more) {
    try {
      rules = more.apply(rules);
    } catch (IllegalArgumentException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
  }

  void user(String name, Consumer<LaunchUser> options) {
    LaunchUser user = new LaunchUser(name);
    try {
      options.accept(user);
    } catch (IllegalArgumentException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
    users.put(name, user);
  }

  boolean isEmpty() {
    return isLawless() && auditLog.isEmpty();
  }

  private boolean isLawless() {
    return rules.isEmpty() && users.isEmpty();
  }

  /** Returns all rules. */
  RelayRules all() {
    RelayRules all = rules;
    for (LaunchUser user : users.values()) {
      all = all.and(user.rules());
    }
    return all;
  }

  /** Returns the users' secrets by the names of the relay's variables. */
  Map<String, String> secrets() {
    Map<String, String> all = new LinkedHashMap<>();
    users.values().forEach(user -> all.putAll(user.secrets()));
    return all;
  }

  static byte[] file(RelayRules rules) {
    return rules.toJson().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Applies the rules to what a launch asks for: the relay, a file, variables, and secrets.
   *
   * @throws InvalidLaunchException if nothing could hold to the rules
   */
  void apply(
      LaunchOptions.Server server,
      LaunchOptions.Shape machine,
      Map<String, String> secrets,
      Authorization authorization) {
    if (isEmpty()) {
      return;
    }
    requireCredentials(authorization);
    server.relay = true;
    if (!auditLog.isEmpty()) {
      machine.environment.put(AuditLogFile.VARIABLE, AuditLogFile.inMachine(auditLog));
    }
    if (isLawless()) {
      return;
    }
    RelayRules all = all();
    check(all, authorization);
    secrets.putAll(secrets());
    machine.files.removeIf(file -> file.guestPath().equals(PLACE));
    machine.files.add(ServerFile.literal(PLACE, file(all)));
    machine.environment.put(VARIABLE, PLACE);
  }

  /**
   * Checks that the relay stands in front of what is run, where it alone holds to the rules.
   *
   * @param asked the request, with what a registry has said
   * @throws InvalidLaunchException if it does not
   */
  void requireRelay(LaunchRequest asked) {
    if (isEmpty()) {
      return;
    }
    ServerSource.Http http = asked.server().http();
    RegistryUse use = asked.server().registry();
    if (http != null) {
      throw new InvalidLaunchException(
          "Rules, limits, users and an audit log are for a stdio server, and the one in %s speaks HTTP itself; leave them out."
              .formatted(http.image()));
    }
    if (use != null && use.run().remote() != null) {
      throw new InvalidLaunchException(
          "Rules, limits, users and an audit log are for a server that is launched, and %s is hosted by its publisher; leave them out."
              .formatted(use.origin().name()));
    }
  }

  /**
   * Checks that callers are told apart if there are users.
   *
   * @throws InvalidLaunchException if callers are not asked for credentials
   */
  void requireCredentials(Authorization authorization) {
    if (!users.isEmpty() && !authorization.asksCallers()) {
      throw new InvalidLaunchException(
          "A server with users asks every caller for credentials; leave"
              + " authorization(Authorization.none()) out.");
    }
  }

  /** Checks the rules here, before the relay in the machine rejects them. */
  private void check(RelayRules all, Authorization authorization) {
    Set<String> known = new TreeSet<>(users.keySet());
    Optional<Set<String>> others = authorization.principals();
    others.ifPresent(known::addAll);
    try {
      all.requireKnown(
          others.isPresent() ? known : null, authorization.possibleScopes().orElse(null));
    } catch (IllegalArgumentException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Applies the rules to a relay in this process. */
  Relay.Builder on(Relay.Builder relay) {
    Relay.Builder ruled = isLawless() ? relay : relay.rules(all(), secrets());
    return auditLog.isEmpty() ? ruled : ruled.audit(Path.of(auditLog));
  }

  static Consumer<RelayRules.NameRules> given(Consumer<RelayRules.NameRules> rules) {
    return Given.value("rules", rules);
  }

  static Consumer<RelayRules.CallerLimits> givenLimits(Consumer<RelayRules.CallerLimits> limits) {
    return Given.value("limits", limits);
  }
}
