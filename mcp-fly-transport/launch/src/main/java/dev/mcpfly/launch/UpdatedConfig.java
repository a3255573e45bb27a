package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineContainerBuilder;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.image.internal.setup.SetupLines;
import dev.mcpfly.transport.RelayRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A machine's configuration after an update: what the update does not speak of stays. */
final class UpdatedConfig {
  private final DeploymentUpdate update;
  private final Map<String, @Nullable String> secrets;
  private final DeploymentRecord record;
  private final MachineConfig before;

  UpdatedConfig(
      DeploymentUpdate update,
      Map<String, @Nullable String> secrets,
      DeploymentRecord record,
      MachineConfig before) {
    this.update = update;
    this.secrets = secrets;
    this.record = record;
    this.before = before;
  }

  MachineConfig get() {
    return MachineConfigBuilder.change(before, this::change);
  }

  private void change(MachineConfigBuilder c) {
    if (!before.containers().isEmpty()) {
      changeContainer(c);
    } else {
      if (update.image != null) {
        c.image(update.image);
      }
      if (update.command != null) {
        c.cmd(afterSetup(before.init().cmd(), update.command));
      }
      pushedImage().ifPresent(c::image);
      update.environment.forEach(c::env);
      auditLog(c::env, c::withoutEnv);
    }
    UnaryOperator<RelayRules> rules = update.rules;
    if (rules != null && before.containers().isEmpty()) {
      c.file(LaunchRules.PLACE, UpdatedRules.of(before.json(), rules));
    }
    if (update.size != null || update.memoryMb > 0) {
      c.guest(
          guest -> {
            if (update.size != null) {
              guest.size(update.size);
            }
            if (update.memoryMb > 0) {
              guest.memoryMb(update.memoryMb);
            }
          });
    }
    changedRecord().writeTo(before, c);
  }

  private void auditLog(BiConsumer<String, String> set, Consumer<String> unset) {
    String file = update.auditLog;
    if (file != null && file.isEmpty()) {
      unset.accept(AuditLogFile.VARIABLE);
    } else if (file != null) {
      set.accept(AuditLogFile.VARIABLE, file);
    }
  }

  private Optional<String> pushedImage() {
    return update.registry == null ? Optional.empty() : update.registry.image(record);
  }

  private DeploymentRecord changedRecord() {
    TreeSet<String> names = new TreeSet<>(record.secretNames());
    secrets.forEach(
        (variable, value) -> {
          if (value == null) {
            names.remove(record.secretName(variable));
          } else {
            names.add(record.secretName(variable));
          }
        });
    DeploymentRecord from = update.registry == null ? record : update.registry.recorded(record);
    return from.changed(
        update.authorization == null || SignInScheme.signsIn(record.authorization())
            ? record.authorization()
            : update.authorization.scheme(),
        List.copyOf(names));
  }

  private void changeContainer(MachineConfigBuilder c) {
    String name = record.containerName();
    MachineContainer server =
        before.containers().stream()
            .filter(container -> container.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new LaunchException(
                        "The machine runs containers, and none of them is the server's (%s)."
                            .formatted(name),
                        null));
    c.container(
        name,
        pushedImage().orElse(update.image == null ? server.image() : update.image),
        container -> {
          if (update.command != null) {
            container.cmd(afterSetup(server.cmd(), update.command).toArray(String[]::new));
          }
          UnaryOperator<RelayRules> rules = update.rules;
          if (rules != null) {
            container.file(LaunchRules.PLACE, UpdatedRules.of(server.json(), rules));
          }
          update.environment.forEach(container::env);
          auditLog(container::env, container::withoutEnv);
          handSecrets(server, container);
        });
  }

  /** Passes the secrets to the server's container, which sees no others; nginx has its own. */
  private void handSecrets(MachineContainer server, MachineContainerBuilder container) {
    Map<String, JsonObject> handed = new LinkedHashMap<>();
    server.json().objects("secrets").forEach(each -> handed.put(each.text("env_var", ""), each));
    secrets.forEach(
        (variable, value) -> {
          if (value == null) {
            handed.remove(variable);
          } else if (!variable.equals(NginxConfig.SECRET)) {
            handed.putIfAbsent(variable, handed(variable));
          }
        });
    container.set("secrets", List.copyOf(handed.values()));
  }

  private JsonObject handed(String variable) {
    JsonObject plain = JsonObject.of("env_var", variable);
    String name = record.secretName(variable);
    return name.equals(variable) ? plain : plain.with("name", name);
  }

  /** Returns a command that runs the machine's setup lines first, if it has any. */
  private static List<String> afterSetup(List<String> before, List<String> command) {
    List<String> words = new ArrayList<>();
    if (before.size() >= 2 && before.get(1).equals(SetupLines.PLACE)) {
      words.addAll(before.subList(0, 2));
    }
    words.addAll(References.startable(command));
    return words;
  }
}
