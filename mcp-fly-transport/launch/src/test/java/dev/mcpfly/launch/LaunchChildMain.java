package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Launches from a separate JVM, which can be killed, or be denied room for files: one launch for
 * each line of standard input. A line is the API's address, the app's, the home, the server's name
 * and the ids of clients, with tabs between; or {@code wireguard} and a file. Prints the steps as
 * they begin, and how it ended.
 */
public final class LaunchChildMain {
  private LaunchChildMain() {}

  /** Launches until standard input ends; the token comes from the environment. */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split("\t");
      String outcome;
      try {
        if (words[0].equals("wireguard")) {
          peer().writeTo(Path.of(words[1]));
        } else {
          launcher(words).launch();
        }
        outcome = "OK";
      } catch (RuntimeException e) {
        outcome = "FAILED " + e.getMessage();
      }
      System.out.println("END " + outcome.replace('\n', ' '));
    }
  }

  /** A peer whose configuration can be written. */
  static WireGuardPeer peer() {
    return new WireGuardPeer("mine", "private-key", "fdaa:0:1:a7b::2", "gw.example", "their-key");
  }

  private static McpLauncher launcher(String[] words) {
    FlyClient fly =
        FlyClient.builder()
            .token(System.getenv("FLY_API_TOKEN"))
            .baseUri(URI.create(words[0]))
            .apiBaseUri(URI.create(words[0]))
            .appUris(app -> URI.create(words[1]))
            .rateLimiting(false)
            .build();
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, Path.of(words[2]), Map.of());
    List<String> clients = List.of(words).subList(4, words.length);
    return launcher(fly, host, words[3], clients)
        .listener(
            event -> {
              if (event instanceof LaunchEvent.StepStarted started) {
                System.out.println("STARTED " + started.step().kind());
              }
            });
  }

  /** The launch that the child makes, for whoever wants to make the same one. */
  static McpLauncher launcher(
      FlyClient fly, HostEnvironment host, String server, List<String> clients) {
    McpLauncher launcher =
        McpLauncher.on(fly)
            .command("server")
            .server(server)
            .secret("KEY", "value-1")
            .volume(ServerVolume.of("data", "/data"))
            .host(host);
    for (String id : clients) {
      ClientConfig config = McpClients.in(host).byId(id).orElseThrow().userConfig();
      launcher.client(config);
    }
    return launcher;
  }
}
