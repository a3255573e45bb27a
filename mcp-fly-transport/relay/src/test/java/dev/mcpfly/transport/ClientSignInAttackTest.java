package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.internal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile servers, pages and neighbours try against a client that signs in. */
@Timeout(120)
class ClientSignInAttackTest {
  @TempDir(deletionStrategy = PatientDeletion.class)
  Path directory;

  private ScriptedIssuer issuer;
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    issuer = new ScriptedIssuer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private OAuthClient oauth() {
    return OAuthClient.interactive()
        .store(directory.resolve("auth"))
        .browser(issuer::browse)
        .prompt(told::add);
  }

  private String initialize(OAuthClient oauth) throws Exception {
    try (StdioClient client = new StdioClient(StdioProxy.to(issuer.uri()).oauth(oauth))) {
      return client.initialize();
    }
  }

  private void refusedBeforeTheBrowser(String... words) throws Exception {
    assertThat(initialize(oauth())).contains("\"error\"").contains(words);
    assertThat(issuer.opened).isEmpty();
    assertThat(issuer.requests("/token")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com/mcp",
        "http://127.0.0.1:1/mcp",
        "http://localhost/mcp",
        "BASE/other",
        "BASE/mc",
        "BASE/mcp/deeper",
        "BASE/mcp#part",
        "BASE/x/../other",
        "not a url",
        "mailto:me"
      })
  void requestsNoTokenForAnotherResource(String resource) throws Exception {
    issuer.resource.put("resource", Json.quote(resource.replace("BASE", issuer.issuer())));
    refusedBeforeTheBrowser("another resource");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BASE/", "BASE/x", "https://evil.example.com", "BASE?x", ""})
  void stopsAtMetadataOfAnotherIssuer(String claimed) throws Exception {
    issuer.metadata.put("issuer", Json.quote(claimed.replace("BASE", issuer.issuer())));
    refusedBeforeTheBrowser("another issuer");
  }

  @ParameterizedTest
  @CsvSource({
    "true, &iss=https%3A%2F%2Fevil.example.com",
    "true, ''",
    "true, &iss=",
    "true, &iss=BASE%2F",
    "false, &iss=https%3A%2F%2Fevil.example.com",
    "false, &iss=BASE%2F",
    "true, &iss=https%3A%2F%2Fevil.example.com&error=SHOUT&error_description=SHOUT",
    "true, &error=SHOUT&error_description=SHOUT",
  })
  void acceptsNoCodeFromAnotherIssuer(boolean advertised, String parameters) throws Exception {
    issuer.metadata.put("authorization_response_iss_parameter_supported", "" + advertised);
    issuer.redirectWith =
        parameters.replace("BASE", URLEncoder.encode(issuer.issuer(), StandardCharsets.UTF_8));
    assertThat(initialize(oauth()))
        .contains("another authorization server")
        .doesNotContain("SHOUT");
    assertThat(issuer.requests("/token")).isEmpty();
    assertThat(issuer.page()).doesNotContain("SHOUT");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void acceptsACodeThatNamesItsIssuer(boolean advertised) throws Exception {
    issuer.metadata.put("authorization_response_iss_parameter_supported", "" + advertised);
    issuer.redirectWith = "&iss=" + URLEncoder.encode(issuer.issuer(), StandardCharsets.UTF_8);
    assertThat(initialize(oauth())).contains("\"result\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "[\"plain\"]", "[\"s256\"]", "\"none\"", "null", "{}"})
  void stopsWithoutPkceByS256(String methods) throws Exception {
    issuer.metadata.remove("code_challenge_methods_supported");
    if (!methods.isEmpty()) {
      issuer.metadata.put("code_challenge_methods_supported", methods);
    }
    refusedBeforeTheBrowser("S256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example.com/token",
        "http://10.0.0.1/token",
        "ftp://127.0.0.1/token",
        "file:///etc/passwd",
        "https://user:pw@login.example.com/token",
        "https:/token",
        "javascript:alert(1)",
        "//login.example.com/token",
        "-x",
        "$(x)",
        "&calc",
        ""
      })
  void stopsAtEndpointsThatAreNotSafe(String endpoint) throws Exception {
    for (String name :
        List.of("token_endpoint", "authorization_endpoint", "registration_endpoint")) {
      Map<String, String> good = Map.copyOf(issuer.metadata);
      issuer.metadata.put(name, Json.quote(endpoint));
      refusedBeforeTheBrowser("Signing in");
      issuer.metadata.putAll(good);
    }
    assertThat(issuer.requests("/register")).isEmpty();
  }

  @Test
  void ignoresForeignRedirectsAndKeepsWaiting() throws Exception {
    CopyOnWriteArrayList<Integer> answers = new CopyOnWriteArrayList<>();
    OAuthClient oauth =
        oauth()
            .browser(
                onAThread(
                    page -> {
                      Map<String, String> asked = ScriptedIssuer.form(page.getRawQuery());
                      URI callback = URI.create(asked.get("redirect_uri"));
                      String state = asked.get("state");
                      for (String query :
                          List.of(
                              "?code=x&state=wrong",
                              "?error=access_denied&state=wrong",
                              "?error=access_denied",
                              "?code=x",
                              "",
                              "?state=" + state + "&state=" + state + "&code=x")) {
                        answers.add(ScriptedIssuer.get(URI.create(callback + query)).statusCode());
                      }
                      answers.add(
                          raw(callback, "GET", "evil.example.com:" + callback.getPort(), state));
                      answers.add(raw(callback, "GET", "127.0.0.1:1", state));
                      answers.add(raw(callback, "GET", callback.getAuthority(), state + "&x=%zz"));
                      answers.add(raw(callback, "POST", callback.getAuthority(), state));
                      answers.add(
                          ScriptedIssuer.get(callback.resolve("/other?code=x&state=" + state))
                              .statusCode());
                      ScriptedIssuer.get(page);
                    }));
    assertThat(initialize(oauth)).contains("\"result\"");
    assertThat(answers).containsExactly(400, 400, 400, 400, 400, 400, 400, 400, 400, 405, 404);
    assertThat(issuer.grants("authorization_code")).hasSize(1);
  }

  private interface Visit {
    void to(URI page) throws Exception;
  }

  private static Consumer<URI> onAThread(Visit visit) {
    return page -> {
      Thread thread =
          new Thread(
              () -> {
                try {
                  visit.to(page);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              },
              "browser");
      thread.setDaemon(true);
      thread.start();
    };
  }

  /** A request with any method and host, and its status. */
  private static int raw(URI callback, String method, String host, String state)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), callback.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          (method
                  + " "
                  + callback.getPath()
                  + "?code=x&state="
                  + state
                  + " HTTP/1.1\r\nHost: "
                  + host
                  + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return Integer.parseInt(head.substring(9, 12));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void sendsNothingWhereAServerRedirectsTo(int status) throws Exception {
    try (ScriptedIssuer other = new ScriptedIssuer()) {
      assertThat(initialize(oauth())).contains("\"result\"");
      for (String path :
          List.of(
              "/mcp",
              "/.well-known/oauth-protected-resource/mcp",
              "/.well-known/oauth-authorization-server",
              "/token",
              "/register")) {
        issuer.instead.put(
            path,
            (request, answer) -> answer.header("Location", other.issuer() + path).status(status));
        issuer.expire();
        assertThat(initialize(oauth().profile(path))).contains("\"error\"");
        issuer.instead.remove(path);
      }
      assertThat(initialize(oauth())).contains("\"result\"");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void followsARedirectOfMetadataWithinItsOrigin() throws Exception {
    issuer.instead.put(
        "/.well-known/oauth-authorization-server",
        (request, answer) -> answer.header("Location", "/moved").status(302));
    issuer.instead.put(
        "/moved", (request, answer) -> answer.json(200, ScriptedIssuer.object(issuer.metadata)));
    assertThat(initialize(oauth())).contains("\"result\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-authorization-server",
        "/register",
        "/token"
      })
  void boundsTheSizeOfAnswers(String path) throws Exception {
    issuer.instead.put(
        path,
        (request, answer) -> {
          answer.header("Content-Type", "application/json").stream();
          String filler = " ".repeat(1 << 16);
          answer.write("{\"x\":\"");
          // Ends when the client hangs up.
          for (int i = 0; i < 1 << 14; i++) {
            answer.write(filler);
          }
        });
    assertThat(initialize(oauth())).contains("larger than 64 KiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mac | good",
        "DPoP | good",
        " | good",
        "Bearer | ",
        "Bearer | a b",
        "Bearer | a\\r\\nX-Injected: 1",
        "Bearer | a\\u0000",
        "Bearer | \\u00e9"
      })
  void acceptsOnlyTokensThatAHeaderCanCarry(String type, String token) throws Exception {
    issuer.instead.put(
        "/token",
        (request, answer) ->
            answer.json(
                200,
                "{\"access_token\":\""
                    + (token == null ? "" : token)
                    + "\",\"token_type\":\""
                    + (type == null ? "" : type)
                    + "\"}"));
    assertThat(initialize(oauth())).contains("\"error\"").doesNotContain("Injected");
    assertThat(issuer.requests("/mcp")).allMatch(r -> r.header("authorization") == null);
    assertThat(directory.resolve("auth")).isDirectoryNotContaining("glob:**token-*.json");
  }

  @Test
  void keepsItsFilesPrivateAndRepairsTheirPermissions() throws Exception {
    assertThat(initialize(oauth())).contains("\"result\"");
    Path auth = directory.resolve("auth");
    assertThat(permissions(auth)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(auth)) {
      for (Path file : files.toList()) {
        assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
      }
    }
    Files.setPosixFilePermissions(auth, PosixFilePermissions.fromString("rwxrwxrwx"));
    String log = logged(() -> assertThat(initialize(oauth())).contains("\"result\""));
    assertThat(log)
        .contains("WARNING", auth.toString(), "Others had access to", "rwxrwxrwx", "rw-rw-r--");
    assertThat(permissions(auth)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(auth)) {
      assertThat(
              files.filter(f -> f.toString().contains("token-") && f.toString().endsWith("json")))
          .allMatch(file -> permissions(file).equals("rw-------"));
    }
  }

  private static String permissions(Path file) {
    try {
      return PosixFilePermissions.toString(
          Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesLinksInPlaceOfItsFiles() throws Exception {
    assertThat(initialize(oauth())).contains("\"result\"");
    Path auth = directory.resolve("auth");
    Path victim = Files.writeString(directory.resolve("victim"), "untouched");
    try (Stream<Path> files = Files.list(auth)) {
      for (Path file : files.filter(f -> f.toString().contains("token-")).toList()) {
        Files.delete(file);
        Files.createSymbolicLink(file, victim);
      }
    }
    assertThat(initialize(oauth())).contains("symbolic link");
    assertThat(victim).hasContent("untouched");
    Path linked = Files.createSymbolicLink(directory.resolve("linked"), auth);
    assertThat(initialize(oauth().store(linked))).contains("symbolic link");
  }

  @Test
  void survivesADamagedStore() throws Exception {
    assertThat(initialize(oauth())).contains("\"result\"");
    for (String text : List.of("", "{", "[]", "null", "{\"access_token\":7}", "\u0000\u0001")) {
      try (Stream<Path> files = Files.list(directory.resolve("auth"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          Files.writeString(file, text);
        }
      }
      assertThat(initialize(oauth())).as(text).contains("\"result\"");
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  /** What is logged meanwhile, at any level. */
  private static String logged(Work work) throws Exception {
    ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    Logger root = Logger.getLogger("");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (String.valueOf(entry.getLoggerName()).startsWith("dev.mcpfly")) {
              log.add(
                  entry.getLevel()
                      + " "
                      + entry.getMessage()
                      + List.of(
                          entry.getParameters() == null ? new Object[0] : entry.getParameters())
                      + entry.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    Logger ours = Logger.getLogger("dev.mcpfly.transport.proxy");
    ours.setLevel(Level.ALL);
    root.addHandler(handler);
    try {
      work.run();
    } finally {
      root.removeHandler(handler);
      ours.setLevel(null);
    }
    return log.toString();
  }

  @Test
  void neitherLogsNorReportsSecrets() throws Exception {
    String log =
        logged(
            () -> {
              OAuthClient oauth = oauth();
              assertThat(initialize(oauth)).contains("\"result\"");
              issuer.expire();
              assertThat(initialize(oauth)).contains("\"result\"");
              issuer.expire();
              issuer.refresh.clear();
              assertThat(initialize(oauth)).contains("\"result\"");
              oauth.signOut(issuer.uri());
              assertThat(oauth.toString()).isEqualTo("OAuthClient[INTERACTIVE]");
            });
    String all = log + String.join("\n", told);
    assertThat(all).doesNotContain("access-").doesNotContain("refresh-").doesNotContain("code-");
    for (Map<String, String> grant : issuer.grants("authorization_code")) {
      assertThat(all).doesNotContain(grant.get("code_verifier"));
    }
  }

  @Test
  void boundsAndCleansTextFromServers() throws Exception {
    issuer.instead.put(
        "/token",
        (request, answer) ->
            answer.json(
                400,
                "{\"error\":\"invalid_\\u001b[31mrequest\",\"error_description\":\""
                    + "\\u001b]0;x\\u0007\\r\\n<script>"
                    + "A".repeat(9000)
                    + "\"}"));
    String answer = initialize(oauth());
    assertThat(answer.length()).isLessThan(1000);
    assertThat(answer).doesNotContain("u001b").doesNotContain("\\u0007").doesNotContain("\\r");
    assertThat(issuer.page()).doesNotContain("<script>").doesNotContain("\u001b");
  }

  @Test
  void endsASignInThatIsNotCompleted() throws Exception {
    OAuthClient oauth = oauth().browser(page -> {}).timeout(Duration.ofMillis(300));
    assertThat(initialize(oauth)).contains("was not completed within");
  }
}
