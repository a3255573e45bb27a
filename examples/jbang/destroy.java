///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS dev.mcpfly:mcp-fly-launch:0.1.0-SNAPSHOT

import dev.mcpfly.api.*;
import dev.mcpfly.launch.*;

public class destroy {
    public static void main(String... args) {
        if (args.length != 1) {
            System.err.println("Name the app to destroy: jbang destroy my-app");
            System.exit(2);
        }
        McpDeployments.on(FlyClient.fromEnvironment()).open(args[0]).destroy();
    }
}
