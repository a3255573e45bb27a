package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The entries for remote servers in all client files of a user. */
final class ClientScan {
  /**
   * An entry for a remote server.
   *
   * @param config the file
   * @param name the entry's name there
   * @param entry the entry
   * @param target where it leads
   */
  record Hit(
      ClientConfig config, String name, McpServerEntry entry, McpServerEntry.RemoteTarget target) {}

  private final List<Hit> hits;

  private ClientScan(List<Hit> hits) {
    this.hits = List.copyOf(hits);
  }

  /**
   * Reads the user's own file of every client, and further ones. A file that cannot be read is
   * reported, and the others are read all the same.
   */
  static ClientScan of(
      HostEnvironment host, List<ClientConfig> further, Consumer<String> problems) {
    Map<Path, ClientConfig> files = new LinkedHashMap<>();
    for (McpClient client : McpClients.in(host).all()) {
      try {
        ClientConfig config = client.userConfig();
        files.putIfAbsent(config.path(), config);
      } catch (ConfigException e) {
        // The client has no such file on this system.
      }
    }
    further.forEach(config -> files.putIfAbsent(config.path(), config));
    List<Hit> hits = new ArrayList<>();
    for (ClientConfig config : files.values()) {
      if (config.exists()) {
        read(config, hits, problems);
      }
    }
    return new ClientScan(hits);
  }

  private static void read(ClientConfig config, List<Hit> hits, Consumer<String> problems) {
    try {
      config
          .servers()
          .forEach(
              (name, entry) -> {
                Optional<McpServerEntry.RemoteTarget> target = entry.remoteTarget();
                target.ifPresent(to -> hits.add(new Hit(config, name, entry, to)));
              });
    } catch (ConfigException e) {
      problems.accept(String.valueOf(e.getMessage()));
    }
  }

  List<Hit> hits() {
    return hits;
  }

  List<Hit> leadingTo(Location location) {
    return hits.stream().filter(hit -> location.isTargetOf(hit.entry())).toList();
  }

  static List<ClientConfig> files(List<Hit> hits) {
    return hits.stream().map(Hit::config).distinct().toList();
  }
}
