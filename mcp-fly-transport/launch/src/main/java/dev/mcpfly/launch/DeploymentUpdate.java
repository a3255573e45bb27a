package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.UpdateMachine;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects changes to a deployment; see {@link McpDeployment#update}. */
public final class DeploymentUpdate {
  /** By which the wrapper in the machine learns whom to let in. */
  static final List<String> WRAPPER_SECRETS =
      List.of("FLY_MCP_BEARER_TOKEN", "FLY_MCP_USER", "FLY_MCP_PASSWORD");

  final Map<String, @Nullable String> secrets = new LinkedHashMap<>();
  @Nullable List<String> command;
  @Nullable String image;
  @Nullable MachineSize size;
  int memoryMb;
  @Nullable Authorization authorization;

  DeploymentUpdate() {}

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
   * Removes a secret.
   *
   * @param name its name
   */
  public DeploymentUpdate withoutSecret(String name) {
    secrets.put(name, null);
    return this;
  }

  /**
   * Runs another command.
   *
   * @param line a command line, split into words as a shell would
   * @throws InvalidLaunchException if it is empty or has an open quote
   */
  public DeploymentUpdate command(String line) {
    command = ShellWords.split(line);
    return this;
  }

  /**
   * Runs another image.
   *
   * @param reference the image
   */
  public DeploymentUpdate image(String reference) {
    image = reference;
    return this;
  }

  /**
   * Chooses another size, with the memory that it has by itself.
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
    this.memoryMb = megabytes;
    return this;
  }

  /**
   * Changes the credentials, of which the clients' files are told too.
   *
   * @param authorization the new policy
   */
  public DeploymentUpdate authorization(Authorization authorization) {
    this.authorization =
        authorization instanceof Authorization.GeneratedBearer
            ? Authorization.GeneratedBearer.generate()
            : authorization;
    return this;
  }

  /** Returns the new credentials, if there are any. */
  @Nullable Authorization authorization() {
    return authorization;
  }

  /**
   * Applies the changes.
   *
   * @param former the credentials until now; null if they are not known
   * @return the machine's former configuration, for {@link #takeBack}
   */
  MachineConfig apply(
      McpDeployment deployment, @Nullable Authorization former, Duration startTimeout) {
    FlyApp app = deployment.handle();
    Machine machine = app.machines().get(deployment.machineId());
    MachineConfig before = machine.config().orElseThrow();
    DeploymentRecord record = DeploymentRecord.read(before.metadata()).orElse(deployment.record());
    if (authorization != null) {
      authorize(record, authorization);
    }
    if (image != null && !record.imageMark().isEmpty()) {
      throw new LaunchException(
          "The image of %s was made by its launch, and %s would run without what is in front of the server; launch again with image(...) instead."
              .formatted(record.server(), image),
          null);
    }
    Long version = secrets.isEmpty() ? null : app.secrets().update(named(record)).version();
    MachineConfig wanted = new UpdatedConfig(this, record, before).get();
    try {
      update(app, machine.id(), wanted, version);
      MachineStarts.afterUpdate(app, machine.id());
      app.machines().await(machine.id(), MachineState.STARTED, startTimeout);
    } catch (RuntimeException e) {
      try {
        takeBack(deployment, former, before);
      } catch (RuntimeException undo) {
        e.addSuppressed(undo);
        throw new LaunchException(
            "The machine %s did not start with the changes (%s), and its former configuration could not be brought back: %s"
                .formatted(machine.id(), e.getMessage(), undo.getMessage()),
            e);
      }
      throw new LaunchException(
          "The machine %s did not start with the changes and has its former configuration again: %s"
              .formatted(machine.id(), e.getMessage()),
          e);
    }
    return before;
  }

  private static void update(
      FlyApp app, String machine, MachineConfig config, @Nullable Long secretsVersion) {
    Consumer<UpdateMachine> request =
        r -> {
          r.config(config);
          if (secretsVersion != null) {
            r.minSecretsVersion(secretsVersion);
          }
        };
    app.machines().update(machine, request);
  }

  /** Brings back the machine's configuration and the credentials; other secrets are not known. */
  void takeBack(McpDeployment deployment, @Nullable Authorization former, MachineConfig before) {
    FlyApp app = deployment.handle();
    Long version = null;
    if (authorization != null && former != null) {
      secrets.keySet().retainAll(WRAPPER_SECRETS);
      secrets.replaceAll((name, value) -> null);
      DeploymentRecord record =
          DeploymentRecord.read(before.metadata()).orElse(deployment.record());
      authorize(record, former);
      version = secrets.isEmpty() ? null : app.secrets().update(named(record)).version();
    }
    update(app, deployment.machineId(), before, version);
  }

  /** The server's variables by the names that the app has for them. */
  private Map<String, @Nullable String> named(DeploymentRecord record) {
    Map<String, @Nullable String> named = new LinkedHashMap<>();
    secrets.forEach((variable, value) -> named.put(record.secretName(variable), value));
    return named;
  }

  /** Tells whoever lets callers in of the new credentials. */
  private void authorize(DeploymentRecord record, Authorization next) {
    switch (record.guard()) {
      case WRAPPER -> {
        for (String name : WRAPPER_SECRETS) {
          if (record.secretNames().contains(record.secretName(name))) {
            secrets.put(name, null);
          }
        }
        secrets.putAll(WrapperSecrets.of(next));
      }
      case NGINX -> {
        boolean asked = record.secretNames().contains(NginxConfig.SECRET);
        if (!asked || next instanceof Authorization.None) {
          throw new LaunchException(
              "The nginx in front of %s was launched %s credentials; launch again with another authorization(...) instead."
                  .formatted(record.server(), asked ? "with" : "without"),
              null);
        }
        secrets.put(NginxConfig.SECRET, NginxConfig.encoded(NginxConfig.credentials(next)));
      }
      case SERVER ->
          throw new LaunchException(
              "The server %s lets callers in by itself, so that its credentials are changed where it keeps them: if that is a secret of the app, with update(change -> change.secret(name, value)); then launch again with authorization(...) for the clients."
                  .formatted(record.server()),
              null);
    }
  }
}
