// A server in Go, run from its module, with the files on a volume:
//   fly mcp launch "go run github.com/mark3labs/mcp-filesystem-server@v0.11.1 /data" --claude --server files --volume data:/data
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.util.*;

String module = "github.com/mark3labs/mcp-filesystem-server";
boolean onFly = args.contains("--fly");
try (LocalImageRegistry registry = LocalImageRegistry.start();            // takes the place of all registries of the world
     Demo demo = Demo.start(args, LocalMachines.builder().registries(registry.client()).build())) {
    McpLauncher launcher = demo.launcher()
        .server("files")
        .volume(ServerVolume.of("data", "/data"))
        .client(demo.clients().claudeDesktop());
    if (onFly) launcher.command("go run " + module + "@v0.11.1 /data");
    else {
        GoModule go = GoModule.fetch(demo, module, module, "v0.11.1");
        launcher.command(go.run("/data")).environment("GOTMPDIR", go.temporary()).images(registry.client());
    }

    McpDeployment files = launcher.launch();
    try (StdioSession session = demo.asClaude(files)) {
        System.out.println("Tools: " + session.tools());
        String folder = session.call("list_allowed_directories", Map.of()).lines().filter(line -> line.contains("/")).findFirst().get();
        System.out.println("It may use " + folder.strip());
    }
    files.destroy();
}
