package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.internal.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our client signs in to authorization servers that others wrote: from npm, Maven Central and PyPI.
 * Needs Node, npm, Python and those registries; runs in the Maven profile {@code sign-in}.
 */
@EnabledIfSystemProperty(named = "mcp.sign-in", matches = "true")
@Timeout(600)
class ClientSignInServersTest {
  private static final NpmProject WORK = new NpmProject("sign-in-servers");

  @TempDir(deletionStrategy = PatientDeletion.class)
  Path directory;

  private final List<Process> started = new ArrayList<>();
  private final List<URI> opened = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final FormBrowser browser =
      new FormBrowser(Map.of("login", "me", "password", "secret", "username", "me"));

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
  }

  private OAuthClient at(OAuthClient oauth) {
    return oauth.store(directory.resolve("auth")).prompt(told::add).browser(this::open);
  }

  private void open(URI page) {
    opened.add(page);
    browser.open(page);
  }

  private void call(URI server, OAuthClient oauth) throws Exception {
    try (StdioClient client = new StdioClient(StdioProxy.to(server).oauth(oauth))) {
      assertThat(client.initialize()).as("%s", browser.pages).contains("\"result\"");
      client.call(1, "text");
      assertThat(client.answer(1)).contains("hello");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts a server, and waits until something listens at its port. */
  private void serve(int port, Map<String, String> environment, Object... command)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(java.util.Arrays.stream(command).map(String::valueOf).toList())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    for (int i = 0; i < 1200 && process.isAlive(); i++) {
      try {
        new java.net.Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new AssertionError(
        "The server did not start: " + Files.readString(directory.resolve("server.log")));
  }

  private static Path fixture(String name) {
    return Path.of("src", "test", "resources", "sign-in", name).toAbsolutePath();
  }

  /** A relay that trusts the issuer. */
  private static Relay relay(int port, URI issuer) {
    return Relay.stdio(ToyServerMain.command())
        .port(port)
        .prestart(false)
        .oauth(OAuthIssuer.at(issuer).audience("http://127.0.0.1:" + port + "/mcp").scopes("mcp"))
        .start();
  }

  @Test
  void signsInToOidcProvider() throws Exception {
    Path node = SignInTools.node();
    int issuerPort = freePort();
    int port = freePort();
    URI issuer = URI.create("http://127.0.0.1:" + issuerPort);
    serve(
        issuerPort,
        Map.of(),
        node,
        fixture("oidc-provider.mjs"),
        SignInTools.directory(),
        issuerPort,
        "http://127.0.0.1:" + port + "/mcp");
    try (Relay relay = relay(port, issuer)) {
      OAuthClient oauth = at(OAuthClient.interactive());
      call(relay.uri(), oauth);
      call(relay.uri(), oauth);
      assertThat(opened).hasSize(1);
      assertThat(opened.get(0).getQuery()).contains("scope=mcp+offline_access", "prompt=consent");
      assertThat(refreshToken()).isPresent();
      expireStored();
      call(relay.uri(), oauth);
      assertThat(opened).as("renewed without a person").hasSize(1);
      assertThat(oauth.signOut(relay.uri())).isTrue();

      call(relay.uri(), at(OAuthClient.clientCredentials("job", "the-secret-of-the-job")));
      assertThat(opened).hasSize(1);

      OAuthClient device = at(OAuthClient.device().client("device")).prompt(text -> enter(text));
      call(relay.uri(), device);
    }
  }

  /** Goes to the page that the device flow names, as the person would. */
  private void enter(String text) {
    Matcher page = Pattern.compile("or open (\\S+)").matcher(text);
    assertThat(page.find()).as(text).isTrue();
    browser.open(URI.create(page.group(1)));
  }

  private java.util.Optional<Path> refreshToken() throws IOException {
    try (var files = Files.list(directory.resolve("auth"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> read(file).contains("\"refresh_token\""))
          .findFirst();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes the stored token one that has ended. */
  private void expireStored() throws IOException {
    Path file = refreshToken().orElseThrow();
    Files.writeString(file, read(file).replaceFirst("\"expires_at\":\\d+", "\"expires_at\":1"));
  }

  @Test
  void signsInToMockOAuth2Server() throws Exception {
    Files.createDirectories(WORK.directory());
    Path pom = WORK.directory().resolve("pom.xml");
    Files.writeString(
        pom,
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
            + "<groupId>x</groupId><artifactId>x</artifactId><version>1</version><dependencies>"
            + "<dependency><groupId>no.nav.security</groupId>"
            + "<artifactId>mock-oauth2-server</artifactId><version>6.0.2</version></dependency>"
            + "</dependencies></project>");
    Path jars = WORK.directory().resolve("jars");
    WORK.run(
        "maven",
        Path.of("..", "..", "mvnw").toAbsolutePath().normalize(),
        "-q",
        "-B",
        "-f",
        pom,
        "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies",
        "-DincludeScope=runtime",
        "-DoutputDirectory=" + jars);
    int issuerPort = freePort();
    int port = freePort();
    String claims =
        "{\"sub\":\"me\",\"scope\":\"mcp\",\"aud\":["
            + Json.quote("http://127.0.0.1:" + port + "/mcp")
            + "]}";
    String config =
        "{\"interactiveLogin\":true,\"tokenCallbacks\":[{\"issuerId\":\"tenant\",\"tokenExpiry\":"
            + "3600,\"requestMappings\":[{\"requestParam\":\"grant_type\",\"match\":\"*\","
            + "\"claims\":"
            + claims
            + "}]}]}";
    serve(
        issuerPort,
        Map.of("SERVER_PORT", "" + issuerPort, "JSON_CONFIG", config),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-cp",
        jars + "/*",
        "no.nav.security.mock.oauth2.StandaloneMockOAuth2ServerKt");
    URI issuer = URI.create("http://localhost:" + issuerPort + "/tenant");
    try (Relay relay = relay(port, issuer)) {
      // It knows no registration, takes any client id, and insists on OpenID Connect.
      OAuthClient oauth = at(OAuthClient.interactive().client("mcp-fly").scopes("openid", "mcp"));
      call(relay.uri(), oauth);
      expireStored();
      call(relay.uri(), oauth);
      assertThat(opened).hasSize(1);
    }
  }

  @Test
  void signsInToAServerOfThePythonSdk() throws Exception {
    Path python = SignInTools.python();
    int port = freePort();
    serve(port, Map.of(), python, fixture("python-server.py"), port);
    URI server = URI.create("http://localhost:" + port + "/mcp");
    OAuthClient oauth = at(OAuthClient.interactive());
    call(server, oauth);
    call(server, oauth);
    assertThat(opened).hasSize(1);
    assertThat(opened.get(0).getQuery()).contains("scope=user");
    assertThat(oauth.signOut(server)).isTrue();
  }
}
