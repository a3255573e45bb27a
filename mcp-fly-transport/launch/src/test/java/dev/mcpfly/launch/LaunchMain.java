package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Launches from a separate JVM, so that it can be ended in the middle. Prints each event. The token
 * comes from the environment.
 */
public final class LaunchMain {
  private LaunchMain() {}

  /** Arguments: the API's address, the app's address, the home, and how the server behaves. */
  public static void main(String[] args) throws InterruptedException {
    FlyClient fly =
        FlyClient.builder()
            .token(System.getenv("FLY_API_TOKEN"))
            .baseUri(URI.create(args[0]))
            .appUris(app -> URI.create(args[1]))
            .build();
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, Path.of(args[2]), Map.of());
    McpLauncher.on(fly)
        .command(LaunchServerMain.command(args[3], args[2]))
        .server("notes")
        .secret("API_TOKEN", "sk-very-secret-value")
        .host(host)
        .client(McpClients.in(host).claudeDesktop())
        .listener(event -> System.out.println(describe(event)))
        .destroyOnExit() // the signal may come when the launch has just ended
        .launch();
    System.out.println("LAUNCHED");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static String describe(LaunchEvent event) {
    return event instanceof LaunchEvent.StepStarted started
        ? "STARTED " + started.step().kind()
        : event.getClass().getSimpleName();
  }

  static List<String> command(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    words.add(LaunchMain.class.getName());
    words.addAll(List.of(arguments));
    return words;
  }
}
