package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.transport.CompanyProxy;
import dev.mcpfly.transport.internal.network.NetworkAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registries of the internet, from a network with a proxy and a certificate authority. */
@Timeout(120)
class CompanyNetworkTest {
  private static final ImageReference SERVER = ImageReference.parse("registry.example/team/a:1");

  private final FakeRegistry registry = new FakeRegistry().auth(FakeRegistry.Auth.BEARER);
  @TempDir Path folder;
  private Map<String, Integer> hosts;

  @BeforeEach
  void serve() {
    int port = Integer.parseInt(registry.host().replaceFirst(".*:", ""));
    hosts = Map.of("registry.example", port, "login.example", port);
    registry.challenge("Bearer realm=\"https://login.example/token\",service=\"fake\"");
    registry.putImage("team/a", "1", "{}", List.of(RegistryClientPullTest.noise(100)));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private RegistryClient client(Map<String, String> environment) {
    NetworkAccess network = NetworkAccess.of(environment, null);
    return client(b -> b.network(network::apply, network::proxyAuthorization), folder);
  }

  static RegistryClient client(UnaryOperator<RegistryClient.Builder> network, Path folder) {
    return network
        .apply(RegistryClient.builder())
        .credentials(
            RegistryCredentials.of(
                "registry.example", RegistryCredentials.Login.of("user", "secret")))
        .cache(BlobCache.at(folder.resolve("images")))
        .retries(2, Duration.ofMillis(2))
        .build();
  }

  /** Pulls a layer, and returns what is wrong with it, or an empty text. */
  static String pull(RegistryClient client) {
    RemoteImage image = client.image(SERVER);
    return client.blob(SERVER, image.layers().get(0)).toFile().length() == 100 ? "" : "truncated";
  }

  @Test
  void registriesAndTheirTokensComeThroughTheProxy() throws Exception {
    try (CompanyProxy proxy = CompanyProxy.open(folder, hosts)) {
      RegistryClient client = client(proxy.environmentWithoutPassword());
      assertThat(pull(client)).isEmpty();
      assertThat(pull(client.listening(event -> {}))).isEmpty();
      assertThat(proxy.admitted()).contains("registry.example", "login.example");
    }
  }

  @Test
  void theProxyIsToldThePasswordAndNobodyElse() throws Exception {
    try (CompanyProxy proxy = CompanyProxy.withPassword(folder, hosts)) {
      assertThat(proxy.run(folder, PullMain.class, folder.toString()).strip()).isEqualTo("pulled");
      assertThat(proxy.admitted()).contains("registry.example", "login.example");
      assertThat(proxy.refused()).isEmpty();
      assertThat(proxy.forwarded())
          .contains("GET /v2/team/a/manifests/1 HTTP/1.1")
          .doesNotContainIgnoringCase("proxy-authorization");
    }
  }

  /** Runs in a separate JVM, as the JDK reads only once whether proxies get passwords. */
  static final class PullMain {
    private PullMain() {}

    public static void main(String[] args) {
      NetworkAccess network = NetworkAccess.of(System.getenv(), null);
      String wrong =
          pull(
              client(
                  b -> b.network(network::apply, network::proxyAuthorization), Path.of(args[0])));
      System.out.println(wrong.isEmpty() ? "pulled" : wrong);
    }
  }

  @Test
  void saysThatTheProxyWantsAPassword() throws Exception {
    try (CompanyProxy proxy = CompanyProxy.withPassword(folder, hosts)) {
      RegistryClient client = client(proxy.environmentWithoutPassword());
      assertThatThrownBy(() -> client.image(SERVER))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION))
          .hasMessageContaining("The HTTP proxy on the way to registry.example asks for a login")
          .hasMessageContaining("jdk.http.auth.tunneling.disabledSchemes");
      assertThat(proxy.refused()).containsExactly("registry.example");
    }
  }

  @Test
  void anAuthorityThatIsNotNamedIsNotTrusted() throws Exception {
    try (CompanyProxy proxy = CompanyProxy.open(folder, hosts)) {
      String url = proxy.environmentWithoutPassword().get("HTTPS_PROXY");
      RegistryClient client = client(Map.of("HTTPS_PROXY", url));
      assertThatThrownBy(() -> client.image(SERVER))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("PKIX path building failed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, it refused the connection",
    "no-such-host.invalid, its host name cannot be resolved"
  })
  void saysInWordsWhyARegistryCannotBeReached(String host, String reason) {
    RegistryClient client = client(Map.of());
    assertThatThrownBy(() -> client.image(ImageReference.parse(host + "/team/a:1")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("No working connection to " + host)
        .hasMessageEndingWith(": " + reason + ".");
  }

  @Test
  void hostsOfNoProxyAreAskedDirectly() throws Exception {
    try (CompanyProxy proxy = CompanyProxy.withPassword(folder, hosts)) {
      registry.auth(FakeRegistry.Auth.NONE);
      assertThat(client(proxy.environment()).image(registry.reference("team/a:1")).layers())
          .hasSize(1);
      assertThat(proxy.admitted()).isEmpty();
      assertThat(proxy.refused()).isEmpty();
    }
  }
}
