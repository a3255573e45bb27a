// The filesystem server on a volume, whose files outlive a restart of the machine:
//   fly mcp launch "npx -y @modelcontextprotocol/server-filesystem /data/" --claude --server volume
//     --volume data:/data:initial_size=1GB,auto_extend_size_threshold=80,auto_extend_size_increment=1GB,auto_extend_size_limit=10GB
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.util.*;

try (Demo demo = Demo.start(args)) {
    demo.needs("npx", "Node.js");
    McpDeployment files = demo.launcher()
        .command("npx -y @modelcontextprotocol/server-filesystem /data/")
        .server("volume")
        .volume(ServerVolume.of("data", "/data").size(1).autoExtend(80, 1, 10))
        .client(demo.clients().claudeDesktop())
        .launch();
    String folder;
    try (StdioSession session = demo.asClaude(files)) {
        folder = session.call("list_allowed_directories", Map.of()).lines().skip(1).findFirst().orElse("/data");
        session.call("write_file", Map.of("path", folder + "/note.txt", "content", "still here"));
    }
    files.restart();
    try (StdioSession session = demo.asClaude(files)) {
        String note = session.call("read_text_file", Map.of("path", folder + "/note.txt"));
        if (!note.contains("still here")) throw new IllegalStateException("The volume has lost the note: " + note);
        System.out.println("After a restart the note is " + note);
    }
    files.destroy();
}
