///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS dev.mcpfly:mcp-fly-launch:0.1.0-SNAPSHOT

import dev.mcpfly.api.emulator.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.util.List;

public class launch {
    public static void main(String... command) {
        try (FlyEmulator emulator = FlyEmulator.builder().runtime(LocalMachines.create()).start()) {
            McpDeployment server = McpLauncher.on(emulator.client())    // on Fly.io: FlyClient.fromEnvironment()
                .command(List.of(command))
                .server("mine")
                .launch();
            System.out.println(server.inspect().text());
            server.destroy();
        }
    }
}
