package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.StdioProxy;
import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.auth.OAuthIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Launches to which people sign in, on an emulator whose machines run the relay of their image. */
class SignInLaunchTest extends BuiltLaunchTestBase {
  private McpLauncher signIn() {
    return launcher().images(images()).authorization(Authorization.oauth());
  }

  private MachineConfig config(McpDeployment deployment) {
    return deployment.handle().machines().get(deployment.machineId()).config().orElseThrow();
  }

  private McpDeployment opened(String app) {
    return McpDeployments.on(fly).host(host).open(app);
  }

  /** Connects as a client of this library does, and returns whether the server answers. */
  private static void connect(McpDeployment deployment, OAuthClient client)
      throws InterruptedException {
    try (McpConversation conversation =
        new McpConversation(StdioProxy.to(deployment.uri()).oauth(client))) {
      conversation.initialize(Duration.ofSeconds(30));
    }
  }

  private static int status(URI uri, String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (!token.isEmpty()) {
      request.header("Authorization", token);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void returnsWhatAPersonNeedsToSignIn() throws Exception {
    McpDeployment deployment = signIn().launch();

    SignIn signIn = deployment.signIn();
    assertThat(signIn.address()).isEqualTo(deployment.uri()).hasPath("/mcp");
    assertThat(signIn.users()).containsExactly("owner");
    assertThat(signIn.issuer()).isEmpty();
    String password = signIn.password().orElseThrow();
    assertThat(password).matches("([a-z2-9]{4}-){3}[a-z2-9]{4}");
    assertThat(signIn.toString() + signIn.toJson() + deployment + deployment.authorization())
        .doesNotContain(password);
    Person person = new Person("owner", password);

    connect(deployment, person.client(home.resolve("store")));

    assertThat(person.pages.get(0)).contains("notes (", "mcp-fly");
    assertThat(deployment.inspect().tools()).as("with a token of its own").contains("env");
    assertThat(LaunchTest.callEnv(deployment))
        .doesNotContain("MCP_FLY_OAUTH", "MCP_FLY_PUBLIC", password);
    assertThat(status(deployment.uri(), "")).isEqualTo(401);
    String header = deployment.authorization().header().orElseThrow();
    assertThat(status(deployment.uri(), header)).isNotEqualTo(401);
  }

  @Test
  void keepsTheSecretsInTheAppAndOutOfTheConfiguration() {
    McpDeployment deployment = signIn().launch();

    String password = deployment.signIn().password().orElseThrow();
    assertThat(deployment.record().secretNames())
        .containsExactly("API_TOKEN", "MCP_FLY_OAUTH_KEY", "MCP_FLY_OAUTH_USER_owner");
    assertThat(config(deployment).env())
        .containsEntry("MCP_FLY_OAUTH_SERVER_NAME", "notes")
        .containsEntry("MCP_FLY_PUBLIC_URL", PublicUrl.rootOf(deployment.uri()).toString())
        .doesNotContainKeys("MCP_FLY_OAUTH_KEY", "MCP_FLY_OAUTH_USER_owner");
    assertThat(config(deployment).json().toJson()).doesNotContain(password);
    assertThat(events.toString()).doesNotContain(password);
  }

  @Test
  void clientsThatSignInGetTheAddressAloneAndOthersTheProxy() throws IOException {
    claudeFile(CLAUDE_TEXT);
    zedFile(ZED_TEXT);
    McpDeployment deployment =
        signIn()
            .client(clients.claudeDesktop())
            .client(clients.zed())
            .client(clients.codex())
            .launch();
    assertThat(deployment.describe()).contains("(sign in with: codex mcp login notes)");
    assertThat(deployment.check().isOk()).as("nobody is asked to sign in").isTrue();

    McpServerEntry zed = clients.zed().userConfig().servers().get("notes");
    assertThat(zed.transport()).isEqualTo(McpServerEntry.Transport.HTTP);
    assertThat(zed.uri()).contains(deployment.uri());
    assertThat(zed.headers()).isEmpty();
    McpServerEntry claude = clients.claudeDesktop().userConfig().servers().get("notes");
    assertThat(claude.args()).contains("proxy", deployment.uri().toString());
    assertThat(claude.env()).isEmpty();
  }

  @Test
  void additionalTokenIsForClientsThatCannotSignIn() throws Exception {
    claudeFile(CLAUDE_TEXT);
    zedFile(ZED_TEXT);
    McpLauncher launcher =
        launcher()
            .images(images())
            .authorization(Authorization.oauth().alsoBearerToken())
            .client(clients.claudeDesktop())
            .client(clients.zed());
    McpDeployment deployment = launcher.launch();

    assertThat(clients.zed().userConfig().servers().get("notes").headers()).isEmpty();
    McpServerEntry claude = clients.claudeDesktop().userConfig().servers().get("notes");
    String token = claude.env().get("MCP_FLY_BEARER_TOKEN").literalValue().orElseThrow();
    assertThat(status(deployment.uri(), "Bearer " + token)).isNotEqualTo(401);
    assertThat(launcher.plan().text()).startsWith("Nothing to do");
    McpDeployment later =
        McpDeployments.on(fly)
            .host(host)
            .client(clients.claudeDesktop().userConfig())
            .open("notes");
    assertThat(later.authorization().header()).contains("Bearer " + token);
    assertThat(later.inspect().tools()).contains("env");

    later.rotateToken();

    assertThat(status(deployment.uri(), "Bearer " + token)).isEqualTo(401);
    McpServerEntry rotated = clients.claudeDesktop().userConfig().servers().get("notes");
    String next = rotated.env().get("MCP_FLY_BEARER_TOKEN").literalValue().orElseThrow();
    assertThat(status(deployment.uri(), "Bearer " + next)).isNotEqualTo(401);
    assertThat(clients.zed().userConfig().servers().get("notes").headers()).isEmpty();
    assertThat(opened("notes").signIn().users()).containsExactly("owner");
  }

  @Test
  void aSecondLaunchChangesNothingAndAChangedOneKeepsUsersAndKeys() throws Exception {
    McpDeployment deployment = signIn().launch();
    Person person = new Person("owner", deployment.signIn().password().orElseThrow());
    Path store = home.resolve("store");
    connect(deployment, person.client(store));
    assertThat(signIn().plan().text()).startsWith("Nothing to do");

    McpDeployment larger = signIn().memoryMb(512).launch();

    assertThat(larger.signIn().users()).containsExactly("owner");
    assertThat(larger.signIn().password()).isEmpty();
    assertThat(larger.record().secretNames()).isEqualTo(deployment.record().secretNames());
    connect(larger, OAuthClient.stored().store(store));
    McpDeployment other = signIn().secret("MORE", "another value").launch();
    connect(other, OAuthClient.stored().store(store));
    connect(other, person.client(home.resolve("second")));
  }

  @Test
  void keepsAChosenPasswordAndAppliesAChangedOne() throws Exception {
    McpLauncher launcher =
        launcher()
            .images(images())
            .authorization(Authorization.oauth().owner("me", "first word").user("ann", "word"));
    McpDeployment first = launcher.launch();
    assertThat(first.signIn().users()).containsExactly("me", "ann");
    assertThat(launcher.plan().text()).startsWith("Nothing to do");
    first.users().add("bob", "word of bob");

    McpDeployment second =
        launcher
            .authorization(Authorization.oauth().owner("me", "second word").user("ann", "word"))
            .launch();

    assertThat(second.signIn().users()).containsExactly("me", "ann", "bob");
    connect(second, new Person("me", "second word").client(home.resolve("me")));
    connect(second, new Person("ann", "word").client(home.resolve("ann")));
    connect(second, new Person("bob", "word of bob").client(home.resolve("bob")));
  }

  @Test
  void addsAndRemovesUsersFromTheAppNameAlone() throws Exception {
    McpDeployment launched = signIn().launch();
    Person owner = new Person("owner", launched.signIn().password().orElseThrow());
    Path ofOwner = home.resolve("owner");
    connect(launched, owner.client(ofOwner));
    McpDeployment deployment = opened("notes");
    assertThat(deployment.signIn().password()).isEmpty();

    String password = deployment.users().add("ann@example.com").password("ann@example.com").get();
    assertThat(deployment.users().names()).containsExactly("owner", "ann@example.com");
    Path ofAnn = home.resolve("ann");
    connect(deployment, new Person("ann@example.com", password).client(ofAnn));
    assertThat(opened("notes").users().names()).containsExactly("owner", "ann@example.com");

    deployment.users().revoke("ann@example.com");
    assertThatThrownBy(() -> connect(deployment, OAuthClient.stored().store(ofAnn)))
        .isInstanceOf(LaunchException.class);
    connect(deployment, new Person("ann@example.com", password).client(ofAnn));
    connect(deployment, OAuthClient.stored().store(ofOwner));

    String second =
        deployment.users().newPassword("ann@example.com").password("ann@example.com").get();
    assertThat(second).isNotEqualTo(password);
    connect(deployment, new Person("ann@example.com", second).client(ofAnn));

    deployment.users().remove("ann@example.com");
    assertThat(deployment.users().names()).containsExactly("owner");
    deployment.users().add("ann@example.com", second);
    assertThatThrownBy(() -> connect(deployment, OAuthClient.stored().store(ofAnn)))
        .as("tokens from before the removal")
        .isInstanceOf(LaunchException.class);
    connect(deployment, OAuthClient.stored().store(ofOwner));
    assertThat(launched.inspect().tools()).contains("env");
  }

  @Test
  void revokesAllAndClientsStayRegistered() throws Exception {
    McpDeployment deployment = signIn().launch();
    Person owner = new Person("owner", deployment.signIn().password().orElseThrow());
    Path store = home.resolve("store");
    connect(deployment, owner.client(store));

    deployment.users().revokeAll();
    opened("notes").users().revokeAll();

    assertThat(opened("notes").record().secretNames())
        .contains("MCP_FLY_OAUTH_KEY", "MCP_FLY_OAUTH_KEY_2", "MCP_FLY_OAUTH_KEY_3");
    assertThatThrownBy(() -> connect(deployment, OAuthClient.stored().store(store)))
        .isInstanceOf(LaunchException.class);
    connect(deployment, owner.client(store));
    assertThat(signIn().plan().text())
        .as("compared anew after a change by hand")
        .contains("set the secret API_TOKEN")
        .doesNotContain("KEY_4", "MCP_FLY_OAUTH_KEY\":");
  }

  @Test
  void switchesFromATokenToSignInAndBack() throws Exception {
    McpDeployment bearer = launcher().images(images()).relay().launch();
    assertThatThrownBy(bearer::signIn)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("oauth()");
    McpDeployment login = signIn().launch();
    connect(login, new Person("owner", login.signIn().password().get()).client(home.resolve("s")));
    assertThat(login.record().secretNames()).doesNotContain("FLY_MCP_BEARER_TOKEN");

    McpDeployment again = launcher().images(images()).relay().launch();

    assertThat(again.inspect().tools()).contains("env");
    assertThat(again.record().secretNames()).containsExactly("API_TOKEN", "FLY_MCP_BEARER_TOKEN");
    assertThat(config(again).env().keySet()).noneMatch(SignInSecrets::isOne);
  }

  @Test
  void scopesOfToolsAreDemanded() throws Exception {
    McpDeployment deployment =
        launcher()
            .images(images())
            .authorization(
                Authorization.oauth().scopes("files").toolScopes("write_*", "write", "admin"))
            .launch();

    assertThat(config(deployment).env())
        .containsEntry("MCP_FLY_OAUTH_SCOPES", "files")
        .containsEntry("MCP_FLY_OAUTH_TOOL_SCOPES", "write_*=write+admin");
    assertThat(deployment.inspect().tools()).contains("env");
  }

  @Test
  void usesAnotherIssuerAndKeepsItsSecretSecret() throws Exception {
    OAuthIssuer issuer =
        OAuthIssuer.at(URI.create("https://login.example.com"))
            .introspection(URI.create("https://login.example.com/i"), "relay", "a-client-secret");
    McpLauncher launcher =
        launcher().images(images()).authorization(Authorization.oauth(issuer).toolScopes("x", "y"));
    McpDeployment deployment = launcher.launch();

    assertThat(deployment.signIn().issuer()).contains(URI.create("https://login.example.com"));
    assertThat(deployment.signIn().users()).isEmpty();
    assertThat(deployment.record().secretNames())
        .containsExactly("API_TOKEN", "MCP_FLY_OAUTH_CLIENT_SECRET");
    assertThat(config(deployment).env())
        .containsEntry("MCP_FLY_OAUTH_ISSUER", "https://login.example.com")
        .containsEntry("MCP_FLY_OAUTH_TOOL_SCOPES", "x=y");
    assertThat(config(deployment).json().toJson()).doesNotContain("a-client-secret");
    assertThat(status(deployment.uri(), "")).isEqualTo(401);
    assertThat(launcher.plan().text()).startsWith("Nothing to do");
    assertThat(opened("notes").signIn().users()).isEmpty();
    assertThatThrownBy(() -> deployment.users().add("ann"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("has no users");
  }

  @Test
  void worksInThisProcess() throws Exception {
    zedFile(ZED_TEXT);
    String key = "0123456789abcdef0123456789abcdef";
    InProcessLauncher launcher =
        McpLauncher.inThisProcess()
            .command(LaunchServerMain.command())
            .server("notes")
            .host(host)
            .client(clients.zed())
            .authorization(Authorization.oauth().owner("me", "a word").key(key));
    Path store = home.resolve("store");
    int port;
    try (InProcessServer server = launcher.start()) {
      port = server.uri().getPort();
      assertThat(server.signIn().user()).contains("me");
      assertThat(clients.zed().userConfig().servers().get("notes").headers()).isEmpty();
      new Person("me", "a word").client(store).signIn(server.uri());
    }
    try (InProcessServer server = launcher.port(port).start()) {
      assertThat(OAuthClient.stored().store(store).signIn(server.uri()))
          .as("is signed in already")
          .isFalse();
    }
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(LaunchException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("a-secret-word"));
  }

  @Test
  void explainsWhereSignInIsNotPossible() {
    refused(
        () -> signIn().access(Access.flycast(Tunnel.existing())).plan(),
        "https address",
        "private");
    refused(() -> signIn().access(Access.internal(Tunnel.existing())).plan(), "https address");
    refused(
        () -> signIn().access(Access.gateway(URI.create("https://gw.example.com/notes/"))).plan(),
        "https://gw.example.com/notes/");
    refused(() -> signIn().proxy(ClientProxy.flyctl()).plan(), "flyctl");
    refused(() -> signIn().reverseProxy(ReverseProxy.nginx()).plan(), "reverseProxy");
    refused(
        () ->
            McpLauncher.on(fly)
                .http(HttpServerImage.of("ghcr.io/x/y").port(3000))
                .authorization(Authorization.oauth())
                .plan(),
        "ghcr.io/x/y",
        "Authorization.none()");
    refused(
        () -> McpFleet.machineForEach("shared", Set.of("a"), user -> signIn()).plan(),
        "appForEach");
    refused(
        () ->
            McpLauncher.inThisProcess()
                .at(URI.create("http://localhost:1/mcp"))
                .server("x")
                .authorization(Authorization.oauth())
                .plan(),
        "Authorization.none()");
  }

  @Test
  void rejectsInvalidSettings() {
    OAuthAuthorization login = Authorization.oauth();
    refused(() -> login.user(""), "1 to 64");
    refused(() -> login.user("a b"), "\"a b\"");
    refused(() -> login.user("owner"), "owner already");
    refused(() -> login.owner("me", ""), "1 to 256");
    refused(() -> login.owner("me", "a-secret-word".repeat(20)), "260");
    refused(() -> login.key("short"), "32", "OAuthLogin.newKey()");
    refused(() -> login.scopes(), "at least one");
    refused(() -> login.scopes("a b"), "\"a b\"");
    refused(() -> login.toolScopes("a,b", "x"), "a,b");
    refused(() -> login.toolScopes("a", "x+y"), "x+y");
    refused(() -> login.alsoBearerToken("a b"), "bearer token");
    OAuthIssuer issuer = OAuthIssuer.at(URI.create("https://login.example.com"));
    refused(() -> Authorization.oauth(issuer).user("ann"), "https://login.example.com");
    refused(() -> Authorization.oauth(null), "issuer");
  }

  @Test
  void rejectsImpossibleChanges() {
    McpDeployment deployment = signIn().launch();
    refused(() -> deployment.users().planRemove("owner"), "only user");
    refused(() -> deployment.users().revoke("ann"), "ann", "owner");
    refused(() -> deployment.users().add("owner", "a-secret-word"), "newPassword");
    refused(deployment::rotateToken, "users()");
    refused(() -> deployment.update(u -> u.authorization(Authorization.oauth())), "launch again");
    McpDeployment token = launcher().images(images()).server("other").app("other").relay().launch();
    refused(() -> token.users().add("ann"), "Authorization.oauth()");
    refused(() -> token.users().names(), "Authorization.oauth()");
  }
}
