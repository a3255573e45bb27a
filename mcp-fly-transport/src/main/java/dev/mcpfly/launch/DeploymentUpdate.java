package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.Machine;
import dev.mcpfly.api.MachineConfig;
import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineContainer;
import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.MachineState;
import dev.mcpfly.api.UpdateMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects changes to a deployment; see {@link McpDeployment#update}. */
public final class DeploymentUpdate {
  private final Map<String, @Nullable String> secrets = new LinkedHashMap<>();
  private @Nullable List<String> command;
  private @Nullable String image;
  private @Nullable MachineSize size;
  private int memoryMb;
  private @Nullable Authorization authorization;

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

  /** Applies the changes and returns new credentials, if there are any. */
  @Nullable Authorization apply(McpDeployment deployment, Duration startTimeout) {
    FlyApp app = deployment.handle();
    Machine machine = app.machines().get(deployment.machineId());
    MachineConfig before = machine.config().orElseThrow();
    DeploymentRecord record = DeploymentRecord.read(before.metadata()).orElse(deployment.record());
    if (authorization != null) {
      for (String name : List.of("FLY_MCP_BEARER_TOKEN", "FLY_MCP_USER", "FLY_MCP_PASSWORD")) {
        if (record.secretNames().contains(name)) {
          secrets.put(name, null);
        }
      }
      secrets.putAll(authorization.wrapperSecrets());
    }
    Long version = secrets.isEmpty() ? null : app.secrets().update(secrets).version();
    MachineConfig wanted = before.with(c -> change(c, record, before.containers()));
    Consumer<UpdateMachine> request =
        r -> {
          r.config(wanted);
          if (version != null) {
            r.minSecretsVersion(version);
          }
        };
    app.machines().update(machine.id(), request);
    try {
      app.machines().await(machine.id(), MachineState.STARTED, startTimeout);
    } catch (RuntimeException e) {
      app.machines().update(machine.id(), r -> r.config(before));
      throw new LaunchException(
          "The machine %s did not start with the changes and has its former configuration again: %s"
              .formatted(machine.id(), e.getMessage()),
          e);
    }
    return authorization;
  }

  private void changeContainer(MachineConfigBuilder c, List<MachineContainer> containers) {
    MachineContainer server =
        containers.stream()
            .filter(container -> container.name().equals(ServerContainers.SERVER))
            .findFirst()
            .orElseThrow(
                () ->
                    new LaunchException(
                        "The machine runs containers, and none of them is the server's (%s)."
                            .formatted(ServerContainers.SERVER),
                        null));
    c.container(
        server.name(),
        image == null ? server.image() : image,
        container -> {
          if (command != null) {
            container.cmd(command.toArray(String[]::new));
          }
        });
  }

  private void change(
      MachineConfigBuilder c, DeploymentRecord record, List<MachineContainer> containers) {
    if (containers.isEmpty()) {
      if (image != null) {
        c.image(image);
      }
      if (command != null) {
        c.cmd(command);
      }
    } else if (image != null || command != null) {
      changeContainer(c, containers);
    }
    if (size != null || memoryMb > 0) {
      c.guest(
          guest -> {
            if (size != null) {
              guest.size(size);
            }
            if (memoryMb > 0) {
              guest.memoryMb(memoryMb);
            }
          });
    }
    TreeSet<String> names = new TreeSet<>(record.secretNames());
    secrets.forEach(
        (name, value) -> {
          if (value == null) {
            names.remove(name);
          } else {
            names.add(name);
          }
        });
    // The marks no longer say what was asked for at the launch: a launch after this compares anew.
    DeploymentRecord changed =
        new DeploymentRecord(
            record.server(),
            record.wire(),
            record.path(),
            record.access(),
            authorization == null
                ? record.authorization()
                : DeploymentRecord.schemeOf(authorization),
            new ArrayList<>(names),
            "",
            "",
            record.scope());
    changed.metadata().forEach(c::metadata);
  }
}
