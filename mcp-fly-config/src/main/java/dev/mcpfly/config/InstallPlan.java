package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A plan to add one server to several clients; nothing has been written yet.
 *
 * <pre>{@code
 * InstallPlan plan = McpClients.installInto(McpClients.detected(), "notes", entry);
 * System.out.println(plan.changes().diff());
 * plan.changes().write();
 * }</pre>
 *
 * @param changes the files that get the entry: all of them or none
 * @param refused the clients that are left out, each with a sentence that says why: the client
 *     cannot use such an entry, or its file cannot be read
 */
public record InstallPlan(ConfigTransaction changes, Map<McpClient, String> refused) {
  /** Copies the map. */
  public InstallPlan {
    Objects.requireNonNull(changes, "changes");
    refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
  }

  static InstallPlan of(List<DetectedClient> clients, String name, McpServerEntry entry) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(entry, "entry");
    List<ConfigPlan> plans = new ArrayList<>();
    Map<McpClient, String> refused = new LinkedHashMap<>();
    Set<ClientConfig> files = new LinkedHashSet<>();
    for (DetectedClient detected : clients) {
      McpClient client = detected.client();
      try {
        ClientConfig file = client.userConfig();
        if (files.add(file)) {
          plans.add(file.plan(edit -> edit.put(name, entry)));
        }
      } catch (ConfigException e) {
        refused.put(client, Objects.requireNonNullElse(e.getMessage(), e.toString()));
      }
    }
    return new InstallPlan(ConfigTransaction.of(plans), refused);
  }
}
