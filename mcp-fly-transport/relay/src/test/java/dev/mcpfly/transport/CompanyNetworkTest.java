package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks with an HTTP proxy, and with their own certificate authority. */
@Timeout(150)
class CompanyNetworkTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path files;
  private static HttpsServer server;

  private static void keytool(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(files.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @BeforeAll
  static void serve() throws Exception {
    String keys = files.resolve("keys.p12").toString();
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        keys,
        "-storepass",
        "changeit");
    keytool(
        "-exportcert",
        "-alias",
        "server",
        "-rfc",
        "-keystore",
        keys,
        "-storepass",
        "changeit",
        "-file",
        files.resolve("ca.pem").toString());
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(keys))) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] answer = FakeMcp.initializeResult("\"init-1\"").getBytes(StandardCharsets.UTF_8);
          boolean post = exchange.getRequestMethod().equals("POST");
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(post ? 200 : 405, post ? answer.length : -1);
          if (post) {
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static StdioProxy proxy() {
    return StdioProxy.to(URI.create("https://localhost:" + server.getAddress().getPort() + "/mcp"))
        .environment(Map.of());
  }

  private static String answer(StdioProxy proxy) throws Exception {
    try (StdioClient client = new StdioClient(proxy)) {
      return client.initialize();
    }
  }

  @Test
  void namesTheVariableThatHelpsWithAnUnknownAuthority() throws Exception {
    assertThat(answer(proxy()))
        .contains("\"error\"")
        .contains("not trusted")
        .contains("NODE_EXTRA_CA_CERTS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"})
  void trustsTheAuthoritiesOfTheVariablesThatOtherToolsFollow(String variable) throws Exception {
    String file = files.resolve("ca.pem").toString();
    assertThat(answer(proxy().environment(Map.of(variable, file)))).contains("\"result\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca.pem", "keys.p12"})
  void trustsTheAuthoritiesOfAnOption(String file) throws Exception {
    assertThat(answer(proxy().trustStore(files.resolve(file)))).contains("\"result\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.pem", "broken.pem", "empty.pem", ""})
  void namesAFileThatCannotBeRead(String name) throws Exception {
    Files.writeString(files.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    Files.writeString(files.resolve("empty.pem"), "");
    StdioProxy proxy = proxy().environment(Map.of("SSL_CERT_FILE", files.resolve(name).toString()));
    assertThatThrownBy(
            () -> proxy.run(InputStream.nullInputStream(), new java.io.ByteArrayOutputStream()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SSL_CERT_FILE")
        .hasMessageContaining(files.resolve(name).toString())
        .hasMessageContaining("PEM");
  }

  @Test
  void goesThroughTheProxyOfTheNetworkWithItsPassword() throws Exception {
    try (FakeMcp network =
        new FakeMcp(
            (request, answer) -> {
              if (request.rpc().equals("initialize")) {
                answer.json(200, FakeMcp.initializeResult(request.id()));
              } else {
                answer.status(request.method().equals("GET") ? 405 : 202);
              }
            })) {
      StdioProxy proxy =
          StdioProxy.to(URI.create("http://mcp.internal/mcp"))
              .environment(Map.of("http_proxy", "http://me:pass@127.0.0.1:" + network.port()));
      assertThat(answer(proxy)).contains("\"result\"");
      assertThat(network.requests)
          .isNotEmpty()
          .allMatch(request -> request.path().equals("http://mcp.internal/mcp"))
          .allMatch(request -> "Basic bWU6cGFzcw==".equals(request.header("proxy-authorization")));
    }
  }
}
