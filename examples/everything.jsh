// The everything server, with settings that a launch can have: regions, size, auto-stop, files.
//   fly mcp launch "npx -y @modelcontextprotocol/server-everything" --claude --region iad
//     --vm-size shared-cpu-2x --auto-stop stop --file-literal /etc/motd=hello
import dev.mcpfly.api.*;
import dev.mcpfly.api.model.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.util.*;

try (Demo demo = Demo.start(args)) {
    demo.needs("npx", "Node.js");
    McpDeployment everything = demo.launcher()
        .command("npx -y @modelcontextprotocol/server-everything")
        .region("iad", "ewr")                                  // where iad has no room, ewr is tried
        .size(MachineSize.SHARED_CPU_2X)
        .autostop(Autostop.STOP)
        .file("/etc/motd", "hello")
        .client(demo.clients().claudeDesktop())
        .launch();
    System.out.println(everything.inspect().text());
    try (StdioSession session = demo.asClaude(everything)) {
        System.out.println(session.call("echo", Map.of("message", "as Claude")));
    }
    everything.destroy();
}
