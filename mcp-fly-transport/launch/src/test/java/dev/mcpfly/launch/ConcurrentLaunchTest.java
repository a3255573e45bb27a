package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two launches of one server at once, from one computer and from two. */
@Timeout(120)
class ConcurrentLaunchTest {
  @TempDir Path folder;

  private FlyEmulator emulator;
  private FlyClient fly;

  @BeforeEach
  void start() {
    emulator =
        FlyEmulator.builder()
            .runtime(new PingMachines())
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start();
    fly = emulator.client();
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private McpLauncher launcher(String home) {
    return McpLauncher.on(fly)
        .command("server")
        .server("ev")
        .host(HostEnvironment.of(OperatingSystem.LINUX, folder.resolve(home), Map.of()));
  }

  /** Launches at once, and returns the messages of those that failed. */
  private List<String> launchAtOnce(McpLauncher... launchers) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(launchers.length);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> futures = new ArrayList<>();
    for (McpLauncher launcher : launchers) {
      futures.add(
          threads.submit(
              () -> {
                go.await();
                return launcher.launch();
              }));
    }
    go.countDown();
    List<String> failures = new ArrayList<>();
    for (Future<?> future : futures) {
      try {
        future.get();
      } catch (ExecutionException e) {
        failures.add(String.valueOf(e.getCause().getMessage()));
      }
    }
    threads.shutdown();
    return failures;
  }

  @Test
  void concurrentIdenticalLaunchesDeployOnce() throws Exception {
    List<String> failures = launchAtOnce(launcher("home"), launcher("home"));

    assertThat(failures)
        .allMatch(message -> message.contains("Another launch of \"ev\" is under way"));
    assertThat(emulator.counts().apps()).isEqualTo(1);
    assertThat(emulator.counts().machines()).isEqualTo(1);
    assertThat(folder.resolve("home/.local/share/mcp-fly/launches")).doesNotExist();
  }

  @Test
  void launchesFromTwoComputersLeaveOneWorkingDeployment() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<String> failures = launchAtOnce(launcher("one"), launcher("two"));

      assertThat(failures).as("round %d", round).hasSizeLessThanOrEqualTo(1);
      assertThat(emulator.counts().apps()).isEqualTo(1);
      assertThat(emulator.counts().machines()).isEqualTo(1);
      Apps.delete(fly, "ev");
    }
  }

  @Test
  void leavesAnAppToTheLaunchThatIsFillingIt() {
    fly.apps().create("ev", a -> a.org("personal"));
    fly.app("ev").ipAssignments().create(IpAssignment.Type.of("v6"));

    assertThatThrownBy(() -> launcher("home").launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("Another launch of \"ev\" is under way")
        .hasMessageContaining("app(\"ev\")");
    launcher("home").app("ev").launch();
    assertThat(emulator.counts().apps()).isEqualTo(1);
  }

  @Test
  void continuesALaunchThatWasKilledOnThisComputerAtOnce() throws Exception {
    fly.apps().create("ev", a -> a.org("personal"));
    fly.app("ev").ipAssignments().create(IpAssignment.Type.of("v6"));
    Path mark = folder.resolve("home/.local/share/mcp-fly/launches/ev.lock");
    Files.createDirectories(mark.getParent());
    Files.createFile(mark);

    assertThat(launcher("home").launch().app()).isEqualTo("ev");
    assertThat(mark).doesNotExist();
  }
}
