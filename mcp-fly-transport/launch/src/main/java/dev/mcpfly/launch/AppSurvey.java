package dev.mcpfly.launch;

import dev.mcpfly.api.Apps.NameAvailability;
import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.config.McpServerEntry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the app to launch into. */
final class AppSurvey {
  private static final int MAX_NAMES_TO_TRY = 5;

  private final McpLauncher asked;
  private final FlyClient fly;

  AppSurvey(McpLauncher asked) {
    this.asked = asked;
    this.fly = asked.fly;
  }

  /**
   * Finds the app of an earlier launch, else a name that is free.
   *
   * @param secretNames of the secrets that the launch is to set for the server
   */
  void find(Draft draft, Set<String> secretNames) {
    if (asked.app != null) {
      findChosenApp(draft, asked.app);
      return;
    }
    for (String known : appsThatClientsKnow(draft)) {
      if (adopt(draft, known)) {
        return;
      }
    }
    String base = AppName.from(draft.server);
    String name = base;
    for (int attempt = 1; attempt <= MAX_NAMES_TO_TRY; attempt++) {
      NameAvailability availability = fly.apps().availability(name);
      if (availability != NameAvailability.TAKEN && !Apps.exists(fly, name)) {
        draft.app = name;
        draft.appNameIsOurs = true;
        return;
      }
      if (adopt(draft, name)) {
        return;
      }
      if (Leftovers.fit(draft, name, secretNames)) {
        draft.app = name;
        draft.appExists = true;
        return;
      }
      refuseIfClientsLeadTo(draft, name);
      name = AppName.suffixed(base, new SecureRandom());
    }
    throw new InvalidLaunchException(
        "No free app name was found near \"%s\"; choose one with app(\"name\").".formatted(base));
  }

  private void findChosenApp(Draft draft, String name) {
    if (adopt(draft, name)) {
      return;
    }
    if (!Apps.exists(fly, name)) {
      if (fly.apps().availability(name) == NameAvailability.TAKEN) {
        throw new InvalidLaunchException(
            "The app name \"%s\" belongs to another organization; choose another one."
                .formatted(name));
      }
      draft.app = name;
      return;
    }
    if (asked.scope == DeploymentRecord.Scope.APP && !fly.app(name).machines().list().isEmpty()) {
      throw new InvalidLaunchException(
          "The app \"%s\" has machines that are not a launch of the server \"%s\"; choose another app."
              .formatted(name, draft.server));
    }
    draft.app = name;
    draft.appExists = true;
  }

  /** Takes the app if an earlier launch of the same server is in it. */
  private boolean adopt(Draft draft, String name) {
    if (!Apps.exists(fly, name)) {
      return false;
    }
    FlyApp app = fly.app(name);
    for (Machine machine : app.machines().list()) {
      if (adopt(draft, machine)) {
        draft.app = name;
        draft.appExists = true;
        return true;
      }
    }
    return false;
  }

  static boolean adopt(Draft draft, Machine machine) {
    Optional<DeploymentRecord> record =
        machine.config().flatMap(config -> DeploymentRecord.read(config.metadata()));
    if (record.isEmpty() || !record.get().server().equals(draft.server)) {
      return false;
    }
    draft.earlier = machine;
    draft.earlierRecord = record.get();
    draft.machineId = machine.id();
    return true;
  }

  /** An app that cannot be seen now, but was ours, must not be deployed a second time. */
  private void refuseIfClientsLeadTo(Draft draft, String name) {
    String authority = fly.app(name).publicUri().getAuthority();
    for (McpServerEntry entry : ClientFiles.entries(draft)) {
      if (entry
          .remoteTarget()
          .filter(target -> authority.equals(target.url().getAuthority()))
          .isPresent()) {
        throw new InvalidLaunchException(
            "A client's entry \"%s\" leads to the app \"%s\", which this token cannot read; use a token that can, or choose another app with app(\"name\")."
                .formatted(draft.server, name));
      }
    }
  }

  /** An earlier launch may have needed a suffix: the clients' entries know the name. */
  private List<String> appsThatClientsKnow(Draft draft) {
    Set<String> apps = new LinkedHashSet<>();
    for (McpServerEntry entry : ClientFiles.entries(draft)) {
      entry.remoteTarget().flatMap(target -> target.appName()).ifPresent(apps::add);
    }
    return new ArrayList<>(apps);
  }
}
