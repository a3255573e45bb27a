package dev.mcpfly.config.bench;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reads a file of Claude Code's and computes the text with one more entry. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PlanBenchmark {
  private static final McpServerEntry ENTRY =
      McpServerEntry.stdio("npx", "-y", "pkg").env("KEY", "value");

  @Param("")
  public String file = "";

  private ClientConfig config;

  @Setup
  public void openFile() {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, Path.of("/"), Map.of());
    config = McpClients.in(host).claudeCode().at(Path.of(file));
  }

  @Benchmark
  public ConfigPlan plan() {
    ConfigPlan plan = config.plan(edit -> edit.put("new", ENTRY));
    if (!plan.changesAnything()) {
      throw new IllegalStateException("nothing was added");
    }
    return plan;
  }

  /** Plans and writes once; it is run with little memory to see how much it takes. */
  public static void main(String[] args) {
    PlanBenchmark benchmark = new PlanBenchmark();
    benchmark.file = args[0];
    benchmark.openFile();
    benchmark.plan().write();
  }
}
