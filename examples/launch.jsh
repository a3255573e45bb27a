// Fly's Slack demo: fly mcp launch "npx -y @modelcontextprotocol/server-slack" --claude --server slack
//                     --secret SLACK_BOT_TOKEN=xoxb-your-bot-token --secret SLACK_TEAM_ID=T01234567
// Runs on the embedded emulator. With --fly it runs on Fly.io, with the token that flyctl uses.
import dev.mcpfly.api.*;
import dev.mcpfly.api.emulator.*;
import dev.mcpfly.config.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.nio.file.*;

// A scratch home with a Claude Desktop and a Zed that the user has set up already.
ScratchHome home = ScratchHome.create();
Path claudeFile = home.claudeDesktop("""
    {
      "globalShortcut": "Ctrl+Space",
      "mcpServers": {}
    }
    """);
Path zedFile = home.zed("""
    // Zed settings
    {
      "theme": "One Dark", // the best one
      "context_servers": {
        // a server that was here before
        "clock": { "command": "uvx", "args": ["mcp-server-time"] },
      },
    }
    """);
McpClientCatalog clients = McpClients.in(home.host());

// The service: Fly.io, or an emulator that runs machines as local processes.
boolean onFly = args.contains("--fly");
FlyEmulator emulator = onFly ? null : FlyEmulator.builder().runtime(LocalMachines.create()).start();
FlyClient fly = onFly ? FlyClient.fromEnvironment() : emulator.client();

// The server: Slack's, or a small one in Java where there is no Node.js.
boolean node = onFly || Programs.onPath("npx");
if (!node) System.out.println("There is no npx on the PATH (install Node.js for it); a small Java server stands in for Slack's.");

McpLauncher launcher = McpLauncher.on(fly)
    .command("npx -y @modelcontextprotocol/server-slack")
    .server("slack")
    .secret("SLACK_BOT_TOKEN", "xoxb-your-bot-token")
    .secret("SLACK_TEAM_ID", "T01234567")
    .client(clients.claudeDesktop())
    .client(clients.zed())
    .host(home.host())
    .listener(ConsoleProgress.to(System.out))
    .destroyOnExit();                                          // Ctrl-C leaves nothing, at any moment
if (!node) launcher.command(Programs.noteServer());

LaunchPlan plan = launcher.plan();
System.out.println("The plan:\n" + plan.text());

McpDeployment deployment = launcher.launch();

// What Claude does next: read the entry, start exactly that command, ask for the tools.
McpServerEntry entry = clients.claudeDesktop().userConfig().servers().get("slack");
System.out.println("Claude starts: " + entry);
try (StdioSession session = StdioSession.start(entry)) {
    System.out.println("Tools: " + String.join(", ", session.tools()));
}

deployment.destroy();
home.check(claudeFile, zedFile);
System.out.println("Destroyed. Both files are as they were, byte for byte.");
if (emulator != null) emulator.close();
home.close();
