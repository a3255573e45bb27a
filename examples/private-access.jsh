// A server without a public address, as Fly's page on MCP has it for a server that looks up internal DNS names:
//   fly mcp launch "npx -y @modelcontextprotocol/server-everything" --claude --server internal --flycast
// On the embedded emulator the way into the private network is simulated. With --fly it is `fly proxy`, which must be logged in.
import dev.mcpfly.api.*;
import dev.mcpfly.api.emulator.*;
import dev.mcpfly.api.model.*;
import dev.mcpfly.config.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.util.*;

ScratchHome home = ScratchHome.create();
boolean onFly = args.contains("--fly");
FlyEmulator emulator = onFly ? null : FlyEmulator.builder().runtime(LocalMachines.create()).start();
FlyClient fly = onFly ? FlyClient.fromEnvironment() : emulator.client();
String app = "internal-" + Long.toString(System.nanoTime(), 36);

// The way in: what WireGuard or `fly proxy` does on Fly.io, the emulator's own address does here.
Tunnel tunnel = onFly ? Tunnel.flyProxy() : server -> Tunnel.Opened.at(emulator.appUri(app).resolve("/"));

McpDeployment internal = McpLauncher.on(fly).host(home.host()).listener(ConsoleProgress.to(System.out))
    .command(onFly ? List.of("npx", "-y", "@modelcontextprotocol/server-everything") : Programs.noteServer())
    .server("internal")
    .app(app)
    .access(Access.flycast(tunnel))
    .client(McpClients.in(home.host()).zed())
    .destroyOnExit()
    .launch();

System.out.println("It answers at " + internal.uri() + ", which only the private network reaches.");
List<IpAssignment> addresses = fly.app(app).ipAssignments().list();
System.out.println("Addresses of the app: " + addresses.stream().map(each -> each.ip().orElse("?")).toList());
if (addresses.stream().anyMatch(IpAssignment::isPublic)) throw new AssertionError("There is a public address.");
System.out.println(internal.inspect().text());

internal.destroy();
if (emulator != null) emulator.close();
home.close();
