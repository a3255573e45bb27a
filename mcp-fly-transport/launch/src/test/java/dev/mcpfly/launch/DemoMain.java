package dev.mcpfly.launch;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.local.LocalMachines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A demonstration as a user writes it: emulator and launch in one JVM, and Ctrl-C at the end. */
public final class DemoMain {
  private DemoMain() {}

  /** Argument: the home. */
  public static void main(String[] args) throws InterruptedException {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, Path.of(args[0]), Map.of());
    System.out.println("BEGUN");
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(LocalMachines.create())
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start()) {
      McpLauncher.on(emulator.client())
          .command(LaunchServerMain.command("ok", args[0]))
          .server("notes")
          .secret("API_TOKEN", "sk-very-secret-value")
          .volume(ServerVolume.of("data", "/data"))
          .file("/etc/notes.json", "{}")
          .host(host)
          .client(McpClients.in(host).claudeDesktop())
          .destroyOnExit()
          .launch();
      System.out.println("LAUNCHED");
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  static List<String> command(Path home, Path temporary) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            DemoMain.class.getName(),
            home.toString()));
    return words;
  }
}
