package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.local.LocalMachines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An emulator whose machines are local processes, and a scratch home. */
@Timeout(120)
abstract class LaunchTestBase {
  static final String CLAUDE_TEXT = "{\n  \"globalShortcut\": \"x\",\n  \"mcpServers\": {}\n}\n";
  static final String ZED_TEXT =
      """
      // settings
      {
        "theme": "One", // mine
        "context_servers": {
          // before
          "clock": { "command": "uvx", "args": ["mcp-server-time"] },
        },
      }
      """;

  @TempDir Path home;

  final List<LaunchEvent> events = new ArrayList<>();
  FlyEmulator emulator;
  FlyClient fly;
  HostEnvironment host;
  McpClientCatalog clients;

  @BeforeEach
  void startEmulator() {
    FlyEmulator.Builder builder =
        FlyEmulator.builder()
            .runtime(LocalMachines.create())
            .delays(LifecycleDelays.none())
            .rateLimits(false);
    emulator = configure(builder).start();
    fly = emulator.client();
    host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    clients = McpClients.in(host);
  }

  /** Changes the emulator for a test class. */
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    return builder;
  }

  @AfterEach
  void stopEmulator() {
    emulator.close();
  }

  Path claudeFile(String text) throws IOException {
    return write(home.resolve(".config/Claude/claude_desktop_config.json"), text);
  }

  Path zedFile(String text) throws IOException {
    return write(home.resolve(".config/zed/settings.json"), text);
  }

  static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** A launch of the test server as {@code notes}, with a secret. */
  McpLauncher launcher(String... arguments) {
    return McpLauncher.on(fly)
        .command(LaunchServerMain.command(arguments))
        .server("notes")
        .secret("API_TOKEN", "sk-very-secret-value")
        .host(host)
        .listener(events::add);
  }
}
