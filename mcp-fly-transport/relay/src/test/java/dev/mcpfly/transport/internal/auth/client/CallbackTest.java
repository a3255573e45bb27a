package dev.mcpfly.transport.internal.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CallbackTest {
  private static final HttpClient BROWSER = HttpClient.newHttpClient();

  private static CompletableFuture<HttpResponse<String>> visit(Callback callback, String query) {
    return BROWSER.sendAsync(
        HttpRequest.newBuilder(URI.create(callback.redirectUri() + query)).build(),
        BodyHandlers.ofString());
  }

  private static Callback open(String redirect) throws OAuthFailure {
    return Callback.open(URI.create(redirect), "the-state");
  }

  @Test
  void showsTheResultOfTheSignInOnlyOnceItIsKnown() throws Exception {
    try (Callback callback = open("http://127.0.0.1/cb")) {
      CompletableFuture<HttpResponse<String>> page = visit(callback, "?code=c&state=the-state");
      assertThat(callback.await(Duration.ofSeconds(30))).containsEntry("code", "c");
      HttpResponse<String> second =
          visit(callback, "?code=other&state=the-state").get(30, TimeUnit.SECONDS);
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(second.body()).contains("was received").doesNotContain("Signed in");
      assertThat(page).isNotDone();
      callback.show(CallbackPage.signedIn("h.example"));
      HttpResponse<String> first = page.get(30, TimeUnit.SECONDS);
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(first.body()).contains("Signed in to h.example");
      assertThat(first.headers().map())
          .containsKeys("content-security-policy", "x-frame-options", "referrer-policy")
          .containsEntry("cache-control", java.util.List.of("no-store"));
      assertThat(callback.await(Duration.ofSeconds(1)))
          .isEqualTo(Map.of("code", "c", "state", "the-state"));
    }
  }

  @Test
  void acceptsAPastedRedirectOnce() throws Exception {
    try (Callback callback = open("http://127.0.0.1/cb")) {
      for (String text :
          new String[] {
            "", "code=c", "http://127.0.0.1/cb", "http://127.0.0.1/cb?code=c", "?code=c&state=x"
          }) {
        assertThat(callback.paste(text)).as(text).isFalse();
      }
      assertThat(callback.paste(" http://127.0.0.1:1/cb?code=c&state=the-state#x\n")).isTrue();
      assertThat(callback.paste("http://127.0.0.1:1/cb?code=d&state=the-state")).isFalse();
      assertThat(callback.await(Duration.ofSeconds(1))).containsEntry("code", "c");
    }
  }

  @Test
  void answersAtLocalhost() throws Exception {
    try (Callback callback = open("http://localhost/cb")) {
      assertThat(callback.redirectUri().getHost()).isEqualTo("localhost");
      CompletableFuture<HttpResponse<String>> page = visit(callback, "?code=c&state=the-state");
      assertThat(callback.await(Duration.ofSeconds(30))).containsEntry("code", "c");
      callback.show(CallbackPage.failed("<b>why</b>"));
      assertThat(page.get(30, TimeUnit.SECONDS).body()).contains("&lt;b&gt;why");
    }
  }

  @Test
  void reportsThatAPortIsTaken() throws Exception {
    try (Callback callback = open("http://127.0.0.1/cb")) {
      assertThat(open("http://127.0.0.1:" + callback.redirectUri().getPort() + "/cb")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/cb",
        "http://0.0.0.0/cb",
        "http://127.0.0.2/cb",
        "http://localhost.evil.example/cb",
        "http://me@127.0.0.1/cb",
        "http://127.0.0.1/cb?x=y",
        "http://127.0.0.1/cb#x",
        "cursor://x/cb"
      })
  void servesLoopbackOnly(String redirect) {
    assertThatThrownBy(() -> open(redirect))
        .isInstanceOf(OAuthFailure.class)
        .hasMessageContaining("not served on this machine");
  }
}
