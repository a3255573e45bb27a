package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.io.BufferedReader;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The faults that {@code flyctl mcp wrap} and {@code flyctl mcp proxy} have, numbered as in the
 * list of all 25: each test shows that the relay, or the proxy, does not have it. The others are in
 * the {@code Flyctl…DefectsTest} classes of the launch package.
 */
@Timeout(180)
class FlyctlTransportDefectsTest {
  private static final String CONSTANT_TIME = "java.security.MessageDigest.isEqual([B, [B)";

  private static Relay.Builder relay() {
    return Relay.stdio(StdioServerMain.command()).port(0);
  }

  @Test
  @DisplayName(
      "5: wrap compares tokens letter by letter, takes any path, origin and amount of bytes")
  void defect05TokensAreComparedInConstantTimeAndPathOriginAndSizeAreChecked() throws Exception {
    assertThat(
            new ClassFileImporter()
                .importClasses(AcceptedCredentials.class)
                .get(AcceptedCredentials.class)
                .getMethodCallsFromSelf())
        .as("how a token is compared")
        .anyMatch(made -> made.getTarget().getFullName().equals(CONSTANT_TIME))
        .noneMatch(made -> made.getTargetOwner().isEquivalentTo(Arrays.class));
    RelayLimits limits = RelayLimits.ofDefaults().requestBytes(100_000).messageBytes(100_000);
    try (Relay relay = relay().prestart(false).bearerToken("t0ken").limits(limits).start()) {
      HttpPeer known = new HttpPeer(relay.uri(), "Authorization", "Bearer t0ken");
      HttpPeer elsewhere =
          new HttpPeer(relay.baseUri().resolve("/any/path"), "Authorization", "Bearer t0ken");
      assertThat(elsewhere.post(HttpPeer.initialize("2025-11-25")).status()).isEqualTo(404);
      assertThat(
              known
                  .post(HttpPeer.initialize("2025-11-25"), "Origin", "https://evil.example")
                  .status())
          .isEqualTo(403);
      String tooLarge = call("1", "echo", "{\"text\":\"" + "x".repeat(200_000) + "\"}");
      for (String path : List.of("/mcp", "/")) {
        HttpPeer at = new HttpPeer(relay.baseUri().resolve(path), "Authorization", "Bearer t0ken");
        assertThat(at.post(tooLarge).status()).as(path).isEqualTo(413);
      }
    }
  }

  @Test
  @DisplayName(
      "7: wrap is no Streamable HTTP and no valid SSE, has no sessions and one reader, and drops"
          + " what nobody reads")
  void defect07SpeaksStreamableHttpWithSessionsAndKeepsUnreadMessages() throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer anyone = new HttpPeer(relay.uri());
      Answer hello = anyone.post(HttpPeer.initialize("2025-11-25"));
      assertThat(hello.header("Mcp-Session-Id")).isNotEmpty();
      HttpPeer one = anyone.session();
      HttpPeer other = anyone.session();
      try (Stream readsOne = one.stream();
          Stream readsOther = other.stream()) {
        assertThat(readsOne.status()).isEqualTo(200);
        assertThat(readsOther.status()).as("a second reader").isEqualTo(200);
        assertThat(other.post(call("1", "echo", "{\"a\":\"other\"}")).text()).contains("other");
        Answer answer = one.post(call("1", "progress", "{\"count\":2}", "\"progressToken\":7"));
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.body().lines())
            .as("lines of SSE")
            .allMatch(line -> line.isEmpty() || line.matches("(data|event|id|retry|): ?.*"));
        assertThat(answer.last()).contains("\"id\":1");
      }
      HttpPeer root = new HttpPeer(relay.baseUri(), "Accept", "application/json");
      root.post(HttpPeer.initialize("2025-06-18"));
      root.post(call("2", "echo", "{\"nobody\":\"listens\"}"));
      try (Stream late = root.stream()) {
        assertThat(late.next("")).contains("\"id\":0");
        assertThat(late.next("")).contains("\"id\":2").contains("listens");
      }
    }
  }

  @Test
  @DisplayName(
      "8: wrap holds a lock while it writes to a reader that needs the lock to go away: deadlock")
  void defect08ReadersThatLeaveWhileTheServerWritesDoNotBlockOthers() throws Exception {
    try (Relay relay = relay().start()) {
      HttpPeer root = new HttpPeer(relay.baseUri(), "Accept", "application/json");
      root.post(HttpPeer.initialize("2025-06-18"));
      String large = "{\"text\":\"" + "x".repeat(50_000) + "\"}";
      for (int i = 1; i <= 20; i++) {
        try (Stream reader = root.stream()) {
          assertThat(reader.status()).isIn(200, 409);
          assertThat(root.post(call("" + 2 * i, "echo", large)).status()).isEqualTo(202);
          assertThat(root.post(call("" + (2 * i + 1), "echo", large)).status()).isEqualTo(202);
        }
      }
      try (Stream last = openStream(root)) {
        root.post("{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"ping\"}");
        String line = last.next("");
        while (!line.contains("\"id\":\"last\"")) {
          assertThat(line).isNotEqualTo("END");
          line = last.next("");
        }
      }
    }
  }

  /** The relay may notice a moment later that the reader before is gone. */
  private static Stream openStream(HttpPeer root) throws Exception {
    for (int i = 0; i < 600; i++) {
      Stream stream = root.stream();
      if (stream.status() == 200) {
        return stream;
      }
      stream.close();
      Thread.sleep(50);
    }
    throw new AssertionError("the relay still holds a reader that has gone");
  }

  private static void child(String line, Consumer<String> out) {
    String id = new FakeMcp.Request("", "", java.util.Map.of(), line).id();
    if (line.contains("\"initialize\"")) {
      out.accept(FakeMcp.initializeResult(id));
    } else if (id != null) {
      out.accept(FakeMcp.result(id, "{\"letters\":" + line.length() + "}"));
    }
  }

  @Test
  @DisplayName(
      "10: proxy takes lines of 64 KiB at most, posts an empty message to begin with, reconnects"
          + " every 10 s at most, names the machine on POST alone, and answers no request with its"
          + " errors")
  void defect10ProxyTakesLongLinesReconnectsAtOnceAndFailsInTheProtocol() throws Exception {
    try (FakeWrap wrap = new FakeWrap(FlyctlTransportDefectsTest::child);
        StdioClient client = new StdioClient(StdioProxy.to(wrap.uri()).instance("148e21"))) {
      client.initialize();
      client.send(call("1", "echo", "{\"text\":\"" + "x".repeat(1_000_000) + "\"}"));
      assertThat(client.answer(1)).matches(".*\"letters\":100\\d{4}}.*");
      // With ten seconds each this would be longer than the test may take.
      for (int cut = 1; cut <= 20; cut++) {
        wrap.cut();
        await(wrap::hasListener);
        wrap.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cut" + cut + "\"}");
        client.next("notifications/cut" + cut + "\"");
      }
      assertThat(wrap.requests).allMatch(request -> request.endsWith("instance=148e21"));
      assertThat(wrap.requests.stream().filter(request -> request.startsWith("POST")))
          .as("each POST has a message")
          .hasSameSizeAs(wrap.posted);
    }
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
    try (StdioClient client =
        new StdioClient(StdioProxy.to(nobody).wakeTimeout(Duration.ofMillis(500)))) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"initialize\",\"params\":{}}");
      assertThat(client.next())
          .startsWith("{\"jsonrpc\":\"2.0\",\"id\":9,")
          .contains("\"error\":{\"code\":");
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    for (int i = 0; i < 3000; i++) {
      if (condition.holds()) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("not within 30 s");
  }

  @Test
  @DisplayName("11: proxy refuses an https address together with the app that it is for")
  void defect11ProxyTakesAnHttpsAddressTogetherWithTheMachineThatItIsFor(@TempDir Path folder)
      throws Exception {
    Path store = selfSigned(folder);
    List<String> instances = new CopyOnWriteArrayList<>();
    HttpsServer server = https(store, instances);
    Process proxy = null;
    try {
      List<String> command =
          new ArrayList<>(RelayJar.javaCommand(RelayJar.installTo(folder.resolve("data"))));
      String url = "https://localhost:" + server.getAddress().getPort() + "/mcp";
      command.addAll(List.of("proxy", "--url", url, "--instance", "148e21"));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder
          .environment()
          .put(
              "JAVA_TOOL_OPTIONS",
              "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=changeit"
                  .formatted(store));
      Path said = folder.resolve("stderr.txt");
      proxy = builder.redirectError(said.toFile()).start();
      try (var in = proxy.outputWriter(StandardCharsets.UTF_8)) {
        in.write(HttpPeer.initialize("2025-11-25") + "\n");
      }
      BufferedReader out = proxy.inputReader(StandardCharsets.UTF_8);
      String answer =
          CompletableFuture.supplyAsync(() -> out.lines().findFirst().orElse("nothing"))
              .get(60, TimeUnit.SECONDS);
      assertThat(answer).as(Files.readString(said)).contains("\"serverInfo\"");
      assertThat(instances).isNotEmpty().containsOnly("148e21");
    } finally {
      if (proxy != null) {
        proxy.destroyForcibly();
      }
      server.stop(0);
    }
  }

  private static Path selfSigned(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "it",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return store;
  }

  private static HttpsServer https(Path store, List<String> instances) throws Exception {
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/mcp",
        exchange -> {
          instances.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("Fly-Force-Instance-Id")));
          String request =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String id = new FakeMcp.Request("", "", java.util.Map.of(), request).id();
          if (exchange.getRequestMethod().equals("POST") && id != null) {
            byte[] answer = FakeMcp.initializeResult(id).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          } else {
            exchange.sendResponseHeaders(405, -1);
          }
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  @DisplayName("12: the debug log of wrap prints bodies before it has read them: always nothing")
  void defect12TheMostVerboseLogReportsEventsWithoutBodies() throws Exception {
    List<String> log = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("dev.mcpfly.transport");
    Handler keeps = keeping(log);
    logger.addHandler(keeps);
    logger.setLevel(Level.ALL);
    try (Relay relay = relay().bearerToken("t0ken").start()) {
      HttpPeer session = new HttpPeer(relay.uri(), "Authorization", "Bearer t0ken").session();
      String text = "private-".repeat(20_000);
      assertThat(session.post(call("1", "size", "{\"text\":\"" + text + "\"}")).text())
          .as("the body that arrived")
          .isEqualTo(String.valueOf(text.length()));
      session.send("DELETE");
    } finally {
      logger.removeHandler(keeps);
      logger.setLevel(null);
    }
    assertThat(log)
        .anyMatch(line -> line.contains("started"))
        .anyMatch(line -> line.contains("opened"))
        .anyMatch(line -> line.contains("ended by its client"))
        .noneMatch(String::isBlank)
        .noneMatch(line -> line.contains("private-") || line.contains("t0ken"));
  }

  private static Handler keeping(List<String> log) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            log.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    return handler;
  }
}
