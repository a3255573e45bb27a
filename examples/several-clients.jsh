// Two clients and a file of one's own at once; then one client less, a new token for the others, and destroy.
//   fly mcp launch "…" --server notes --claude --cursor --config my-tool/mcp.json
import dev.mcpfly.config.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.nio.file.*;

try (Demo demo = Demo.start(args)) {
    Path own = demo.home().path().resolve("my-tool/mcp.json");
    McpDeployment notes = demo.launcher()
        .command(Programs.noteServer())
        .server("notes")
        .client(demo.clients().claudeDesktop())
        .client(demo.clients().cursor())
        .client(demo.clients().cursor().at(own))
        .launch();
    notes.rotateToken();
    notes.removeClient(demo.clients().cursor().userConfig());
    System.out.println(notes.describe());
    try (StdioSession session = demo.asClaude(notes)) {
        System.out.println("Tools: " + session.tools());
    }
    notes.destroy();
    System.out.println(own.getFileName() + (Files.exists(own) ? " is still there" : ", which the launch had made, is gone again."));
}
