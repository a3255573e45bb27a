// The everything server, with settings that a launch can have: region, size, auto-stop, files.
import dev.mcpfly.api.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.util.*;

try (Demo demo = Demo.start(args)) {
    McpDeployment everything = demo.launcher()
        .command("npx -y @modelcontextprotocol/server-everything")
        .region("iad", "ewr")
        .size(MachineSize.SHARED_CPU_2X)
        .autostop(Autostop.STOP)
        .file("/etc/motd", "hello")
        .client(demo.clients().claudeDesktop())
        .launch();
    everything.destroyOnExit();
    System.out.println(everything.inspect().text());
    try (StdioSession session = demo.asClaude(everything)) {
        System.out.println(session.call("echo", Map.of("message", "as Claude")));
    }
    everything.destroy();
}
