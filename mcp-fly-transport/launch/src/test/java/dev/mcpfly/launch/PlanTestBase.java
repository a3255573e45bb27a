package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.image.registry.FakeRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An emulator whose machines answer without a process, and a launcher of a server on it. */
abstract class PlanTestBase {
  @TempDir Path home;

  FlyEmulator emulator;
  FlyClient fly;
  HostEnvironment host;
  McpClientCatalog clients;
  final FakeRegistry registry = new FakeRegistry();
  final PingMachines machines = new PingMachines();
  final AtomicReference<EmulatedProcess> started = new AtomicReference<>();

  @BeforeEach
  void start() {
    emulator =
        FlyEmulator.builder()
            .runtime(this::startMachine)
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start();
    // Every pause is made, and none is long: what is sent does not depend on it.
    fly = emulator.clientBuilder().sleeper(pause -> Thread.sleep(1)).build();
    host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    clients = McpClients.in(host);
  }

  @AfterEach
  void stop() {
    emulator.close();
    registry.close();
  }

  private EmulatedProcess startMachine(MachineSpec spec) throws IOException {
    EmulatedProcess process = machines.start(spec);
    started.set(process);
    return process;
  }

  final McpLauncher launcher() {
    return McpLauncher.on(fly).command("server").server("notes").host(host).client(clients.zed());
  }

  final Tunnel tunnelTo(String app) {
    return new EdgeTunnel(emulator.appUri(app).resolve("/"));
  }

  /** A launcher whose images come from a registry of the test. */
  final McpLauncher relayed() {
    FakeImages.putInto(registry);
    return launcher().images(FakeImages.client(registry, home.resolve("cache")));
  }
}
