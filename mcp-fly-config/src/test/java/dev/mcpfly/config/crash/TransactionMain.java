package dev.mcpfly.config.crash;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.ConfigTransaction;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that changes the files of three clients together, again and again, and says on its
 * standard output which generation is done. It starts when it reads a line.
 */
final class TransactionMain {
  static final String NAME = "slack";

  private TransactionMain() {}

  /** Arguments: home, first generation. */
  public static void main(String[] args) throws Exception {
    List<ClientConfig> configs = configs(Path.of(args[0]));
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    for (int number = Integer.parseInt(args[1]); ; number++) {
      put(configs, number);
      System.out.println(number);
    }
  }

  static List<ClientConfig> configs(Path home) {
    McpClientCatalog clients =
        McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
    return List.of(
        clients.zed().userConfig(), clients.cursor().userConfig(), clients.codex().userConfig());
  }

  static void put(List<ClientConfig> configs, int number) {
    McpServerEntry entry = McpServerEntry.stdio("npx", "put-" + number);
    List<ConfigPlan> plans =
        configs.stream().map(config -> config.plan(edit -> edit.put(NAME, entry))).toList();
    ConfigTransaction.of(plans).write();
  }
}
