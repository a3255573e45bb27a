package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.InvalidRequestException;
import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.Machines;
import dev.mcpfly.api.WaitTimeoutException;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.JobResult;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Volume;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines whose commands run as processes of this computer, and jobs on them. */
@Timeout(120)
class ProcessRuntimeTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final String SERVER =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;

      public class Server {
        public static void main(String[] args) throws Exception {
          int port = Integer.parseInt(System.getenv("PORT"));
          HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
          byte[] answer = ("hello " + System.getenv("NAME") + System.getenv("SECRET")).getBytes();
          server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
          server.start();
          System.out.println("listening");
        }
      }
      """;

  private final FlyEmulator emulator =
      FlyEmulator.builder().runtime(MachineRuntime.processes()).rateLimits(false).start();
  private final FlyClient fly = emulator.client();
  private final Machines machines = fly.app("mine").machines();

  @BeforeEach
  void createApp() {
    fly.apps().create("mine", a -> a.org("personal"));
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void commandServesTheAppsAddress() throws Exception {
    fly.app("mine").ipAssignments().create(IpAssignment.Type.V6);
    fly.app("mine").secrets().set("SECRET", "!");
    Machine machine =
        machines.create(
            m ->
                m.config(
                    c ->
                        c.image("any")
                            .file("/app/Server.java", SERVER)
                            .cmd(JAVA, "/app/Server.java")
                            .env("NAME", "you")
                            .service(8080, s -> s.http(80))));
    machines.await(machine.id(), MachineState.STARTED, Duration.ofMinutes(1));
    URI uri = emulator.appUri("mine");
    String body =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    assertThat(body).isEqualTo("hello you!");
    Machine.ProcessStat main = machines.processes(machine.id()).get(0);
    assertThat(main.listenSockets())
        .singleElement()
        .satisfies(s -> assertThat(s.address()).isEqualTo("0.0.0.0:8080"));
    Machine.ExecResult echo = machines.exec(machine.id(), e -> e.command("cat").stdin("in"));
    assertThat(echo.stdout()).isEqualTo("in");
    machines.stop(machine.id());
    machines.await(machine.id(), MachineState.STOPPED, Duration.ofMinutes(1));
    assertThat(ProcessHandle.of(main.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void machineWithoutACommandFails() {
    Machine machine = machines.create(m -> m.config(c -> c.image("nginx")));
    machines.await(machine.id(), w -> w.state(MachineState.FAILED));
  }

  @Test
  void jobReportsExitCodeAndLogAndLeavesNothing() {
    JobResult job =
        machines.runJob(
            m -> m.config(c -> c.image("any").cmd("sh", "-c", "echo one; echo two; exit 3")));
    assertThat(job.exitCode()).isEqualTo(3);
    assertThat(job.isSuccess()).isFalse();
    assertThat(job.logs()).extracting(LogEntry::message).contains("one", "two");
    assertThat(emulator.counts().machines()).isZero();
    assertThat(machines.runJob(m -> m.config(c -> c.image("any").cmd("true"))).isSuccess())
        .isTrue();
  }

  @Test
  void jobThatTakesTooLongIsDestroyed() {
    WaitTimeoutException e =
        catchThrowableOfType(
            WaitTimeoutException.class,
            () ->
                machines.runJob(
                    Duration.ofSeconds(1), m -> m.config(c -> c.image("any").cmd("sleep", "600"))));
    assertThat(e).hasMessageContaining("did not become stopped");
    machines.list().forEach(m -> machines.await(m.id(), w -> w.state(MachineState.DESTROYED)));
    assertThat(emulator.counts().machines()).isZero();
  }

  @Test
  void jobOnAVolumeSeesItsFiles() {
    Volume volume = fly.app("mine").volumes().create(v -> v.name("data").region("iad").sizeGb(1));
    assertThat(
            machines
                .runJob(
                    m ->
                        m.region("iad")
                            .config(
                                c ->
                                    c.image("any")
                                        .cmd("sh", "-c", "echo kept > \"$0\"", "/data/file")
                                        .mount(volume.id(), "/data")))
                .exitCode())
        .isZero();
    JobResult second =
        machines.runJob(
            m ->
                m.region("iad")
                    .config(
                        c -> c.image("any").cmd("cat", "/data/file").mount(volume.id(), "/data")));
    assertThat(second.logs()).extracting(LogEntry::message).contains("kept");
  }

  @Test
  void snapshotThatWasTakenIsReturned() {
    Volume volume = fly.app("mine").volumes().create(v -> v.name("data").region("iad").sizeGb(1));
    Volume.Snapshot first = fly.app("mine").volumes().createSnapshot(volume.id());
    Volume.Snapshot second = fly.app("mine").volumes().createSnapshot(volume.id());
    assertThat(fly.app("mine").volumes().snapshots(volume.id()))
        .extracting(Volume.Snapshot::id)
        .containsExactlyInAnyOrder(first.id(), second.id());
  }

  @Test
  void sizesAreFoundByName() {
    assertThat(MachineSize.of("performance-2x")).isEqualTo(MachineSize.PERFORMANCE_2X);
    assertThat(
            catchThrowableOfType(
                InvalidRequestException.class, () -> MachineSize.of("shared-cpu-3x")))
        .hasMessageContaining("'shared-cpu-3x'")
        .hasMessageContaining("shared-cpu-1x, shared-cpu-2x");
  }
}
