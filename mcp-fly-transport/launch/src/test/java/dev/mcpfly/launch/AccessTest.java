package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineService;
import dev.mcpfly.launch.local.LocalMachines;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AccessTest extends LaunchTestBase {
  private final Map<String, EmulatedProcess> processes = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    LocalMachines local = LocalMachines.create();
    return builder.runtime(
        spec -> {
          EmulatedProcess process = local.start(spec);
          processes.put(spec.app(), process);
          return process;
        });
  }

  private final class CountedTunnel implements Tunnel {
    @Override
    public Opened open(URI server) {
      String host = server.getHost();
      String app = host.substring(0, host.lastIndexOf('.'));
      URI there =
          host.endsWith(".flycast")
              ? emulator.appUri(app)
              : URI.create(
                  "http://127.0.0.1:"
                      + processes.get(app).address(server.getPort()).orElseThrow().getPort());
      open.incrementAndGet();
      opened.incrementAndGet();
      return new Opened() {
        @Override
        public URI uri() {
          return there;
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }

  private List<IpAssignment> addresses(String app) {
    return fly.app(app).ipAssignments().list();
  }

  private Machine machine(String app) {
    return fly.app(app).machines().list().get(0);
  }

  @Test
  void flycastHasNoPublicAddress() throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpDeployment deployment =
        launcher()
            .access(Access.flycast(new CountedTunnel()))
            .client(clients.claudeDesktop())
            .launch();
    assertThat(deployment.uri()).hasToString("http://notes.flycast/");
    assertThat(addresses("notes")).singleElement().matches(IpAssignment::isPrivate);
    assertThat(emulator.requests())
        .filteredOn(request -> request.path().contains("ip_assignments"))
        .filteredOn(request -> request.method().equals("POST"))
        .hasSize(1);
    MachineService service = machine("notes").config().orElseThrow().services().get(0);
    assertThat(service.ports())
        .singleElement()
        .satisfies(
            port -> {
              assertThat(port.port()).hasValue(80);
              assertThat(port.handlers()).containsExactly("http");
              assertThat(port.forceHttps()).isFalse();
            });
    assertThat(clients.claudeDesktop().userConfig().servers().get("notes").args())
        .contains("http://notes.flycast/");
    assertThat(opened).hasValue(1);
    assertThat(open).hasValue(0);
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(open).hasValue(0);
  }

  @Test
  void opensAFlycastDeploymentByNameThroughATunnel() throws IOException {
    claudeFile(CLAUDE_TEXT);
    launcher().access(Access.flycast(new CountedTunnel())).client(clients.claudeDesktop()).launch();
    McpDeployment found =
        McpDeployments.on(fly).host(host).tunnel(new CountedTunnel()).open("notes");
    assertThat(found.uri()).hasToString("http://notes.flycast/");
    assertThat(found.inspect().tools()).containsExactly("env");
    found.destroy();
    assertThat(clients.claudeDesktop().userConfig().servers()).isEmpty();
  }

  @Test
  void internalHasNoAddressAndNoService() {
    McpDeployment deployment = launcher().access(Access.internal(new CountedTunnel())).launch();
    assertThat(deployment.uri()).hasToString("http://notes.internal:8080/");
    assertThat(addresses("notes")).isEmpty();
    assertThat(machine("notes").config().orElseThrow().services()).isEmpty();
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(open).hasValue(0);
  }

  @Test
  void rejectsAnAppWithAPublicAddressAndNamesIt() {
    fly.apps().create("mine", a -> a.org("personal"));
    String ip = fly.app("mine").ipAssignments().create(IpAssignment.Type.V6).ip().orElseThrow();
    assertThatThrownBy(
            () -> launcher().app("mine").access(Access.flycast(new CountedTunnel())).launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining(ip);
    assertThat(addresses("mine")).hasSize(1);
    assertThat(emulator.counts().machines()).isZero();
  }

  @Test
  void undoesALaunchWhoseTunnelDoesNotOpen() {
    Tunnel broken =
        server -> {
          throw new LaunchException("There is no way to " + server + ".", null);
        };
    assertThatThrownBy(() -> launcher().access(Access.flycast(broken)).launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("no way to http://notes.flycast/")
        .hasMessageContaining("has been undone");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void closesTheTunnelWhenTheServerDoesNotAnswer() {
    assertThatThrownBy(
            () ->
                launcher("silent")
                    .answerTimeout(java.time.Duration.ofSeconds(2))
                    .access(Access.flycast(new CountedTunnel()))
                    .launch())
        .isInstanceOf(LaunchException.class);
    assertThat(opened).hasValue(1);
    assertThat(open).hasValue(0);
  }

  @Test
  void changesAnInternalDeploymentToFlycastAndToPublicInPlace() {
    McpDeployment internal = launcher().access(Access.internal(new CountedTunnel())).launch();
    McpDeployment flycast = launcher().access(Access.flycast(new CountedTunnel())).launch();
    assertThat(flycast.machineId()).isEqualTo(internal.machineId());
    McpDeployment open = launcher().launch();
    assertThat(open.machineId()).isEqualTo(internal.machineId());
    assertThat(machine("notes").config().orElseThrow().services().get(0).ports()).hasSize(2);
    assertThat(
            machine("notes").config().orElseThrow().services().get(0).ports().get(0).forceHttps())
        .isTrue();
  }

  @Test
  void requestsACertificateAndReportsTheRequiredRecords() throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpLauncher launcher = launcher().domain("mcp.example.com").client(clients.claudeDesktop());
    assertThat(launcher.plan().text()).contains("certificates/acme", "mcp.example.com");
    McpDeployment deployment = launcher.launch();
    assertThat(deployment.uri()).isEqualTo(emulator.appUri("notes").resolve("/"));
    assertThat(events.toString())
        .contains("mcp.example.com AAAA 2a09:", "_acme-challenge.mcp.example.com CNAME ");
    assertThat(launcher().domain("mcp.example.com").client(clients.claudeDesktop()).plan().steps())
        .isEmpty();
  }

  @Test
  void givesClientsTheHostNameOnceItWorks() throws IOException {
    claudeFile(CLAUDE_TEXT);
    launcher().domain("mcp.example.com").client(clients.claudeDesktop()).launch();
    fly.app("notes").certificates().check("mcp.example.com");
    McpDeployment again =
        launcher().domain("mcp.example.com").client(clients.claudeDesktop()).launch();
    assertThat(again.uri()).hasToString("https://mcp.example.com/");
    assertThat(clients.claudeDesktop().userConfig().servers().get("notes").args())
        .contains("https://mcp.example.com/");
    McpDeployment opened = McpDeployments.on(fly).host(host).open("notes");
    assertThat(opened.uri()).isEqualTo(again.uri());
    opened.destroy();
    assertThat(clients.claudeDesktop().userConfig().servers()).isEmpty();
  }

  @Test
  void rejectsAHostNameForAPrivateServer() {
    assertThatThrownBy(
            () ->
                launcher()
                    .domain("mcp.example.com")
                    .access(Access.flycast(new CountedTunnel()))
                    .plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("mcp.example.com");
    assertThatThrownBy(() -> launcher().domain("localhost"))
        .isInstanceOf(InvalidLaunchException.class);
  }
}
