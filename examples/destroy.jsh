// Destroys a deployment that was launched some other day: the app's name is all that is needed.
//   fly mcp destroy --app notes
// The entries go too, out of every client of this user that has one, whatever it is called there.
import dev.mcpfly.config.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.nio.file.*;

try (Demo demo = Demo.start(args)) {
    Path claude = demo.home().claudeDesktop("""
        { "mcpServers": {} }
        """);
    Path zed = demo.home().zed("""
        { "context_servers": { "clock": { "command": "uvx", "args": ["mcp-server-time"] } } } // mine
        """);
    McpDeployment launched = demo.launcher()
        .command(Programs.noteServer())
        .server("notes")
        .client(demo.clients().claudeDesktop())
        .client(demo.clients().zed())
        .launch();
    demo.clients().zed().userConfig().plan(edit -> edit.rename("notes", "my-notes")).write();

    // From here on only the name is known, as in another program.
    McpDeployments deployments = McpDeployments.on(demo.fly()).host(demo.home().host());
    deployments.list("personal").forEach(System.out::println);
    McpDeployment found = deployments.open(launched.app());
    System.out.println(found.describe());
    found.destroy();

    demo.home().check(claude, zed);
    System.out.println("Destroyed. Both files are as they were, byte for byte.");
}
