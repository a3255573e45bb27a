package dev.mcpfly.config.bench;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * One kind of work on one file, in a separate JVM: {@code WORK FILE ROUNDS}. Prints the
 * milliseconds of the first time, of the median of the later ones, and the processor time of the
 * first.
 */
public final class FileBenchmark {
  private static final McpServerEntry ENTRY =
      McpServerEntry.stdio("npx", "-y", "pkg").env("KEY", "value");

  private FileBenchmark() {}

  /** What is done with a file. */
  enum Work {
    /** Plans one more entry in a TOML file, and writes it. */
    TOML_WRITE {
      @Override
      void run(McpClientCatalog clients, Path file) {
        write(clients.codex().at(file));
      }
    },
    /** Reads the entries of a YAML file. */
    YAML_READ {
      @Override
      void run(McpClientCatalog clients, Path file) {
        if (clients.goose().at(file).servers().isEmpty()) {
          throw new IllegalStateException("no entry was read");
        }
      }
    },
    /** Plans one more entry in a JSON file, and writes it. */
    JSON_WRITE {
      @Override
      void run(McpClientCatalog clients, Path file) {
        write(clients.claudeCode().at(file));
      }
    };

    abstract void run(McpClientCatalog clients, Path file);

    static void write(ClientConfig config) {
      ConfigPlan plan = config.plan(edit -> edit.put("new", ENTRY));
      if (!plan.changesAnything()) {
        throw new IllegalStateException("nothing was added");
      }
      plan.write();
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Work work = Work.valueOf(args[0]);
    Path file = Path.of(args[1]);
    double[] millis = new double[Integer.parseInt(args[2])];
    long processor = 0;
    for (int i = 0; i < millis.length; i++) {
      Path copy = Files.copy(file, Files.createTempDirectory("bench").resolve("" + file.getFileName()));
      long cpu = processorNanos();
      long start = System.nanoTime();
      HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, Path.of("/"), Map.of());
      work.run(McpClients.in(host), copy);
      millis[i] = (System.nanoTime() - start) / 1e6;
      if (i == 0) {
        processor = processorNanos() - cpu;
      }
      Files.delete(copy);
    }
    double[] later = Arrays.copyOfRange(millis, Math.min(millis.length - 1, millis.length / 2), millis.length);
    Arrays.sort(later);
    System.out.println(millis[0] + " " + later[later.length / 2] + " " + processor / 1e6);
  }

  /** Returns the processor time of this process so far, of all its threads. */
  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
