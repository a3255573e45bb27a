// Two Python servers, run by uv, and the entry of each in Claude Desktop:
//   fly mcp launch "uvx mcp-server-fetch" --claude --server fetch
//   fly mcp launch "uvx mcp-server-time" --claude --server time
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.util.*;

try (Demo demo = Demo.start(args)) {
    demo.needs("uvx", "uv");
    for (String name : List.of("fetch", "time")) {
        McpDeployment deployment = demo.launcher()
            .command("uvx mcp-server-" + name)
            .server(name)
            .client(demo.clients().claudeDesktop())
            .launch();
        try (StdioSession session = demo.asClaude(deployment)) {
            System.out.println("Tools of " + name + ": " + session.tools());
        }
        deployment.destroy();
    }
}
