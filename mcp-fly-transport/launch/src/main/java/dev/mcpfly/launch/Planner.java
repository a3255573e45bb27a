package dev.mcpfly.launch;

import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.config.McpServerEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Decides what a launch has to do. Reads nothing and changes nothing. */
final class Planner {
  private final Blueprint blueprint;
  private final Findings found;

  private Planner(Blueprint blueprint) {
    this.blueprint = blueprint;
    this.found = blueprint.found();
  }

  /**
   * Plans a launch.
   *
   * @throws InvalidLaunchException if it cannot be done with what is there
   */
  static List<Change> launch(Blueprint blueprint) {
    Planner planner = new Planner(blueprint);
    List<Change> changes = planner.ground();
    changes.addAll(planner.server());
    RegistryUse use = blueprint.asked().server().registry();
    if (use != null && !changes.isEmpty()) {
      changes.add(0, new UseRegistry(use));
    }
    return changes;
  }

  /** Plans what belongs to the whole app. */
  static List<Change> ground(Blueprint blueprint) {
    return new Planner(blueprint).ground();
  }

  /** Plans one server of an app whose ground is laid. */
  static List<Change> member(Blueprint blueprint) {
    return new Planner(blueprint).server();
  }

  private List<Change> ground() {
    List<Change> changes = new ArrayList<>();
    if (!found.app().exists()) {
      changes.add(new CreateApp(found.fly(), found.app()));
    }
    if (found.host().isEmpty()) {
      List<String> addresses = missingAddresses();
      if (!addresses.isEmpty()) {
        changes.add(new AssignAddresses(found, addresses));
      }
      List<String> domains = missingDomains();
      if (!domains.isEmpty()) {
        changes.add(new RequestCertificates(found, domains));
      }
    }
    EgressChange.of(blueprint.asked(), found).ifPresent(changes::add);
    if (blueprint.design().secrets().changed()) {
      changes.add(SetSecrets.of(found, blueprint.design().secrets()));
    }
    return changes;
  }

  private List<String> missingAddresses() {
    Access access = blueprint.asked().app().access();
    List<String> wanted = new ArrayList<>(access.addressTypes());
    for (IpAssignment address : found.ground().addresses()) {
      String ip = address.ip().orElse("");
      if (!access.isPublic()) {
        if (address.isPublic()) {
          throw new InvalidLaunchException(
              "The app %s has the public address %s, which would make the private server reachable from the internet; release that address or choose another app."
                  .formatted(blueprint.app(), ip));
        }
        if (address.isPrivate()) {
          wanted.clear();
        }
      } else if (ip.contains(":") && !ip.startsWith("fdaa:")) {
        wanted.remove("v6");
      } else if (ip.contains(".")) {
        wanted.remove("shared_v4");
      }
    }
    return wanted;
  }

  private List<String> missingDomains() {
    Set<String> missing = new LinkedHashSet<>(blueprint.asked().app().domains());
    missing.removeAll(found.ground().certificates().keySet());
    return List.copyOf(missing);
  }

  private List<Change> server() {
    List<Change> changes = new ArrayList<>();
    if (blueprint.imageChanged() && blueprint.design().source() instanceof ServerSource.Built b) {
      changes.add(new PushImage(blueprint, b));
    }
    boolean deploys =
        found.host().isPresent() ? blueprint.machineChanged() : !isAsWanted(blueprint);
    EntryDesign entry = EntryDesign.of(blueprint);
    WriteEntries entries = entries(entry);
    boolean writes = entries.changesAnything();
    boolean needsRelay = entry.needsRelay(blueprint.asked().clients().files());
    MachinePlans machines = new MachinePlans(blueprint);
    if (deploys) {
      changes.addAll(machines.first());
    }
    if (deploys || writes) { // no client is told of a server that does not answer
      Location location = blueprint.location();
      if (!(location.tunnel() instanceof Tunnel.Existing)) {
        changes.add(new OpenTunnel(location));
      }
      changes.addAll(deploys ? machines.then() : List.of(AskServer.of(blueprint)));
    }
    // Entries that stay as they are start nothing if the relay has been deleted.
    if (needsRelay && (writes || entry.relayTrouble().isPresent())) {
      changes.add(entry.installRelay());
    }
    if (writes) {
      changes.add(entries);
    }
    changes.addAll(machines.last());
    return changes;
  }

  /** Returns whether the machines that stay are all there, as they are to be. */
  private static boolean isAsWanted(Blueprint blueprint) {
    return blueprint.missing().isEmpty() && blueprint.stale().isEmpty();
  }

  private WriteEntries entries(EntryDesign entry) {
    Location location = blueprint.location();
    return new WriteEntries(
        entry,
        blueprint.asked().clients().files(),
        state -> blueprint.location(state.text(RunState.MACHINE)),
        location,
        there ->
            found.app().exists()
                ? location.isTargetOf(there)
                // The app is gone, or was never there: only an entry of ours can have named it.
                : there
                    .remoteTarget()
                    .filter(target -> target.via() == McpServerEntry.RemoteTarget.Via.MCP_FLY_PROXY)
                    .isPresent());
  }
}
