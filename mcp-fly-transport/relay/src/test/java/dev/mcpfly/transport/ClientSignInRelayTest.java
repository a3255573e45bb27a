package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.auth.TestUsers;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our client signs in to our own relay, with a person who knows the password. */
@Timeout(120)
class ClientSignInRelayTest {
  private static final String KEY = OAuthLogin.newKey();

  @TempDir(deletionStrategy = PatientDeletion.class)
  Path directory;

  private final List<URI> opened = new CopyOnWriteArrayList<>();
  private final List<Throwable> troubles = new CopyOnWriteArrayList<>();

  private static OAuthLogin login() {
    return OAuthLogin.ofUsers(TestUsers.of("me", "secret")).key(KEY);
  }

  private Relay relay(OAuthLogin login, int port) {
    return Relay.stdio(ToyServerMain.command()).port(port).prestart(false).oauth(login).start();
  }

  private OAuthClient oauth(URI relay) {
    return OAuthClient.interactive()
        .store(directory.resolve("auth"))
        .prompt(text -> {})
        .browser(page -> browse(relay, page));
  }

  private void browse(URI relay, URI page) {
    opened.add(page);
    Thread thread =
        new Thread(
            () -> {
              try {
                SignInPeer browser = new SignInPeer(relay.resolve("/"));
                HttpResponse<String> form =
                    browser.get(page.getRawPath() + "?" + page.getRawQuery());
                String back =
                    browser
                        .allow(form, "me", "secret")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow();
                assertThat(ScriptedIssuer.get(URI.create(back)).body()).contains("Signed in");
              } catch (Exception | AssertionError e) {
                troubles.add(e);
              }
            },
            "browser");
    thread.setDaemon(true);
    thread.start();
  }

  private void call(URI relay) throws Exception {
    try (StdioClient client = new StdioClient(StdioProxy.to(relay).oauth(oauth(relay)))) {
      assertThat(client.initialize()).contains("\"result\"");
      client.call(1, "text");
      assertThat(client.answer(1)).contains("hello");
    }
    assertThat(troubles).isEmpty();
  }

  @Test
  void signsInCallsAToolComesBackAfterARestartAndSignsOut() throws Exception {
    URI uri;
    int port;
    try (Relay relay = relay(login(), 0)) {
      uri = relay.uri();
      port = relay.port();
      call(uri);
    }
    try (Relay relay = relay(login(), port)) {
      call(relay.uri());
      assertThat(opened).hasSize(1);
      assertThat(oauth(uri).signOut(uri)).isTrue();
      call(relay.uri());
      assertThat(opened).hasSize(2);
    }
  }

  @Test
  void signsInAgainAfterTheUserWasRevoked() throws Exception {
    int port;
    try (Relay relay = relay(login(), 0)) {
      port = relay.port();
      call(relay.uri());
    }
    try (Relay relay = relay(login().revoke("me"), port)) {
      call(relay.uri());
    }
    assertThat(opened).hasSize(2);
  }

  @Test
  void asksForTheScopeThatAToolNeeds() throws Exception {
    Relay.Builder builder =
        Relay.stdio(ToyServerMain.command())
            .port(0)
            .prestart(false)
            .oauth(login())
            .scopeRules(ScopeRules.none().tool("text", "deep"));
    try (Relay relay = builder.start()) {
      call(relay.uri());
      assertThat(opened).hasSize(2);
      assertThat(opened.get(1).getRawQuery()).contains("deep");
    }
  }
}
