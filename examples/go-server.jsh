// A filesystem server that is a Go module, made into an image without Docker and served by the relay:
//   fly mcp launch "go run github.com/mark3labs/mcp-filesystem-server@latest /data/" --claude --server files
// On the embedded emulator a registry on loopback takes the image, and this computer's Go runs the server.
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;

boolean onFly = args.contains("--fly");
LocalImageRegistry registry = LocalImageRegistry.start();
try (Demo demo = Demo.start(args, LocalMachines.builder().registries(registry.client()).build())) {
    demo.needs("go", "Go 1.21 or newer");
    McpLauncher launcher = demo.launcher()
        .command("go run github.com/mark3labs/mcp-filesystem-server@v0.11.1 /tmp")
        .server("files")
        .answerTimeout(java.time.Duration.ofMinutes(4))              // the module is compiled at the first start
        .client(demo.clients().zed());
    if (!onFly) launcher.images(registry.client());
    McpDeployment files = launcher.launch();
    files.destroyOnExit();
    System.out.println(files.inspect().text());
    files.destroy();
}
registry.close();
