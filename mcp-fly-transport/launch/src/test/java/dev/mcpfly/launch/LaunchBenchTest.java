package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.transport.StdioProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A first launch, from {@code launch()} to the server's answer and the client's file, beside
 * flyctl's calls for the same. Both use one emulator without delays and the same server, taking
 * turns. Writes {@code launch.tsv}: lines of figure, unit, whether less or more is better, target
 * and value.
 */
@Tag("bench")
@Timeout(600)
class LaunchBenchTest extends LaunchTestBase {
  private static final int ROUNDS = Integer.getInteger("mcpfly.bench.rounds", 5);

  /** Of another service, as our reading of the token is: it is counted, not made. */
  private static final int ASKS_FOR_ORGANIZATION = 1;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> lines = new ArrayList<>();

  private record Figure(double millis, int calls) {}

  private McpLauncher asked(String server) {
    return McpLauncher.on(fly)
        .command(LaunchServerMain.command())
        .server(server)
        .secret("API_TOKEN", "sk-x")
        .client(clients.claudeDesktop())
        .host(host);
  }

  private Figure ours(String server) {
    int before = emulator.requests().size();
    McpLauncher launcher = asked(server);
    long start = System.nanoTime();
    McpDeployment deployment = launcher.launch();
    double millis = (System.nanoTime() - start) / 1e6;
    int calls = emulator.requests().size() - before;
    deployment.destroy();
    return new Figure(millis, calls);
  }

  private Figure flyctls(String server) throws Exception {
    String token = "t".repeat(24);
    FlyctlLaunchCalls flyctl = new FlyctlLaunchCalls(emulator, server);
    JsonObject config =
        JsonObject.of("image", "flyio/mcp:latest")
            .with("init", JsonObject.of("cmd", LaunchServerMain.command()))
            .with(
                "services",
                List.of(
                    JsonObject.of("protocol", "tcp")
                        .with("internal_port", 8080)
                        .with("autostart", true)
                        .with(
                            "ports",
                            List.of(
                                JsonObject.of("port", 443)
                                    .with("handlers", List.of("http", "tls"))))));
    long start = System.nanoTime();
    flyctl.run(server, token, config);
    StdioProxy proxy = StdioProxy.to(fly.app(server).publicUri()).bearerToken(token);
    try (McpConversation conversation = new McpConversation(proxy)) {
      conversation.initialize(PATIENCE);
    }
    double millis = (System.nanoTime() - start) / 1e6;
    fly.apps().delete(server);
    return new Figure(millis, flyctl.calls());
  }

  @Test
  void launchesInAtMostHalfOfWhatFlyctlNeeds() throws Exception {
    claudeFile(CLAUDE_TEXT);
    List<Figure> ours = new ArrayList<>();
    List<Figure> flyctls = new ArrayList<>();
    for (int round = -1; round < ROUNDS; round++) {
      Figure our = ours("ours-" + (round + 1));
      Figure flyctl = flyctls("flyctl-" + (round + 1));
      if (round >= 0) {
        ours.add(our);
        flyctls.add(flyctl);
      }
    }

    line("from launch() to the server's answer", "ms", "mcp-fly", ours, Figure::millis);
    line("from launch() to the server's answer", "ms", "flyctl's calls", flyctls, Figure::millis);
    line("calls", "", "mcp-fly", ours, Figure::calls);
    line("calls", "", "flyctl's calls", flyctls, figure -> figure.calls() + ASKS_FOR_ORGANIZATION);
    Path file = Path.of(System.getProperty("mcpfly.bench.figures", "target"), "launch.tsv");
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
    lines.forEach(System.out::println);
    assertThat(lines).hasSize(4);
  }

  private void line(
      String what,
      String unit,
      String target,
      List<Figure> figures,
      ToDoubleFunction<Figure> value) {
    double[] values = figures.stream().mapToDouble(value).sorted().toArray();
    lines.add(
        String.format(
            Locale.ROOT, "%s\t%s\tless\t%s\t%.0f", what, unit, target, values[values.length / 2]));
  }
}
