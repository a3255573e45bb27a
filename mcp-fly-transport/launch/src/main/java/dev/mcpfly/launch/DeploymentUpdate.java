package dev.mcpfly.launch;

import dev.mcpfly.api.MachineSize;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.transport.RelayRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects changes to a deployment; see {@link McpDeployment#update}. */
public final class DeploymentUpdate {
  final Map<String, @Nullable String> secrets = new LinkedHashMap<>();
  final Map<String, String> environment = new LinkedHashMap<>();
  @Nullable List<String> command;
  @Nullable RegistryUpdate registry;
  @Nullable String image;
  @Nullable MachineSize size;
  int memoryMb;
  @Nullable Authorization authorization;
  @Nullable UnaryOperator<RelayRules> rules;
  @Nullable SignInChange signIn;

  /** The audit log's path; empty for none, null for no change. */
  @Nullable String auditLog;

  /** Whether all that have the same token are changed together. */
  private boolean withAllOfItsApp;

  private DeploymentUpdate() {}

  /** Returns the change of credentials of one of several that are changed together. */
  static DeploymentUpdate withAllOfItsApp(Authorization credentials) {
    DeploymentUpdate update = new DeploymentUpdate();
    update.withAllOfItsApp = true;
    return update.authorization(credentials);
  }

  /** Returns whether credentials change that others in the same app go on using. */
  boolean leavesOthersBehind() {
    return authorization != null && !withAllOfItsApp;
  }

  static DeploymentUpdate of(Consumer<DeploymentUpdate> change) {
    DeploymentUpdate update = new DeploymentUpdate();
    Given.value("change", change).accept(update);
    return update;
  }

  /** Changes who may sign in. */
  void signIn(SignInChange change) {
    signIn = change;
  }

  void rotateToken() {
    authorization(Authorization.generatedBearerToken());
  }

  /**
   * Sets a secret.
   *
   * @param name letters, digits and underscores
   * @param value the new value
   * @throws InvalidLaunchException if the name is not valid
   */
  public DeploymentUpdate secret(String name, String value) {
    secrets.put(SecretSource.value(name, value).name(), value);
    return this;
  }

  /**
   * Changes the rules, limits and users of a deployment whose relay has some.
   *
   * <pre>{@code deployment.update(u -> u.rules(r -> r.tools(t -> t.deny("write_*"))))}</pre>
   *
   * @param change gets the rules that are there, and returns those to go on with
   */
  public DeploymentUpdate rules(UnaryOperator<RelayRules> change) {
    rules = Given.value("change", change);
    return this;
  }

  /**
   * Has the relay write an audit log to another file; see {@link McpLauncher#auditLog}.
   *
   * @param file its absolute path in the machine
   * @throws InvalidLaunchException if the path is not usable
   */
  public DeploymentUpdate auditLog(String file) {
    auditLog = AuditLogFile.inMachine(AuditLogFile.checked(file));
    return this;
  }

  /** Ends the audit log; what was written stays in the machine until that is replaced. */
  public DeploymentUpdate withoutAuditLog() {
    auditLog = "";
    return this;
  }

  /**
   * Removes a secret.
   *
   * @param name its name
   */
  public DeploymentUpdate withoutSecret(String name) {
    secrets.put(SecretSource.checkedName(name), null);
    return this;
  }

  /**
   * Runs another command.
   *
   * @param line a command line, split into words as a shell would
   * @throws InvalidLaunchException if it is empty or has an open quote
   */
  public DeploymentUpdate command(String line) {
    command = ShellWords.split(Given.value("command", line));
    return this;
  }

  /**
   * Runs another image.
   *
   * @param reference the image
   */
  public DeploymentUpdate image(String reference) {
    image = Given.text("image", reference);
    return this;
  }

  /**
   * Switches a server that was launched from a registry to another version. Inputs keep the values
   * of the launch, and secrets those of the app; {@link #input} changes them.
   *
   * @param version as published, or {@code latest}
   */
  public DeploymentUpdate registryVersion(String version) {
    registry = new RegistryUpdate(Given.text("registryVersion", version), null);
    return this;
  }

  /**
   * Switches a server to another version in a registry that needs credentials or settings, which a
   * deployment does not store.
   *
   * @param version as published, or {@code latest}
   * @param from the registry
   */
  public DeploymentUpdate registryVersion(String version, McpRegistry from) {
    registry =
        new RegistryUpdate(Given.text("registryVersion", version), Given.value("registry", from));
    return this;
  }

  /**
   * Sets an input of a server from a registry; call it after {@link #registryVersion}.
   *
   * @param name the input's name
   * @param values the value, or several for one that can be repeated
   * @throws InvalidLaunchException if no version was chosen before
   */
  public DeploymentUpdate input(String name, String... values) {
    registry().inputs.put(Given.text("input", name), List.of(Given.values("input", values)));
    return this;
  }

  /**
   * Chooses how an image of a registry's server is read and pushed; after {@link #registryVersion}.
   *
   * @param client its credentials, cache and mirrors
   * @throws InvalidLaunchException if no version was chosen before
   */
  public DeploymentUpdate images(RegistryClient client) {
    registry().images = Given.value("client", client);
    return this;
  }

  private RegistryUpdate registry() {
    RegistryUpdate chosen = registry;
    if (chosen == null) {
      throw new InvalidLaunchException(
          "input(...) and images(...) are for a server of a registry; call registryVersion(...)"
              + " first.");
    }
    return chosen;
  }

  /**
   * Chooses another size, with its default memory.
   *
   * @param size a size with shared or performance CPUs
   * @throws InvalidLaunchException if it is a size with a GPU
   */
  public DeploymentUpdate size(MachineSize size) {
    this.size = Sizes.checked(size);
    return this;
  }

  /**
   * Chooses the memory.
   *
   * @param megabytes in steps of 256
   */
  public DeploymentUpdate memoryMb(int megabytes) {
    this.memoryMb = Sizes.checkedMemory(megabytes);
    return this;
  }

  /**
   * Changes the credentials, also in the clients' files. The deployments of a fleet in one app have
   * one token, which {@link McpFleet#rotateTokens} changes for all of them; the update of one alone
   * is refused.
   *
   * @param authorization the new policy
   */
  public DeploymentUpdate authorization(Authorization authorization) {
    this.authorization = Given.value("authorization", authorization).resolved();
    return this;
  }

  /** Returns the new credentials, if there are any. */
  @Nullable Authorization authorization() {
    return authorization;
  }

  /**
   * Returns what callers show after the update; null if it does not change that. A token beside
   * sign-in takes the place of the former one.
   *
   * @param known what they show before, if that is known
   */
  @Nullable Authorization callers(@Nullable Authorization known) {
    return authorization == null || known == null ? authorization : known.replacedBy(authorization);
  }

  /**
   * Checks that the deployment can be changed so.
   *
   * @throws LaunchException if it cannot
   */
  void check(DeploymentRecord record) {
    checkReferences(record);
    if (signIn != null) {
      signIn.check(record);
    }
    if (auditLog != null && !record.isRelayed()) {
      throw new LaunchException(
          "The server %s was launched without the relay, which writes the audit log; launch again with auditLog(...) instead."
              .formatted(record.server()),
          null);
    }
    if (authorization != null) {
      checkCredentials(record, authorization);
    }
    if (image != null && !record.fingerprints().image().isEmpty()) {
      throw new LaunchException(
          "The image of %s was made by its launch, and %s would run without what is in front of the server; launch again with image(...) instead."
              .formatted(record.server(), image),
          null);
    }
  }

  private void checkReferences(DeploymentRecord record) {
    if (command != null) {
      Set<String> known = new LinkedHashSet<>(secrets.keySet());
      known.addAll(environment.keySet());
      for (String name : References.in(command)) {
        if (record.secretNames().contains(record.secretName(name))) {
          known.add(name);
        }
      }
      References.check(command, known);
    }
  }

  private static void checkCredentials(DeploymentRecord record, Authorization next) {
    boolean beside = next.isBearerToken() && SignInScheme.hasBearer(record.authorization());
    if (next.signsIn() || (SignInScheme.signsIn(record.authorization()) && !beside)) {
      throw new LaunchException(
          "%s; launch again with another authorization(...) instead."
              .formatted(
                  next.signsIn()
                      ? "Sign-in needs the relay and its settings in the machine of "
                          + record.server()
                      : "People sign in to " + record.server() + ", and users() changes who may"),
          null);
    }
    switch (record.guard()) {
      case WRAPPER -> {
        // It learns them from its secrets.
      }
      case NGINX -> {
        boolean asked = record.secretNames().contains(NginxConfig.SECRET);
        if (!asked || !next.asksCallers()) {
          throw new LaunchException(
              "The nginx in front of %s was launched %s credentials; launch again with another authorization(...) instead."
                  .formatted(record.server(), asked ? "with" : "without"),
              null);
        }
      }
      case SERVER ->
          throw new LaunchException(
              "The server %s checks its callers itself, so its credentials are changed where it keeps them: if that is a secret of the app, with update(change -> change.secret(name, value)); then launch again with authorization(...) for the clients."
                  .formatted(record.server()),
              null);
    }
  }

  /** Returns the values that are set, credentials among them. */
  List<String> secretValues() {
    List<String> values =
        new ArrayList<>(secrets.values().stream().filter(Objects::nonNull).toList());
    Authorization next = authorization();
    if (next != null) {
      values.addAll(next.secrets().values());
    }
    return values;
  }

  /** Returns the secrets to set, and those to unset, by the names of the server's variables. */
  Map<String, @Nullable String> variables(DeploymentRecord record) {
    Map<String, @Nullable String> variables = new LinkedHashMap<>(secrets);
    if (authorization != null) {
      variables.putAll(credentials(record, authorization));
    }
    if (signIn != null) {
      variables.putAll(signIn.variables(record));
    }
    return variables;
  }

  /** Returns the secrets by which whoever checks callers learns of credentials. */
  static Map<String, @Nullable String> credentials(
      DeploymentRecord record, Authorization authorization) {
    Map<String, @Nullable String> variables = new LinkedHashMap<>();
    if (record.guard() == DeploymentRecord.Guard.NGINX) {
      variables.put(
          NginxConfig.SECRET, NginxConfig.encoded(NginxConfig.credentials(authorization)));
    } else if (record.guard() == DeploymentRecord.Guard.WRAPPER) {
      for (String name : Authorization.SECRET_NAMES) {
        if (record.secretNames().contains(record.secretName(name))) {
          variables.put(name, null);
        }
      }
      variables.putAll(authorization.secrets());
    }
    return variables;
  }
}
