// GitHub's server from its own image, without Docker; clients get the tools that only read:
//   fly mcp launch --image ghcr.io/github/github-mcp-server --claude --server github --secret GITHUB_PERSONAL_ACCESS_TOKEN=ghp_…
// On the embedded emulator no container runs: the image lies in a registry here, and its program is compiled by Go, or is a
// small Java server where that cannot be. With --fly, --image REFERENCE takes any image of a stdio server.
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.util.*;

boolean onFly = args.contains("--fly");
int given = args.indexOf("--image");
String image = given >= 0 ? args.get(given + 1) : "ghcr.io/github/github-mcp-server";
String token = System.getenv().getOrDefault("GITHUB_PERSONAL_ACCESS_TOKEN", "ghp_your-token");

LocalImageRegistry registry = LocalImageRegistry.start();                // takes the place of all registries of the world
Demo demo = Demo.start(args, LocalMachines.builder().registries(registry.client()).build());
if (given >= 0) demo.needsFly("the emulator's machines are processes of this computer, which cannot run what is in " + image);

List<String> program(Demo demo) {
    String module = "github.com/github/github-mcp-server";
    try {
        return List.of(GoModule.fetch(demo, module + "/cmd/github-mcp-server", module, "v0.20.0").executable().toString(), "stdio");
    } catch (SkippedException e) {
        System.out.println(e.getMessage().replace("SKIPPED: ", "") + " A small Java server stands in for GitHub's.");
        return Programs.noteServer();
    }
}

McpLauncher launcher = demo.launcher()
    .image(image)
    .server("github")
    .secret("GITHUB_PERSONAL_ACCESS_TOKEN", token)
    .tools(t -> t.allow("get_*", "list_*", "search_*"))
    .client(demo.clients().claudeDesktop());
if (!onFly) {
    registry.server(image, program(demo));
    launcher.images(registry.client());
}

McpDeployment github = launcher.launch();
try (StdioSession session = demo.asClaude(github)) {
    List<String> tools = session.tools();
    System.out.println(tools.size() + " tools: " + String.join(", ", tools));
    if (tools.stream().anyMatch(tool -> tool.matches("(create|add|update|delete)_.*"))) throw new AssertionError("One of them writes.");
}
github.destroy();
System.out.println("Destroyed.");
demo.close();
registry.close();
