package dev.mcpfly.config.memory;

import dev.mcpfly.config.BackupPolicy;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Adds an entry to a huge file, shows the difference, and removes it, in a JVM with little heap.
 */
final class HugeFileMain {
  private HugeFileMain() {}

  /**
   * Runs.
   *
   * @param arguments the file, its shape, and how many characters it has
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    write(file, arguments[1], Long.parseLong(arguments[2]));
    ClientConfig config = McpClients.cursor().at(file);
    put(config);
    ConfigPlan remove = config.plan(edit -> edit.remove("new").backup(BackupPolicy.none()));
    remove.diff();
    remove.write();
    System.out.println("done");
  }

  private static void put(ClientConfig config) {
    McpServerEntry entry = McpServerEntry.stdio("npx", "-y", "x").env("TOKEN", "hush");
    ConfigPlan put = config.plan(edit -> edit.put("new", entry).backup(BackupPolicy.none()));
    String diff = put.diff();
    if (diff.length() > 10_000 || diff.contains("hush") || !diff.contains("new")) {
      throw new AssertionError(diff.length() + " characters: " + diff.lines().limit(20).toList());
    }
    put.write();
  }

  private static void write(Path file, String shape, long size) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      String eol = shape.equals("one-line") ? "" : "\n";
      boolean entries = shape.equals("entries");
      String servers = "\"mcpServers\": {\"a\": {\"command\": \"x\"}" + (entries ? "," : "}");
      out.write("{" + eol + (shape.equals("map-last") ? "" : servers + (entries ? "" : ",")));
      out.write(eol + (entries ? "" : "\"history\": [" + eol));
      long written = 0;
      for (int i = 0; written < size; i++) {
        String item =
            entries
                ? "\"e" + i + "\": {\"command\": \"é\",\n\"env\": {\"TOKEN\": \"s-" + i + "\"}},\n"
                : "{\"text\": \"some text é\", \"n\": " + i + "}," + eol;
        out.write(item);
        written += item.length();
      }
      out.write(entries ? "\"z\": {}}}" : "{}]" + eol);
      out.write(shape.equals("map-last") ? "," + servers + "}" : entries ? "" : "}");
    }
  }
}
