package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Plans for entries in several clients' files. */
final class EntryPlans {
  private EntryPlans() {}

  /** Plans to copy an entry; see {@link McpClients#copy}. */
  static ConfigPlan copy(ClientConfig from, ClientConfig to, String name) {
    McpServerEntry entry = from.servers().get(name);
    if (entry == null) {
      throw new ConfigException(
          from.path(),
          "There is no server \"" + Visible.name(name) + "\" in " + from.path() + ".",
          null);
    }
    Interpolation interpolation = from.layout().dialect().interpolation;
    boolean sameReferences = interpolation.equals(to.layout().dialect().interpolation);
    if (!sameReferences && EntryRules.texts(entry).stream().anyMatch(interpolation::rewrites)) {
      throw new ConfigException.EntryRefused(
          to.client().id(),
          name,
          "\""
              + Visible.name(name)
              + "\" contains references that "
              + to.client().displayName()
              + " resolves differently from "
              + from.client().displayName()
              + ". Copy an entry without references.");
    }
    return to.plan(
        edit -> {
          if (sameReferences) {
            edit.putWithReferences(name, entry);
          } else {
            edit.put(name, entry);
          }
        });
  }

  /** Plans to add an entry to several clients; see {@link McpClients#installInto}. */
  static McpClients.InstallPlan install(
      List<DetectedClient> clients, String name, McpServerEntry entry) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(entry, "entry");
    return each(clients, edit -> edit.put(name, entry));
  }

  /** Plans to remove an entry from several clients; see {@link McpClients#removeFrom}. */
  static McpClients.InstallPlan remove(List<DetectedClient> clients, String name) {
    Objects.requireNonNull(name, "name");
    return each(clients, edit -> edit.remove(name));
  }

  private static McpClients.InstallPlan each(
      List<DetectedClient> clients, Consumer<ConfigEdit> change) {
    List<ConfigPlan> plans = new ArrayList<>();
    Map<McpClient, String> refused = new LinkedHashMap<>();
    Set<ClientConfig> files = new LinkedHashSet<>();
    for (DetectedClient detected : clients) {
      McpClient client = detected.client();
      try {
        ClientConfig file = client.userConfig();
        if (files.add(file)) {
          plans.add(file.plan(change));
        }
      } catch (ConfigException e) {
        refused.put(client, Objects.requireNonNullElse(e.getMessage(), e.toString()));
      }
    }
    return new McpClients.InstallPlan(ConfigTransaction.of(plans), refused);
  }
}
