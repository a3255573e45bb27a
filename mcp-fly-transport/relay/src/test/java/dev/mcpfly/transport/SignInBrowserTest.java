package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.internal.auth.TestUsers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A real browser signs in, is wrong once, and allows a client; then a second one, without a
 * password. Needs Chromium; runs in the Maven profile {@code sign-in}.
 */
@EnabledIfSystemProperty(named = "mcp.sign-in", matches = "true")
@Timeout(300)
class SignInBrowserTest {
  @Test
  void signsInAndAllowsAClient() throws Exception {
    Path work = Path.of("target", "sign-in").toAbsolutePath();
    Files.createDirectories(work);
    Path profile = Files.createTempDirectory(work, "chromium");
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    HttpServer callback =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    callback.createContext(
        "/callback",
        exchange -> {
          String query = exchange.getRequestURI().getRawQuery();
          assertThat(exchange.getRequestHeaders().getFirst("Referer")).isNull();
          if (!first.complete(query)) {
            second.complete(query);
          }
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    callback.start();
    String redirect = "http://127.0.0.1:" + callback.getAddress().getPort() + "/callback";
    try (Relay relay =
            Relay.stdio(ToyServerMain.command())
                .port(0)
                .prestart(false)
                .metrics(true)
                .oauth(OAuthLogin.ofUsers(TestUsers.of("me", "secret")).serverName("Team files"))
                .start();
        Chromium browser = new Chromium(profile)) {
      SignInPeer peer = new SignInPeer(relay.baseUri());
      String client = peer.client(redirect);
      String url =
          relay.baseUri().resolve(peer.authorizeUrl(client, "redirect_uri", redirect)).toString();
      browser.open(url);
      browser.screenshot(work.resolve("sign-in.png"));
      assertThat(browser.evaluate("getComputedStyle(document.querySelector('button.main')).color"))
          .as("the style is in force")
          .isEqualTo("\"rgb(255, 255, 255)\"");
      assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo("true");
      String fill =
          "document.querySelector('#user').value='me';"
              + "document.querySelector('#password').value='%s';"
              + "document.querySelector('button.main').click()";
      browser.evaluate(String.format(fill, "wrong"));
      browser.await("document.querySelector('.error') !== null");
      browser.evaluate(String.format(fill, "secret"));
      String query = first.get(60, TimeUnit.SECONDS);
      assertThat(query).contains("code=", "state=the+state", "iss=");
      String code = SignInPeer.redirectedQuery(query).get("code");
      String token =
          SignInPeer.json(peer.exchange(client, code, "redirect_uri", redirect))
              .text("access_token");
      assertThat(peer.use(token).statusCode()).isEqualTo(200);

      browser.open(
          relay
              .baseUri()
              .resolve(peer.authorizeUrl(peer.client(redirect), "redirect_uri", redirect))
              .toString());
      browser.await("document.querySelector('#password') === null");
      browser.evaluate("document.querySelector('button.main').click()");
      assertThat(second.get(60, TimeUnit.SECONDS)).contains("code=");
    } finally {
      callback.stop(0);
    }
  }
}
