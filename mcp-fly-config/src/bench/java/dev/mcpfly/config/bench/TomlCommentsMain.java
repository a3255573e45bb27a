package dev.mcpfly.config.bench;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Puts an entry into TOML with 1 MB of comments, from plan to written, once in a fresh JVM and then
 * warm. Prints wall clock and processor time in milliseconds; needs nothing but this artifact:
 *
 * <pre>{@code
 * javac -d target/toml -cp target/classes src/bench/java/dev/mcpfly/config/bench/TomlCommentsMain.java
 * java -cp target/toml:target/classes dev.mcpfly.config.bench.TomlCommentsMain
 * }</pre>
 */
public final class TomlCommentsMain {
  private static final int BYTES = 1 << 20;
  private static final int WARM_UP = 30;
  private static final int MEASURED = 21;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TomlCommentsMain() {}

  /** Wall clock and processor time, in nanoseconds. */
  private record Cost(long wall, long processor) {
    @Override
    public String toString() {
      return "%.0f ms wall clock, %.0f ms processor time".formatted(wall / 1e6, processor / 1e6);
    }
  }

  /** Measures. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("mcp-fly-toml");
    Path file = folder.resolve("config.toml");
    try {
      String text = text();
      System.out.println("cold: " + cost(file, text));
      for (int i = 0; i < WARM_UP; i++) {
        cost(file, text);
      }
      Cost[] costs = new Cost[MEASURED];
      for (int i = 0; i < MEASURED; i++) {
        costs[i] = cost(file, text);
      }
      Arrays.sort(costs, (a, b) -> Long.compare(a.wall(), b.wall()));
      System.out.println("warm: " + costs[MEASURED / 2] + ", median of " + MEASURED);
    } finally {
      try (var left = Files.list(folder)) {
        for (Path path : left.toList()) {
          Files.delete(path);
        }
      }
      Files.delete(folder);
    }
  }

  private static Cost cost(Path file, String text) throws IOException {
    Files.writeString(file, text);
    long processor = THREADS.getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    ClientConfig config = McpClients.file(file, "mcp_servers");
    config.plan(edit -> edit.put("new", McpServerEntry.stdio("npx", "-y", "server"))).write();
    return new Cost(System.nanoTime() - wall, THREADS.getCurrentThreadCpuTime() - processor);
  }

  private static String text() {
    StringBuilder text = new StringBuilder(BYTES + 200);
    text.append("[mcp_servers.old]\ncommand = \"npx\" # old\n");
    for (int i = 0; text.length() < BYTES; i++) {
      text.append(i % 7 == 0 ? "\n" : "").append("# a comment, the ").append(i).append("th [x] = 1\n");
    }
    return text.append("[other]\na = 1\n").toString();
  }
}
