// fly mcp launch "uvx mcp-server-fetch" and "uvx mcp-server-time": two Python servers, run by uv.
import dev.mcpfly.config.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;

if (!Programs.onPath("uvx") && !args.contains("--fly")) System.out.println("SKIPPED: there is no uvx on the PATH; install uv to run this script.");
if (Programs.onPath("uvx") || args.contains("--fly")) try (Demo demo = Demo.start(args)) {
    McpDeployment time = demo.launcher().command("uvx mcp-server-time").server("time").client(demo.clients().claudeDesktop()).launch();
    time.destroyOnExit();
    McpDeployment fetch = demo.launcher().command("uvx mcp-server-fetch").server("fetch").client(demo.clients().claudeDesktop()).launch();
    fetch.destroyOnExit();
    try (StdioSession session = demo.asClaude(time)) {
        System.out.println("Tools of time: " + session.tools());
    }
    try (StdioSession session = demo.asClaude(fetch)) {
        System.out.println("Tools of fetch: " + session.tools());
    }
    fetch.destroy();
    time.destroy();
}
