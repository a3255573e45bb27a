package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.config.McpServerEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be told of a server that {@code fly mcp launch} has deployed, which keeps no record. */
final class FlyctlDeployment {
  private static final String IMAGE = "flyio/mcp";

  private FlyctlDeployment() {}

  /** Says whether a machine runs flyctl's wrapper image, from whichever registry. */
  static boolean isOne(MachineConfig config) {
    String image = config.image().orElse("");
    int at = image.indexOf('@');
    String name = at < 0 ? image : image.substring(0, at);
    int colon = name.lastIndexOf(':');
    String repository = colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    return repository.equals(IMAGE) || repository.endsWith("/" + IMAGE);
  }

  /** Returns the server's name in a client's entry, or else the app's name. */
  static String serverName(String app, List<ClientScan.Hit> hits) {
    return hits.stream()
        .filter(hit -> hit.target().via() == McpServerEntry.RemoteTarget.Via.FLYCTL_PROXY)
        .findFirst()
        .or(() -> hits.stream().findFirst())
        .map(ClientScan.Hit::name)
        .orElse(app);
  }

  /** Makes the record that flyctl did not write. */
  static DeploymentRecord record(FlyApp app, ClientScan scan) {
    boolean isPublic = app.ipAssignments().list().stream().anyMatch(IpAssignment::isPublic);
    Reach access = Reach.of(isPublic ? Reach.Kind.PUBLIC : Reach.Kind.FLYCAST);
    Set<String> secrets =
        app.secrets().list().stream().map(App.Secret::name).collect(Collectors.toSet());
    Location location = Location.of(app, access, "/", List.of(), "", "", Tunnel.existing());
    String authorization =
        secrets.contains("FLY_MCP_BEARER_TOKEN")
            ? "bearer"
            : secrets.contains("FLY_MCP_USER") ? "basic" : "none";
    return new DeploymentRecord(
        serverName(app.name(), scan.leadingTo(location)),
        Wire.WRAP,
        "/",
        access,
        authorization,
        secrets.stream().sorted().toList(),
        DeploymentRecord.Fingerprints.NONE,
        DeploymentRecord.Guard.WRAPPER,
        DeploymentRecord.Scope.APP,
        Optional.empty(),
        "",
        Optional.empty());
  }
}
