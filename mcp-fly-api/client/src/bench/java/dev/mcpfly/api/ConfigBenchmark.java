package dev.mcpfly.api;

import dev.mcpfly.api.model.Signal;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Decodes and encodes a configuration that uses everything. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ConfigBenchmark {
  private final MachineConfig config = full();
  private final String text = config.json().toJson();

  static MachineConfig full() {
    return MachineConfigBuilder.build(
        c ->
            c.image("registry.fly.io/my-app:deployment-01K7E5VV")
                .cmd("npx", "-y", "@modelcontextprotocol/server-slack")
                .entrypoint("/usr/bin/relay", "wrap", "--")
                .env("A", "b")
                .env("PRIMARY_REGION", "iad")
                .guest(MachineSize.SHARED_CPU_1X, g -> g.memoryMb(1024))
                .service(
                    8080,
                    s ->
                        s.autostop(Autostop.SUSPEND)
                            .autostart(true)
                            .requests(20, 40)
                            .http(80, p -> p.forceHttps(true))
                            .https(443, p -> p.idleTimeout(Duration.ofMinutes(10)))
                            .httpCheck("/health", k -> k.interval(Duration.ofSeconds(15))))
                .file("/etc/app.json", "x".repeat(2000).getBytes(StandardCharsets.UTF_8))
                .secretFile("/etc/key", "KEY")
                .mount("vol_1", "/data", m -> m.autoExtend(80, 1, 10))
                .check("up", k -> k.tcp().port(8080).interval(Duration.ofSeconds(10)))
                .restart(MachineConfig.RestartPolicy.ON_FAILURE, 3)
                .stop(Signal.SIGTERM, Duration.ofSeconds(30))
                .dns(d -> d.nameservers("1.1.1.1").option("ndots", "2"))
                .container(
                    "side",
                    "nginx:latest",
                    k -> k.secret("TOKEN").healthcheck("up", h -> h.http(80, "/")))
                .metadata("fly_platform_version", "v2")
                .metadata("managed-by", "bench"));
  }

  /** Reads text into a checked configuration. */
  @Benchmark
  public MachineConfig decode() {
    return new MachineConfig(JsonObject.parse(text));
  }

  /** Writes a configuration as text. */
  @Benchmark
  public byte[] encode() {
    return config.json().toBytes();
  }

  /** Builds a configuration from nothing. */
  @Benchmark
  public MachineConfig build() {
    return full();
  }
}
