// A server that speaks Streamable HTTP by itself: clients that can connect to it do so without a proxy.
import dev.mcpfly.config.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.util.*;

LocalMachines machines = LocalMachines.builder()
    .image("example/everything-http", (machine, port) -> List.of("npx", "-y", "@modelcontextprotocol/server-everything", "streamableHttp"))
    .build();

try (Demo demo = Demo.start(args, machines)) {
    demo.needs("npx", "Node.js");
    McpDeployment http = demo.launcher()
        .http(HttpServerImage.of("example/everything-http").port(3001).path("/mcp"))
        .server("everything")
        .authorization(Authorization.none())                   // this server asks nobody who they are
        .client(demo.clients().claudeDesktop())
        .client(demo.clients().zed())
        .launch();
    System.out.println("Zed connects to " + demo.clients().zed().userConfig().servers().get("everything"));
    try (StdioSession session = demo.asClaude(http)) {         // Claude Desktop has no HTTP: it starts the relay
        System.out.println("Tools: " + session.tools());
    }
    http.destroy();
}
