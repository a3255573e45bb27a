package dev.mcpfly.config.crash;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.nio.file.Path;
import java.util.Map;

/**
 * A process that puts entries into Zed's settings, and says on its standard output what is done: a
 * line when it is ready, then the number of each entry that is written. It starts when it reads a
 * line.
 */
final class WriterMain {
  private WriterMain() {}

  /** Arguments: home, name of the entries ({@code %d} is the number), first number, how many. */
  public static void main(String[] args) throws Exception {
    ClientConfig zed = config(Path.of(args[0]));
    int first = Integer.parseInt(args[2]);
    int end = first + Integer.parseInt(args[3]);
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    for (int number = first; number < end; number++) {
      put(zed, args[1].formatted(number), number);
      System.out.println(number);
    }
  }

  static ClientConfig config(Path home) {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    return McpClients.in(host).zed().userConfig();
  }

  static void put(ClientConfig config, String name, int number) {
    McpServerEntry entry = McpServerEntry.stdio("npx", "-y", "put-" + number);
    config.plan(edit -> edit.put(name, entry)).write();
  }
}
