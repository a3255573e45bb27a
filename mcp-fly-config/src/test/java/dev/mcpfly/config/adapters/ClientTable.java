package dev.mcpfly.config.adapters;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Renders the table of the built-in clients in Markdown, from the adapters themselves. */
final class ClientTable {
  private static final Map<OperatingSystem, String> SYSTEMS = new EnumMap<>(OperatingSystem.class);

  static {
    SYSTEMS.put(OperatingSystem.MACOS, "macOS");
    SYSTEMS.put(OperatingSystem.LINUX, "Linux");
    SYSTEMS.put(OperatingSystem.WINDOWS, "Windows");
  }

  private ClientTable() {}

  static List<McpClient> clients() {
    return McpClients.all().stream().filter(c -> !c.id().equals(AcmeClients.ID)).toList();
  }

  static String render() throws IOException {
    StringBuilder out = new StringBuilder();
    List<McpClient> clients = clients();
    out.append("# MCP clients\n\n");
    out.append("The ").append(clients.size());
    out.append(
        """
         clients whose files mcp-fly reads and writes. `~` is the home directory; on Windows
        `~/AppData/Roaming` stands for `%APPDATA%` and `~/AppData/Local` for `%LOCALAPPDATA%`. Paths are
        those of a home without any files and variables of the client.

        - **Entries**: what an entry can be. *HTTP?* is reported by third parties alone and needs `unverified()`.
        - **Secrets**: *by name* if the file can name an environment variable, *asked* if the client can ask for
          the value; otherwise they stand in the file.
        - **Also**: *off* if an entry can be switched off in the file, *approve* if it can name tools that run
          without asking, *sign-in* if the client signs in by OAuth itself, *link* if a link installs an entry.
        - **Known by**: how it is known what the client reads. What is only *reported* needs `unverified()`.

        | Client | Id | User's file | Project's file | Key | Entries | Secrets | Also | Known by |
        |---|---|---|---|---|---|---|---|---|
        """);
    for (McpClient client : clients) {
      out.append(row(client)).append('\n');
    }
    return out.toString();
  }

  private static String row(McpClient client) throws IOException {
    ClientConfig config = null;
    Map<String, List<String>> paths = new LinkedHashMap<>();
    String project = "";
    for (OperatingSystem system : SYSTEMS.keySet()) {
      Path home = Homes.empty(system);
      McpClient there =
          McpClients.in(HostEnvironment.of(system, home, Map.of())).byId(client.id()).orElseThrow();
      try {
        config = there.userConfig();
        String path = "~/" + home.relativize(config.path()).toString().replace('\\', '/');
        paths.computeIfAbsent(path, p -> new ArrayList<>()).add(SYSTEMS.get(system));
        if (client.capabilities().projectScope()) {
          Path directory = home.resolve("project");
          project =
              code(
                  directory
                      .relativize(there.projectConfig(directory).path())
                      .toString()
                      .replace('\\', '/'));
        }
      } catch (ConfigException e) {
        // The client has no file on this system.
      }
    }
    if (config == null) {
      throw new IllegalStateException(client.id() + " has no file anywhere");
    }
    return "| "
        + String.join(
            " | ",
            name(client),
            code(client.id()),
            files(paths),
            project,
            code(String.join(".", config.keys())) + ", " + config.format().name().replace('_', ' '),
            entries(client),
            secrets(client.capabilities()),
            also(client),
            source(client))
        + " |";
  }

  private static String name(McpClient client) {
    return client.displayName() + client.discontinued().map(d -> " (discontinued)").orElse("");
  }

  private static String files(Map<String, List<String>> paths) {
    boolean everywhere = paths.size() == 1 && paths.values().iterator().next().size() == 3;
    List<String> files = new ArrayList<>();
    paths.forEach(
        (path, systems) ->
            files.add(code(path) + (everywhere ? "" : " (" + String.join(", ", systems) + ")")));
    return String.join("<br>", files);
  }

  private static String entries(McpClient client) {
    McpClient.Capabilities can = client.capabilities();
    List<String> all = new ArrayList<>();
    if (can.stdio()) {
      all.add("stdio");
    }
    if (can.http()) {
      all.add("HTTP");
    } else if (client.unverified().capabilities().http()) {
      all.add("HTTP?");
    }
    if (can.sse()) {
      all.add("SSE");
    }
    return String.join(", ", all);
  }

  private static String secrets(McpClient.Capabilities can) {
    List<String> all = new ArrayList<>();
    if (can.environmentReferences()) {
      all.add("by name");
    }
    if (can.prompts()) {
      all.add("asked");
    }
    return String.join(", ", all);
  }

  private static String also(McpClient client) {
    McpClient.Capabilities can = client.capabilities();
    TreeSet<String> all = new TreeSet<>();
    if (can.onOffSwitch()) {
      all.add("off");
    }
    if (can.autoApproval()) {
      all.add("approve");
    }
    if (can.signsIn()) {
      all.add("sign-in");
    }
    if (client.hasInstallLinks()) {
      all.add("link");
    }
    return String.join(", ", all);
  }

  private static String source(McpClient client) {
    String how =
        switch (client.confidence()) {
          case OBSERVED -> "observed";
          case SOURCE_CODE -> "its source";
          case DOCUMENTED -> "its documentation";
          case INSTALLERS -> "installers";
          case REPORTED -> "*reported*";
        };
    return how + ": " + client.source();
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
