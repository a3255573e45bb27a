// A server by its name: finds it in an MCP registry, says what it needs, launches it, calls a tool.
// The registry runs here and has two recorded documents; --registry URL takes another, and a name after it.
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import java.net.*;
import java.util.*;

LocalMcpRegistry here = LocalMcpRegistry.start("""
    {
      "name": "io.github.modelcontextprotocol/everything",
      "description": "Shows every feature of MCP",
      "version": "1.0.0",
      "packages": [{
        "registryType": "npm",
        "identifier": "@modelcontextprotocol/server-everything",
        "version": "2026.8.31",
        "transport": {"type": "stdio"},
        "packageArguments": [{"type": "positional", "value": "stdio"}],
        "environmentVariables": [
          {"name": "GREETING_KEY", "description": "A key that only this example asks for", "isRequired": true, "isSecret": true},
          {"name": "LOG_LEVEL", "description": "How much it logs", "default": "info", "choices": ["debug", "info"]}
        ]
      }]
    }
    """, """
    {
      "name": "com.example/everywhere",
      "description": "Runs at its publisher's",
      "version": "2.1.0",
      "remotes": [{
        "type": "streamable-http",
        "url": "https://{tenant}.example.com/mcp",
        "variables": {"tenant": {"description": "Your tenant", "isRequired": true}}
      }]
    }
    """);
int given = args.indexOf("--registry");
McpRegistry registry = McpRegistry.at(given < 0 ? here.uri() : URI.create(args.get(given + 1)));
String name = given >= 0 && args.size() > given + 2 ? args.get(given + 2) : "io.github.modelcontextprotocol/everything";

Demo demo = Demo.start(args);

String word = name.substring(name.indexOf('/') + 1);
System.out.println("Servers with \"" + word + "\" in their names:");
registry.search(word).stream().limit(10).forEach(server -> System.out.println("  " + server));

System.out.println(name + " asks for:");
registry.server(name).inputs().forEach(input -> System.out.println("  " + input));

McpLauncher launcher = demo.launcher()
    .registry(name, r -> r.from(registry))
    .client(demo.clients().claudeDesktop());

// What is missing is named at once, before anything is made.
try {
    launcher.plan();
} catch (InvalidLaunchException e) {
    System.out.println("Without inputs: " + e.getMessage());
}
if (given < 0) launcher.input("GREETING_KEY", "hello-from-the-example");

demo.needs("npx", "Node.js");
McpDeployment deployment = launcher.launch();
try (StdioSession session = demo.asClaude(deployment)) {
    System.out.println("Tools: " + session.tools());
    if (session.tools().contains("echo")) System.out.println(session.call("echo", Map.of("message", "by its name")));
}
deployment.destroy();
System.out.println("Destroyed.");
demo.close();
here.close();
