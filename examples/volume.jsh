// fly mcp volume: the filesystem server on a volume that outlives its machine.
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.util.*;

try (Demo demo = Demo.start(args)) {
    McpDeployment files = demo.launcher()
        .command("npx -y @modelcontextprotocol/server-filesystem /data/")
        .server("volume")
        .volume(ServerVolume.of("data", "/data").size(1).autoExtend(80, 1, 10))
        .client(demo.clients().claudeDesktop())
        .launch();
    files.destroyOnExit();
    String folder;
    try (StdioSession session = demo.asClaude(files)) {
        folder = session.call("list_allowed_directories", Map.of()).lines().skip(1).findFirst().orElse("/data");
        session.call("write_file", Map.of("path", folder + "/note.txt", "content", "still here"));
    }
    files.restart();
    try (StdioSession session = demo.asClaude(files)) {
        System.out.println("After a restart: " + session.call("read_text_file", Map.of("path", folder + "/note.txt")));
    }
    files.destroy();
}
