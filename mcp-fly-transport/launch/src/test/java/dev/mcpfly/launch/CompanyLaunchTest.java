package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.ConnectionException;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.image.internal.Archives;
import dev.mcpfly.image.registry.FakeRegistry;
import dev.mcpfly.launch.local.LocalMachines;
import dev.mcpfly.transport.CompanyProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Launches from a company's network, whose HTTP proxy asks for a password and whose certificates
 * are its own: as the environment says, and without a word in the program.
 */
@Timeout(150)
class CompanyLaunchTest {
  private static final String SERVER = "notes.example";

  @TempDir Path folder;

  private static int port(FakeRegistry registry) {
    return Integer.parseInt(registry.host().replaceFirst(".*:", ""));
  }

  @Test
  void pullsAndPushesImagesThroughTheProxy() throws Exception {
    try (FakeRegistry registry = new FakeRegistry()) {
      FakeImages.putInto(registry);
      String words =
          LaunchServerMain.command().stream()
              .map(word -> "\"" + word + "\"")
              .collect(Collectors.joining(","));
      registry.putImage(
          "team/notes-server",
          "latest",
          "{\"Entrypoint\":[" + words + "]}",
          List.of(Archives.layer().file(FakeImages.GLIBC, "").gzip()));
      Map<String, Integer> hosts =
          Map.of(
              "ghcr.io",
              port(registry),
              "registry-1.docker.io",
              port(registry),
              "registry.fly.io",
              port(registry));
      try (CompanyProxy proxy = CompanyProxy.withPassword(folder, hosts)) {
        String said = proxy.run(folder, LaunchMain.class, registry.host(), folder.toString());
        assertThat(said.strip()).isEqualTo("its tools: [env]");
        assertThat(proxy.refused()).isEmpty();
        assertThat(proxy.admitted()).containsAll(hosts.keySet());
        assertThat(proxy.forwarded()).doesNotContainIgnoringCase("proxy-authorization");
        assertThat(registry.lines("PUT"))
            .anyMatch(line -> line.contains("/manifests/mcp-notes-server"));
      }
    }
  }

  /** Launches from a separate JVM, which has the variables of the network. */
  static final class LaunchMain {
    private LaunchMain() {}

    public static void main(String[] args) {
      Path folder = Path.of(args[1]);
      LocalMachines machines =
          LocalMachines.builder()
              .registries(FakeImages.client(args[0], folder.resolve("pulled")))
              .build();
      try (FlyEmulator emulator = FlyEmulator.builder().runtime(machines).start()) {
        McpDeployment deployment =
            McpLauncher.on(emulator.client())
                .image("ghcr.io/team/notes-server")
                .host(HostEnvironment.of(OperatingSystem.LINUX, folder.resolve("home"), Map.of()))
                .launch();
        System.out.println("its tools: " + deployment.inspect().tools());
        deployment.destroy();
      }
    }
  }

  @Test
  void theApiClientOfTheEnvironmentComesThroughTheProxyWithItsLogin() throws Exception {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      Map<String, Integer> hosts = Map.of("api.machines.dev", emulator.uri().getPort());
      try (CompanyProxy proxy = CompanyProxy.withPassword(folder, hosts)) {
        String said = proxy.run(folder, ApiMain.class, emulator.token());
        assertThat(said.strip()).isEqualTo("created notes");
        assertThat(proxy.refused()).isEmpty();
        assertThat(proxy.admitted()).isNotEmpty().containsOnly("api.machines.dev");
        assertThat(proxy.forwarded())
            .contains("POST /v1/apps")
            .doesNotContainIgnoringCase("proxy-authorization");
      }
    }
  }

  /** Creates an app from a separate JVM, which has the variables of the network. */
  static final class ApiMain {
    private ApiMain() {}

    public static void main(String[] args) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.put("FLY_API_TOKEN", args[0]);
      FlyClient fly = FlyClient.builder().environment(environment).build();
      System.out.println("created " + fly.apps().create("notes", a -> a.org("personal")).name());
    }
  }

  /** This JVM, like most, was started without the property that lets passwords go to proxies. */
  @Test
  void theApiClientSaysWhatAProxyWithALoginNeeds() throws Exception {
    Map<String, Integer> hosts = Map.of("api.machines.dev", 0);
    try (CompanyProxy proxy = CompanyProxy.withPassword(folder, hosts)) {
      Map<String, String> environment = new HashMap<>(proxy.environment());
      environment.put("FLY_API_TOKEN", "token");
      FlyClient fly = FlyClient.builder().environment(environment).build();
      assertThatThrownBy(() -> fly.apps().find("notes"))
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("-Djdk.http.auth.tunneling.disabledSchemes=")
          .hasMessageNotContaining(CompanyProxy.PASSWORD);
      assertThat(proxy.refused()).containsExactly("api.machines.dev");
    }
  }

  @Test
  void aVariableOfNoUseIsSaidBeforeAnythingIsChanged() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(CompanyProxy.java(BadVariableMain.class)).redirectErrorStream(true);
    builder.environment().put("ALL_PROXY", "socks5://jane:" + CompanyProxy.PASSWORD + "@127.0.0.1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said)
        .startsWith("InvalidLaunchException: The environment variable ALL_PROXY does not name")
        .contains("NoAnswerException: The environment variable ALL_PROXY does not name")
        .doesNotContain(CompanyProxy.PASSWORD);
  }

  /** Plans, and asks, with a variable that names no HTTP proxy. */
  static final class BadVariableMain {
    private BadVariableMain() {}

    public static void main(String[] args) throws Exception {
      try (FlyEmulator emulator = FlyEmulator.start()) {
        McpLauncher.on(emulator.client()).image("ghcr.io/team/notes-server").launch();
      } catch (LaunchException e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
      try {
        new SignInProbe(URI.create("https://notes.example/mcp"), "").await(Duration.ofSeconds(9));
      } catch (LaunchException e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  @Test
  void waitsThroughTheProxyForAServerThatPeopleSignInTo() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean ready = exchange.getRequestURI().getPath().equals("/readyz");
          exchange
              .getResponseHeaders()
              .set("WWW-Authenticate", "Bearer resource_metadata=\"https://notes.example/x\"");
          exchange.sendResponseHeaders(ready ? 200 : 401, -1);
          exchange.close();
        });
    server.start();
    Map<String, Integer> hosts = Map.of(SERVER, server.getAddress().getPort());
    try (CompanyProxy proxy = CompanyProxy.withPassword(folder, hosts)) {
      assertThat(proxy.run(folder, ProbeMain.class).strip()).isEqualTo("asks people to sign in");
      assertThat(proxy.admitted()).isNotEmpty().containsOnly(SERVER);
      assertThat(proxy.refused()).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  /** Waits in a separate JVM, which has the variables of the network. */
  static final class ProbeMain {
    private ProbeMain() {}

    public static void main(String[] args) throws Exception {
      new SignInProbe(URI.create("https://" + SERVER + "/mcp"), "").await(Duration.ofSeconds(60));
      System.out.println("asks people to sign in");
    }
  }
}
