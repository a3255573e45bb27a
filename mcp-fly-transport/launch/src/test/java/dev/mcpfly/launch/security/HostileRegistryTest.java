package dev.mcpfly.launch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.LaunchException;
import dev.mcpfly.launch.LaunchPlan;
import dev.mcpfly.launch.McpLauncher;
import dev.mcpfly.launch.McpRegistry;
import dev.mcpfly.launch.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The attacker is an MCP registry, or who publishes in one: whatever it answers, the outcome is one
 * sentence, nothing is made on Fly, nothing is asked at other hosts, and no shell or option reads
 * what it says.
 */
@Timeout(60)
class HostileRegistryTest {
  private static final String NAME = "io.github.me/notes";
  private static final String SENTENCE = "(?s)[^\\p{Cc}\\p{Cf}\\p{Cs}\u2028\u2029]{10,3000}[.)]";
  private static final String STDIO = "\"transport\":{\"type\":\"stdio\"}";

  @TempDir Path home;

  /** What the registry does with a request. */
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final AtomicReference<Answer> answer = new AtomicReference<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer http;
  private FlyEmulator emulator;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          try (exchange) {
            answer.get().to(exchange);
          }
        });
    http.start();
    emulator = FlyEmulator.builder().rateLimits(false).start();
  }

  @AfterEach
  void stop() {
    emulator.close();
    http.stop(0);
    threads.shutdownNow();
  }

  private String at(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  private McpRegistry registry() {
    return McpRegistry.at(URI.create(at("/"))).timeout(Duration.ofSeconds(10));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private void answers(String body) {
    answer.set(exchange -> send(exchange, 200, body.getBytes(StandardCharsets.UTF_8)));
  }

  private void redirects(String location) {
    answer.set(
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  private void lists(String name, String members) {
    answers(
        "{\"server\":{\"name\":\"%s\",\"description\":\"d\",\"version\":\"1.0.0\",%s}}"
            .formatted(name, members));
  }

  private void offers(String type, String identifier, String members) {
    lists(
        NAME,
        "\"packages\":[{\"registryType\":\"%s\",\"identifier\":\"%s\",%s,%s}]"
            .formatted(type, identifier, STDIO, members));
  }

  private McpLauncher launcher() {
    return McpLauncher.on(emulator.client())
        .registry(NAME, r -> r.from(registry()))
        .host(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  private void assertSentence(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfAny(RegistryException.class, LaunchException.class)
        .hasMessageMatching(SENTENCE);
  }

  private String refusesLaunch() {
    Throwable thrown = catchThrowable(() -> launcher().launch());
    assertSentence(thrown);
    assertThat(emulator.counts().apps()).isZero();
    return String.valueOf(thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:1/",
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "https://10.0.0.1/",
        "https://example.com/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://user:pass@127.0.0.1/",
        "//evil.example/",
        "http://\u202eevil/",
        ":::",
      })
  void redirectsStayAtTheRegistry(String location) {
    redirects(location);
    Throwable thrown = catchThrowable(() -> registry().search("x"));
    assertSentence(thrown);
    assertThat(asked).hasSize(1);
    assertThat(thrown.getMessage()).doesNotContain("user:pass");
  }

  @Test
  void endsRedirectLoops() {
    redirects("/again");
    assertSentence(catchThrowable(() -> registry().server(NAME)));
    assertThat(asked).hasSizeLessThan(10);
  }

  @Test
  void abandonsEndlessAnswers() {
    byte[] chunk = new byte[1 << 16];
    answer.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
              out.write(chunk);
            }
          }
        });
    Throwable thrown = catchThrowable(() -> registry().server(NAME));
    assertSentence(thrown);
    assertThat(thrown).hasMessageContaining("bytes");
  }

  @Test
  void abandonsTricklingAnswers() {
    answer.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write('{');
            out.flush();
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Throwable thrown =
        catchThrowable(() -> registry().timeout(Duration.ofMillis(300)).server(NAME));
    assertSentence(thrown);
    assertThat(thrown).hasMessageContaining("300 ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{}",
        "<html>",
        "{\"server\":null}",
        "{\"server\":[]}",
        "{\"server\":{}}",
        "{\"server\":{\"name\":7}}",
        "{\"server\":{\"name\":\"a/b\",\"version\":1e999999999}}",
        "{\"server\":{\"name\":\"io.github.me/notes\",\"version\":\"1.0.0\",\"packages\":{}}}",
        "{\"server\":{\"name\":\"io.github.me/notes\",\"version\":\"1.0.0\",\"packages\":[[]]}}",
        "{\"server\":{\"name\":\"io.github.me/notes\",\"version\":\"1.0.0\",\"packages\":[{}]}}",
        "{\"server\":{\"name\":\"io.github.me/other\",\"version\":\"1.0.0\"}}",
        "{\"server\":{\"name\":\"io.github.me/notes\",\"version\":\"\\u001b[31m\"}}",
      })
  void answersThatAreNoneComeToASentence(String body) {
    answers(body);
    refusesLaunch();
  }

  @Test
  void explainsDeepAnswersInOneSentence() {
    for (String open : new String[] {"[", "{\"a\":", "{\"server\":{\"name\":["}) {
      answers(open.repeat(200_000));
      refusesLaunch();
    }
    answers("{\"servers\":" + "[".repeat(5000) + "]".repeat(5000) + "}");
    assertSentence(catchThrowable(() -> registry().search("")));
  }

  @Test
  void stopsAtCyclicLists() {
    answers("{\"servers\":[],\"metadata\":{\"nextCursor\":\"a\"}}");
    assertSentence(catchThrowable(() -> registry().search("").stream().count()));
    assertThat(asked).hasSizeLessThan(4);
    answer.set(
        exchange ->
            send(
                exchange,
                200,
                "{\"servers\":[],\"metadata\":{\"nextCursor\":\"%d\"}}"
                    .formatted(asked.size())
                    .getBytes(StandardCharsets.UTF_8)));
    assertSentence(catchThrowable(() -> registry().search("").stream().count()));
    assertThat(asked).hasSizeLessThan(1010);
  }

  @Test
  void showsRegistryErrorsWithoutTerminalControls() {
    answer.set(
        exchange ->
            send(
                exchange,
                500,
                "{\"detail\":\"\\u001b]0;owned\\u0007\\u202e\\nbad\",\"errors\":[{\"message\":\"\\u0000\"}]}"
                    .getBytes(StandardCharsets.UTF_8)));
    assertSentence(catchThrowable(() -> registry().server(NAME)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/\\u001b[31mb",
        "a/\\u202eb",
        "a/__proto__",
        "a/constructor",
        "a/../b",
        "../..",
        "a b/c",
        "a/b\\nc",
        "a",
        ""
      })
  void leavesInvalidNamesOutOfLists(String name) {
    answers(
        "{\"servers\":[{\"server\":{\"name\":\"%s\",\"description\":\"d\",\"version\":\"1\"}}]}"
            .formatted(name));
    assertThat(registry().search("").servers()).isEmpty();
    assertThat(registry().search("").rejected()).singleElement().asString().matches(SENTENCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--registry=http://evil.example",
        "-y",
        "-",
        "../evil",
        "/etc/passwd",
        "./evil",
        "file:evil",
        "https://evil.example/x.tgz",
        "git+ssh://git@evil/x",
        "me/notes",
        "notes@latest",
        "notes || true",
        "notes;id",
        "$(id)",
        "`id`",
        "notes\\nevil",
        "notes\\u0000",
        "\\u202enotes",
        "@me/../evil",
        "",
      })
  void rejectsPackagesThatAreOptionsPathsOrAddresses(String identifier) {
    for (String type : new String[] {"npm", "pypi", "nuget", "go"}) {
      offers(type, identifier, "\"version\":\"1.0.0\"");
      refusesLaunch();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latest",
        "^1.0.0",
        "*",
        ">=1",
        "1.0.0 --evil",
        "-1",
        "1.0.0;id",
        "",
        "npm:evil",
        "1.0.0\\n"
      })
  void rejectsInvalidVersions(String version) {
    for (String type : new String[] {"npm", "pypi", "nuget", "go"}) {
      offers(
          type,
          type.equals("go") ? "github.com/me/notes" : "notes",
          "\"version\":\"" + version + "\"");
      refusesLaunch();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:s3cret@ghcr.io/me/notes",
        "https://ghcr.io/me/notes",
        "-v/:/host",
        "ghcr.io/me/notes:1 --privileged",
        "../notes",
        "ghcr.io/me/notes@sha256:abc",
        "ghcr.io/me/\\u202enotes",
        "ghcr.io/me/notes\\u0000",
        ""
      })
  void rejectsInvalidImagesWithoutShowingTheirCredentials(String image) {
    offers("oci", image, "\"version\":\"1\"");
    assertThat(refusesLaunch()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"runtimeArguments\":[{\"type\":\"named\",\"name\":\"-c\",\"value\":\"id\"}]",
        "\"runtimeArguments\":[{\"type\":\"named\",\"name\":\"--call\",\"value\":\"id\"}]",
        "\"runtimeArguments\":[{\"type\":\"positional\",\"value\":\"-c\"},{\"type\":\"positional\",\"value\":\"id\"}]",
        "\"runtimeArguments\":[{\"type\":\"positional\",\"value\":\"evil\"}]",
        "\"runtimeArguments\":[{\"type\":\"positional\",\"valueHint\":\"package\",\"isRequired\":true}]",
        "\"packageArguments\":[{\"type\":\"named\",\"name\":\"--a b\",\"value\":\"c\"}]",
        "\"packageArguments\":[{\"type\":\"named\",\"name\":\"--a;id\",\"value\":\"c\"}]",
        "\"packageArguments\":[{\"type\":\"named\",\"name\":\"-a\",\"value\":\"-b\"}]",
        "\"packageArguments\":[{\"type\":\"positional\",\"value\":\"a\\u0000b\"}]",
        "\"packageArguments\":[{\"type\":\"positional\",\"value\":\"a\\u001b[2J\"}]",
        "\"packageArguments\":[{\"type\":\"positional\",\"valueHint\":\"__proto__\"}]",
        "\"environmentVariables\":[{\"name\":\"FLY_MCP_BEARER_TOKEN\",\"value\":\"known\"}]",
        "\"environmentVariables\":[{\"name\":\"MCP_FLY_BEARER_TOKEN\",\"value\":\"known\"}]",
        "\"environmentVariables\":[{\"name\":\"MCP_FLY_OAUTH_KEY\",\"value\":\"known\"}]",
        "\"environmentVariables\":[{\"name\":\"A=B\",\"value\":\"x\"}]",
        "\"environmentVariables\":[{\"name\":\"__proto__\",\"value\":\"x\"}]",
        "\"environmentVariables\":[{\"name\":\"A\\nB\",\"value\":\"x\"}]",
        "\"registryBaseUrl\":\"https://evil.example\"",
        "\"registryBaseUrl\":\"https://registry.npmjs.org@evil.example\"",
      })
  void membersThatWouldRunSomethingElseAreRefused(String members) {
    offers("npm", "notes", "\"version\":\"1.0.0\"," + members);
    refusesLaunch();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--mount",
        "-v",
        "--volume",
        "--privileged",
        "--entrypoint",
        "--cap-add",
        "--pid",
        "--user",
        "--device"
      })
  void rejectsDockerOptionsThatReachTheHost(String option) {
    offers(
        "oci",
        "ghcr.io/me/notes:1",
        "\"runtimeArguments\":[{\"type\":\"named\",\"name\":\"%s\",\"value\":\"x\"}]"
            .formatted(option));
    assertThat(refusesLaunch()).contains(option);
  }

  @Test
  void textsOfTheEntryReachTheProgramWithoutAShell() {
    offers(
        "npm",
        "notes",
        "\"version\":\"1.0.0\",\"packageArguments\":[{\"type\":\"positional\",\"value\":\"$(id)"
            + " `id` ; id > x\"},{\"type\":\"positional\",\"value\":\"${KEY}\"}],"
            + "\"environmentVariables\":[{\"name\":\"KEY\",\"isSecret\":true,\"isRequired\":true}]");
    LaunchPlan plan = launcher().input("KEY", "s3cret-value").plan();
    String machine =
        plan.calls().stream()
            .filter(call -> call.path().endsWith("/machines"))
            .findFirst()
            .orElseThrow()
            .body();
    // The one reference is to a variable that holds the text, and not to the secret.
    assertThat(machine)
        .contains("'$(id) `id` ; id > x'", "\\\"${MCP_TEXT_1}\\\"", "\"MCP_TEXT_1\":\"${KEY}\"")
        .doesNotContain("\\\"${KEY}\\\"", "s3cret-value");
    assertThat(plan.text()).doesNotContain("s3cret-value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/mcp",
        "https://10.0.0.1/mcp",
        "https://[fd00::1]/mcp",
        "https://[::ffff:10.0.0.1]/mcp",
        "https://2130706433/mcp",
        "https://0x7f.1/mcp",
        "https://internal/mcp",
        "https://a.internal/mcp",
        "http://example.com/mcp",
        "https://user:s3cret@example.com/mcp",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "{x}"
      })
  void remotesAtPrivateAddressesAreRefused(String url) {
    lists(NAME, "\"remotes\":[{\"type\":\"streamable-http\",\"url\":\"" + url + "\"}]");
    Throwable thrown = catchThrowable(() -> launcher().launch());
    // What is on this computer is the exception: the registry of this test is there, too.
    assertSentence(thrown);
    assertThat(thrown.getMessage()).doesNotContain("s3cret");
  }

  @Test
  void valuesCannotBecomeAnotherHostOrHeader() {
    lists(
        NAME,
        "\"remotes\":[{\"type\":\"streamable-http\",\"url\":\"https://{tenant}.example.com/mcp\",\"variables\":{\"tenant\":{\"isRequired\":true}},"
            + "\"headers\":[{\"name\":\"X-Key\",\"isRequired\":true}]}]");
    for (String value :
        List.of("evil.test/", "evil.test#", "evil.test?", "u@evil.test", "evil.test:1/", "a\\b")) {
      Throwable thrown =
          catchThrowable(
              () -> {
                URI uri = launcher().input("tenant", value).input("X-Key", "k").plan().uri();
                assertThat(uri.getHost()).endsWith(".example.com");
              });
      if (thrown != null) {
        assertSentence(thrown);
      }
    }
    assertSentence(
        catchThrowable(
            () -> launcher().input("tenant", "a").input("X-Key", "k\r\nEvil: 1").plan()));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] zip(String... namesAndContents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndContents[i]));
        zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void offersBundle(byte[] bundle, String sha) {
    String entry =
        "{\"server\":{\"name\":\"%s\",\"description\":\"d\",\"version\":\"1.0.0\",\"packages\":[{\"registryType\":\"mcpb\",\"identifier\":\"%s\",%s,\"fileSha256\":\"%s\"}]}}"
            .formatted(NAME, at("/bundle.mcpb"), STDIO, sha);
    answer.set(
        exchange ->
            send(
                exchange,
                200,
                exchange.getRequestURI().getPath().equals("/bundle.mcpb")
                    ? bundle
                    : entry.getBytes(StandardCharsets.UTF_8)));
  }

  private static String manifest(String server) {
    return "{\"manifest_version\":\"0.4\",\"name\":\"x\",\"version\":\"1\",\"server\":"
        + server
        + "}";
  }

  private static final String NODE =
      manifest(
          "{\"type\":\"node\",\"entry_point\":\"i.js\",\"mcp_config\":{\"command\":\"node\",\"args\":[\"${__dirname}/i.js\"]}}");

  @Test
  void doesNotOpenBundlesWithAnotherChecksum() {
    byte[] bundle = zip("manifest.json", NODE, "i.js", "1");
    offersBundle(bundle, sha256("other".getBytes(StandardCharsets.UTF_8)));
    assertThat(refusesLaunch()).contains(sha256(bundle), "not opened");
    for (String sha : List.of("", "abc", "Z".repeat(64))) {
      offersBundle(bundle, sha);
      asked.clear();
      assertThat(refusesLaunch()).contains("SHA-256");
      assertThat(asked).noneMatch(path -> path.contains("bundle"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/passwd",
        "a/../../evil",
        "a\\..\\evil",
        "C:/evil",
        "a/./b",
        "a//b",
        ".wh.manifest.json",
        "a\u001bb",
        "a\u202eb",
        "MANIFEST.JSON"
      })
  void rejectsBundlesWithPathsThatLeadOut(String path) {
    byte[] bundle = zip("manifest.json", NODE, "i.js", "1", path, "evil");
    offersBundle(bundle, sha256(bundle));
    refusesLaunch();
  }

  @Test
  void rejectsBundlesThatUnpackToTooMuch() {
    byte[] bundle = zip("manifest.json", NODE, "zeros", "\0".repeat(20 << 20));
    assertThat(bundle.length).isLessThan(1 << 20);
    offersBundle(bundle, sha256(bundle));
    assertThat(refusesLaunch()).contains("unpacks to more than");
  }

  @Test
  void rejectsInvalidBundles() {
    byte[] whole = zip("manifest.json", NODE, "i.js", "1");
    for (byte[] bundle :
        List.of(
            new byte[0],
            new byte[] {0x7f, 'E', 'L', 'F', 1, 2, 3},
            java.util.Arrays.copyOf(whole, whole.length / 2),
            zip("other.json", "{}"),
            zip("manifest.json", "{"),
            zip("manifest.json", "[]"),
            zip("manifest.json", "{\"a\":".repeat(50_000)))) {
      offersBundle(bundle, sha256(bundle));
      refusesLaunch();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"type\":\"shell\",\"entry_point\":\"x\",\"mcp_config\":{\"command\":\"sh\"}}",
        "{\"type\":\"node\",\"entry_point\":\"x\"}",
        "{\"type\":\"node\",\"mcp_config\":{\"command\":\"\"}}",
        "{\"type\":\"node\",\"mcp_config\":{\"command\":\"node\",\"args\":{}}}",
        "{\"type\":\"node\",\"mcp_config\":{\"command\":\"node\",\"args\":[\"${user_config.none}\"]}}",
        "{\"type\":\"node\",\"mcp_config\":{\"command\":\"node\",\"args\":[\"${FLY_API_TOKEN}\"]}}",
        "{\"type\":\"node\",\"mcp_config\":{\"command\":\"node\",\"args\":[\"a\\u0000\"]}}",
        "{\"type\":\"node\",\"mcp_config\":{\"command\":\"node\",\"env\":{\"FLY_MCP_BEARER_TOKEN\":\"known\"}}}",
        "{\"type\":\"node\",\"mcp_config\":{\"command\":\"node\",\"env\":{\"A B\":\"x\"}}}",
        "{\"type\":\"binary\",\"mcp_config\":{\"command\":\"${__dirname}/i.js\"}}",
        "{\"type\":\"binary\",\"mcp_config\":{\"command\":\"${__dirname}/server.exe\"}}",
      })
  void manifestsThatCannotBeMeantAreRefused(String server) {
    byte[] bundle = zip("manifest.json", manifest(server), "i.js", "1");
    offersBundle(bundle, sha256(bundle));
    refusesLaunch();
  }

  @Test
  void fetchesBundlesOnlyOverHttpsFromPublicHosts() {
    for (String address :
        List.of(
            "http://example.com/x.mcpb",
            "https://10.0.0.1/x.mcpb",
            "https://metadata.internal/x",
            "file:///etc/passwd",
            "/etc/passwd",
            "https://u:s3cret@example.com/x",
            "\\u202e")) {
      offers("mcpb", address, "\"fileSha256\":\"" + "a".repeat(64) + "\"");
      assertThat(refusesLaunch()).doesNotContain("s3cret");
    }
  }

  @Test
  void bundleRedirectsCannotReachPrivateAddresses() {
    String entry =
        "{\"server\":{\"name\":\"%s\",\"description\":\"d\",\"version\":\"1.0.0\",\"packages\":[{\"registryType\":\"mcpb\",\"identifier\":\"%s\",%s,\"fileSha256\":\"%s\"}]}}"
            .formatted(NAME, at("/bundle.mcpb"), STDIO, "a".repeat(64));
    for (String to :
        List.of(
            "http://169.254.169.254/",
            "https://192.168.0.1/",
            "file:///etc/passwd",
            "http://example.com/")) {
      answer.set(
          exchange -> {
            if (exchange.getRequestURI().getPath().equals("/bundle.mcpb")) {
              exchange.getResponseHeaders().set("Location", to);
              exchange.sendResponseHeaders(302, -1);
            } else {
              send(exchange, 200, entry.getBytes(StandardCharsets.UTF_8));
            }
          });
      refusesLaunch();
    }
  }

  @Test
  void plansAValidEntry() {
    offers("npm", "notes", "\"version\":\"1.0.0\"");
    assertThatCode(() -> launcher().plan()).doesNotThrowAnyException();
  }
}
