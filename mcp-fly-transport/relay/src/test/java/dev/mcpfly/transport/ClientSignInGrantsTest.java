package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.auth.SignInException;
import dev.mcpfly.transport.internal.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to a token besides the browser, and who the client says it is. */
@Timeout(120)
class ClientSignInGrantsTest {
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

  private OAuthClient at(OAuthClient oauth) {
    return oauth.store(directory.resolve("auth")).browser(issuer::browse).prompt(told::add);
  }

  private String initialize(OAuthClient oauth) throws Exception {
    try (StdioClient client = new StdioClient(StdioProxy.to(issuer.uri()).oauth(oauth))) {
      return client.initialize();
    }
  }

  private void issuesTokensToAnyone() {
    issuer.instead.put("/token", (request, answer) -> issuer.issue("", answer));
  }

  @ParameterizedTest
  @CsvSource({
    "'[\"client_secret_basic\",\"client_secret_post\"]', true",
    "'', true",
    "'[\"client_secret_post\"]', false"
  })
  void signsInWithItsOwnSecret(String methods, boolean basic) throws Exception {
    issuer.metadata.remove("token_endpoint_auth_methods_supported");
    if (!methods.isEmpty()) {
      issuer.metadata.put("token_endpoint_auth_methods_supported", methods);
    }
    issuesTokensToAnyone();
    OAuthClient oauth = at(OAuthClient.clientCredentials("my job:1", "s3cret&%"));
    assertThat(initialize(oauth)).contains("\"result\"");
    FakeMcp.Request request = issuer.requests("/token").get(0);
    Map<String, String> form = ScriptedIssuer.form(request.body());
    assertThat(form)
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("resource", issuer.uri().toString());
    if (basic) {
      assertThat(request.header("authorization"))
          .isEqualTo(
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString(
                          "my+job%3A1:s3cret%26%25".getBytes(StandardCharsets.US_ASCII)));
      assertThat(form).doesNotContainKeys("client_secret");
    } else {
      assertThat(form)
          .containsEntry("client_id", "my job:1")
          .containsEntry("client_secret", "s3cret&%");
      assertThat(request.header("authorization")).isNull();
    }
    assertThat(issuer.opened).isEmpty();
    assertThat(oauth.toString()).doesNotContain("s3cret");
  }

  @Test
  void requestsAnotherTokenWhenOneExpires() throws Exception {
    issuesTokensToAnyone();
    issuer.metadata.put("token_endpoint_auth_methods_supported", "[\"client_secret_post\"]");
    OAuthClient oauth = at(OAuthClient.clientCredentials("job", "secret"));
    try (StdioClient client = new StdioClient(StdioProxy.to(issuer.uri()).oauth(oauth))) {
      client.initialize();
      issuer.expire();
      client.call(1, "echo");
      assertThat(client.answer(1)).contains("\"ok\":true");
    }
    issuer.expiresIn = "0";
    issuer.expire();
    assertThat(initialize(oauth)).contains("\"result\"");
    assertThat(issuer.requests("/token").size()).isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, 2048, RS256, SHA256withRSA",
    "EC, 256, ES256, SHA256withECDSAinP1363Format",
    "EC, 384, ES384, SHA384withECDSAinP1363Format",
    "EC, 521, ES512, SHA512withECDSAinP1363Format",
    "Ed25519, 255, EdDSA, Ed25519"
  })
  void signsInWithItsOwnKey(String kind, int size, String algorithm, String jdk) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    if (!kind.equals("Ed25519")) {
      generator.initialize(size);
    }
    KeyPair keys = generator.generateKeyPair();
    issuesTokensToAnyone();
    assertThat(initialize(at(OAuthClient.clientCredentials("job", keys.getPrivate()))))
        .contains("\"result\"");
    Map<String, String> form = ScriptedIssuer.form(issuer.requests("/token").get(0).body());
    assertThat(form)
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        .doesNotContainKey("client_secret");
    String[] parts = form.get("client_assertion").split("\\.");
    assertThat(decoded(parts[0])).contains("\"alg\":\"" + algorithm + "\"");
    assertThat(decoded(parts[1]))
        .contains(
            "\"iss\":\"job\"", "\"sub\":\"job\"", "\"aud\":\"" + issuer.issuer() + "\"", "\"jti\"");
    Signature signature = Signature.getInstance(jdk);
    signature.initVerify(keys.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  @Test
  void rejectsWeakKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair weak = generator.generateKeyPair();
    assertThatThrownBy(() -> OAuthClient.clientCredentials("job", weak.getPrivate()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2048");
  }

  private AtomicInteger device(String... errors) {
    AtomicInteger polls = new AtomicInteger();
    issuer.metadata.put("device_authorization_endpoint", Json.quote(issuer.issuer() + "/device"));
    issuer.instead.put(
        "/device",
        (request, answer) ->
            answer.json(
                200,
                "{\"device_code\":\"d-1\",\"user_code\":\"ABCD-EFGH\",\"verification_uri\":\""
                    + issuer.issuer()
                    + "/activate\",\"expires_in\":600,\"interval\":1}"));
    issuer.instead.put(
        "/token",
        (request, answer) -> {
          int poll = polls.getAndIncrement();
          if (poll < errors.length) {
            answer.json(400, "{\"error\":\"" + errors[poll] + "\"}");
          } else {
            issuer.issue("", answer);
          }
        });
    return polls;
  }

  @Test
  void signsInOnAnotherDevice() throws Exception {
    AtomicInteger polls = device("authorization_pending");
    assertThat(initialize(at(OAuthClient.device()))).contains("\"result\"");
    assertThat(told.get(0)).contains("ABCD-EFGH", issuer.issuer() + "/activate");
    assertThat(polls).hasValue(2);
    assertThat(ScriptedIssuer.form(issuer.requests("/token").get(0).body()))
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
        .containsEntry("device_code", "d-1")
        .containsEntry("resource", issuer.uri().toString());
    assertThat(issuer.requests("/register").get(0).body()).contains("device_code");
    assertThat(issuer.opened).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"access_denied, access_denied", "expired_token, in time"})
  void endsWhenTheDeviceCodeIsNotAccepted(String error, String message) throws Exception {
    device(error);
    assertThat(initialize(at(OAuthClient.device()))).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:x", "http://elsewhere.example/activate", "file:///x"})
  void opensNoUnsafePageForTheDeviceCode(String page) throws Exception {
    device();
    issuer.instead.put(
        "/device",
        (request, answer) ->
            answer.json(
                200,
                "{\"device_code\":\"d\",\"user_code\":\"C\",\"verification_uri\":\""
                    + page
                    + "\"}"));
    assertThat(initialize(at(OAuthClient.device()))).contains("\"error\"");
    assertThat(told).isEmpty();
  }

  @Test
  void usesTheClientIdGivenInsteadOfRegistering() throws Exception {
    issuer.registered.put("preset", "http://127.0.0.1:" + freePort() + "/cb");
    OAuthClient oauth =
        at(OAuthClient.interactive().client("preset"))
            .redirectUri(URI.create(issuer.registered.get("preset")));
    assertThat(initialize(oauth)).contains("\"result\"");
    assertThat(issuer.requests("/register")).isEmpty();
    assertThat(issuer.authorizations().get(0)).containsEntry("client_id", "preset");
    issuer.expire();
    assertThat(initialize(oauth)).contains("\"result\"");
    assertThat(issuer.opened).hasSize(1);
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void showsAGivenClientIdToNoOtherIssuer() throws Exception {
    OAuthClient oauth =
        at(OAuthClient.interactive().client("preset", () -> "secret"))
            .issuer(URI.create("https://login.example.com"));
    assertThat(initialize(oauth)).contains("not sent elsewhere");
    assertThat(issuer.opened).isEmpty();
    assertThat(issuer.requests()).noneMatch(r -> (r.path() + r.body()).contains("preset"));
  }

  @Test
  void usesItsMetadataDocumentIfTheServerSupportsThat() throws Exception {
    String document = "https://client.example.com/mcp.json";
    OAuthClient oauth =
        at(OAuthClient.interactive().clientMetadata(URI.create(document)))
            .redirectUri(URI.create("http://127.0.0.1:" + freePort() + "/cb"));
    assertThat(initialize(oauth)).contains("\"result\"");
    assertThat(issuer.requests("/register")).as("a server that does not").hasSize(1);
    issuer.metadata.put("client_id_metadata_document_supported", "true");
    Map<String, String> registered = issuer.registered;
    registered.put(document, issuer.authorizations().get(0).get("redirect_uri"));
    assertThat(initialize(oauth.profile("b"))).contains("\"result\"");
    assertThat(issuer.requests("/register")).hasSize(1);
    assertThat(issuer.authorizations().get(1)).containsEntry("client_id", document);
  }

  @Test
  void explainsWhatToDoIfClientsCannotRegister() throws Exception {
    issuer.metadata.remove("registration_endpoint");
    assertThat(initialize(at(OAuthClient.interactive())))
        .contains("register a client there and pass its client id", "http://127.0.0.1:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://client.example.com/x",
        "https://client.example.com",
        "https://client.example.com/",
        "https://client.example.com/a/../b",
        "https://client.example.com/x?y",
        "https://client.example.com/x#y",
        "https://u@client.example.com/x"
      })
  void rejectsMetadataUrlsThatCannotBeClientIds(String url) {
    assertThatThrownBy(() -> OAuthClient.interactive().clientMetadata(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https URL that ends with its path");
  }

  @Test
  void rejectsInconsistentOptions() {
    OAuthClient oauth = OAuthClient.interactive();
    for (String redirect :
        List.of("https://127.0.0.1/cb", "http://example.com/cb", "http://127.0.0.1/cb?x", "x:y")) {
      assertThatThrownBy(() -> oauth.redirectUri(URI.create(redirect)))
          .as(redirect)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (Callable<OAuthClient> call :
        List.<Callable<OAuthClient>>of(
            () -> oauth.client(" "),
            () -> oauth.scopes("a b"),
            () -> oauth.scopes(""),
            () -> oauth.name(" "),
            () -> oauth.timeout(Duration.ZERO),
            () -> OAuthClient.clientCredentials("", "x"),
            () -> OAuthClient.clientCredentials("x", " "))) {
      assertThatThrownBy(call::call).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void reportsThatAServerNeedsNoSignIn() {
    issuer.instead.put("/mcp", (request, answer) -> answer.status(200));
    for (String path :
        List.of(
            "/.well-known/oauth-protected-resource/mcp",
            "/.well-known/oauth-authorization-server",
            "/register")) {
      issuer.instead.put(path, (request, answer) -> answer.status(404));
    }
    assertThatThrownBy(() -> at(OAuthClient.interactive()).signIn(issuer.uri()))
        .isInstanceOf(SignInException.class)
        .hasMessageContaining("offers no sign-in");
  }
}
