package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a token may go, that it is never shown, and that servers cannot write into a terminal. */
class CredentialSafetyTest extends Served {

  @ParameterizedTest
  @ValueSource(
      strings = {"MARK\nx", "MARK\r\nx", "fm2_MARK\tx", "MARK\u0000", "MARK\u2028x", "MARK\u00e4"})
  void tokenThatCannotBeSentIsRejectedAndNotShown(String token) {
    for (Runnable build :
        List.<Runnable>of(
            () -> FlyClient.builder().token(token),
            () -> FlyClient.builder().environment(Map.of("FLY_API_TOKEN", token)).build(),
            () -> FlyClient.builder().environment(Map.of("FLY_ACCESS_TOKEN", token)).build(),
            () -> builder().token(() -> token).build().apps().find("a"))) {
      InvalidRequestException e = catchThrowableOfType(InvalidRequestException.class, build::run);
      assertThat(e).hasMessageContaining("one line of printable ASCII");
      assertThat(e.toString() + e.value() + e.rule()).doesNotContain("MARK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "FlyV1", "bearer\n", "FlyV1 Bearer", " , ,"})
  void tokenThatIsOnlyASchemeIsRejected(String token) {
    for (Runnable build :
        List.<Runnable>of(
            () -> FlyClient.builder().token(token),
            () -> FlyClient.builder().environment(Map.of("FLY_API_TOKEN", token)).build(),
            () -> builder().token(() -> token).build().apps().find("a"))) {
      assertThat(catchThrowableOfType(InvalidRequestException.class, build::run))
          .hasMessageContaining("a scheme but no token");
    }
  }

  @Test
  void trimsLineBreaksAroundAToken() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));
    assertThat(builder().token("fm2_t0ken\n").build().apps().find("a")).isEmpty();
  }

  @Test
  void userAgentAndNonceThatCannotBeSentAreRejected() {
    assertThat(
            catchThrowableOfType(
                InvalidRequestException.class, () -> FlyClient.builder().userAgent("a\r\nX: y")))
        .isNotNull();
    InvalidRequestException e =
        catchThrowableOfType(
            InvalidRequestException.class,
            () -> builder().build().app("a").machines().lease("1", l -> l.nonce("MARK\nx")));
    assertThat(e.getMessage()).doesNotContain("MARK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vm:7862",
        "http://example.com",
        "http://localhost.example.com",
        "http://internal",
        "http://xinternal:80",
        "http://10.0.0.1:4280",
        "http://[fdab::1]:4280",
        "HTTP://example.com",
        "http://127.0.0.1.example.com",
        "http://0x7f.1",
        "ftp://localhost",
        "http://user:MARK@localhost",
        "https://user:MARK@api.machines.dev",
        "localhost:4280",
        "http:///x"
      })
  void doesNotSendTheTokenToOtherComputersInPlaintext(String address) {
    for (Runnable build :
        List.<Runnable>of(
            () -> FlyClient.builder().token("t").baseUri(URI.create(address)).build(),
            () -> FlyClient.builder().token("t").apiBaseUri(URI.create(address)).build(),
            () ->
                FlyClient.builder()
                    .environment(Map.of("FLY_API_TOKEN", "t", "FLY_FLAPS_BASE_URL", address))
                    .build())) {
      InvalidRequestException e = catchThrowableOfType(InvalidRequestException.class, build::run);
      assertThat(e.getMessage()).doesNotContain("MARK");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "http://localhost:1",
        "http://LOCALHOST.:1",
        "http://fly.localhost:1",
        "http://127.9.9.9:1",
        "http://[::1]:1",
        "http://_api.internal:4280",
        "http://my-app.flycast",
        "http://[fdaa:0:1::3]:4280"
      })
  void sendsTheTokenOverTlsToThisComputerAndIntoThePrivateNetwork(String address) {
    assertThat(FlyClient.builder().token("t").baseUri(URI.create(address)).build())
        .hasToString("FlyClient[" + address + "]");
  }

  @Test
  void plainHttpCanBeAllowed() {
    URI uri = URI.create("http://vm:7862");
    assertThat(FlyClient.builder().token("t").baseUri(uri).allowPlainHttp(true).build())
        .hasToString("FlyClient[http://vm:7862]");
  }

  @Test
  void explainsAnInvalidAddressInAVariableInOneSentence() {
    InvalidRequestException e =
        catchThrowableOfType(
            InvalidRequestException.class,
            () ->
                FlyClient.builder()
                    .environment(Map.of("FLY_API_TOKEN", "t", "FLY_FLAPS_BASE_URL", "http://a b"))
                    .build());
    assertThat(e).hasMessageContaining("FLY_FLAPS_BASE_URL is not a valid address");
  }

  @Test
  void refusedConnectionNamesTheHostAndTheCause() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    FlyClient fly =
        builder().baseUri(URI.create("http://127.0.0.1:" + port)).retry(RetryPolicy.none()).build();
    ConnectionException e =
        catchThrowableOfType(ConnectionException.class, () -> fly.apps().find("a"));
    assertThat(e)
        .hasMessageContaining("from 127.0.0.1:" + port + ": the connection was refused")
        .hasMessageNotContaining("ConnectException");
  }

  @Test
  void explainsAnUntrustedCertificate() {
    FlyClient fly = builder().baseUri(Tls.uri()).retry(RetryPolicy.none()).build();
    ConnectionException e =
        catchThrowableOfType(ConnectionException.class, () -> fly.apps().find("a"));
    assertThat(e)
        .hasMessageContaining("from localhost:")
        .hasMessageContaining("certificate is not trusted")
        .hasMessageContaining("SSL_CERT_FILE");
  }

  @Test
  void trustsTheCertificatesOfAFile(@TempDir Path folder) throws Exception {
    Path pem = Files.writeString(folder.resolve("ca.pem"), Tls.certificate());
    assertThat(builder().baseUri(Tls.uri()).trustedCertificates(pem).build().apps().find("a"))
        .isEmpty();
    FlyClient fromEnvironment =
        FlyClient.builder()
            .environment(Map.of("FLY_API_TOKEN", "t", "SSL_CERT_FILE", pem.toString()))
            .baseUri(Tls.uri())
            .build();
    assertThat(fromEnvironment.apps().find("a")).isEmpty();
    Path other = Files.writeString(folder.resolve("none.pem"), "nothing");
    assertThat(
            catchThrowableOfType(
                InvalidRequestException.class, () -> builder().trustedCertificates(other).build()))
        .hasMessageContaining("PEM file of certificates");
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.machines.dev/, proxy.local:3128",
    "http://api.machines.dev/, DIRECT",
    "https://localhost:1/, DIRECT",
    "https://127.0.0.1:1/, DIRECT",
    "https://a.example.com/, DIRECT",
    "https://example.com/, DIRECT",
    "https://notexample.com/, proxy.local:3128",
    "https://only.dev:8443/, DIRECT",
    "https://only.dev/, proxy.local:3128"
  })
  void choosesTheProxyLikeOtherPrograms(URI uri, String expected) {
    var rules =
        dev.mcpfly.api.internal.ProxyRules.from(
            Map.of(
                "HTTPS_PROXY",
                "http://proxy.local:3128",
                "no_proxy",
                "example.com, .internal,only.dev:8443"));
    assertThat(rules.select(uri).get(0).toString())
        .contains(expected.equals("DIRECT") ? "DIRECT" : "proxy.local");
  }

  @Test
  void requestsGoThroughTheProxyOfTheEnvironment() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));
    FlyClient fly =
        FlyClient.builder()
            .environment(Map.of("FLY_API_TOKEN", "t", "HTTP_PROXY", "127.0.0.1:" + uri().getPort()))
            .baseUri(URI.create("http://machines.flycast"))
            .build();
    assertThat(fly.apps().find("a")).isEmpty();
    assertThat(SERVER.getAllServeEvents()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "jane:MARK, jane:MARK",
    "jane, jane",
    "jane:MA%40RK%2F%25, jane:MA@RK/%",
    "j%C3%BCrgen:MARK%C3%A4, j\u00fcrgen:MARK\u00e4"
  })
  void tellsTheProxyItsLoginAndNobodyElse(String login, String sent) {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));
    String proxy = "http://" + login + "@127.0.0.1:" + uri().getPort();
    FlyClient.Builder builder =
        FlyClient.builder()
            .environment(Map.of("FLY_API_TOKEN", "t", "HTTP_PROXY", proxy, "NO_PROXY", "localhost"))
            .baseUri(URI.create("http://machines.flycast"));
    assertThat(builder.build().apps().find("a")).isEmpty();
    SERVER.verify(
        1, anyRequestedFor(anyUrl()).withHeader("Proxy-Authorization", equalTo(basic(sent))));
    SERVER.resetRequests();
    assertThat(builder.baseUri(uri()).build().apps().find("a")).isEmpty();
    SERVER.verify(1, anyRequestedFor(anyUrl()).withoutHeader("Proxy-Authorization"));
    assertThat(builder.toString() + builder.build()).doesNotContain("MARK");
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aProxyThatRejectsTheLoginIsAskedOnceAndNothingHasHappened() {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(407)));
    for (String login : List.of("", "jane:MARK@")) {
      SERVER.resetRequests();
      FlyClient fly =
          FlyClient.builder()
              .environment(
                  Map.of(
                      "FLY_API_TOKEN",
                      "t",
                      "HTTP_PROXY",
                      "http://" + login + "127.0.0.1:" + uri().getPort()))
              .baseUri(URI.create("http://machines.flycast"))
              .build();
      ConnectionException e =
          catchThrowableOfType(
              ConnectionException.class, () -> fly.apps().create("a", a -> a.org("personal")));
      assertThat(e)
          .hasMessageContaining(login.isEmpty() ? "requires a login" : "did not accept the login")
          .hasMessageContaining("(407)");
      assertThat(e.getMessage()).doesNotContain("MARK").hasLineCount(1);
      assertThat(e.outcomeUnknown()).isFalse();
      assertThat(SERVER.getAllServeEvents()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:MARK@pass@proxy:1",
        "socks5://u:MARK@proxy:1",
        "http://a b",
        "http://"
      })
  void explainsAnUnusableProxyInOneSentence(String proxy) {
    InvalidRequestException e =
        catchThrowableOfType(
            InvalidRequestException.class,
            () ->
                FlyClient.builder()
                    .environment(Map.of("FLY_API_TOKEN", "t", "HTTPS_PROXY", proxy))
                    .build());
    assertThat(e.getMessage()).startsWith("HTTPS_PROXY").doesNotContain("MARK").hasLineCount(1);
  }

  @Test
  void quotesAServerInOneBoundedLineWithoutControlCharacters() {
    String evil =
        "a\u001b[31mred\u001b]0;title\u0007\r\nlevel=info\u202eevil\u2066\u0085" + "x".repeat(5000);
    JsonObject body = JsonObject.of("error", evil).with("status", "code\u001b[2J\n");
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(400)
                    .withHeader("fly-request-id", "id")
                    .withBody(body.toJson())));
    FlyException e =
        catchThrowableOfType(FlyException.class, () -> builder().build().apps().get("a"));
    assertThat(e.getMessage()).hasSizeLessThan(700).contains("level=info evil");
    assertThat(e.getMessage().codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "machine ID 17 lease currently held by X, expires at 2022-10-20 19:59:06 +0000 UTC"
            + "|X|2022-10-20T19:59:06Z",
        "machine ID 17 lease currently held by a@b.c, expires at 2022-10-20T19:59:06Z"
            + "|a@b.c|2022-10-20T19:59:06Z",
        "machine ID 17 lease currently held by a, b, expires at 2022-10-20 19:59:06.25 +0200 CEST"
            + "|a, b|2022-10-20T17:59:06.250Z",
        "failed to get lease: machine ID 17 lease currently held by X, expires at 2022-10-20"
            + " 19:59:06.5 +0000 UTC m=+4.5|X|2022-10-20T19:59:06.500Z",
        "lease is currently held by X|X|",
      })
  void understandsLeaseMessagesInAllTheirForms(String text, String owner, Instant expiry) {
    for (String name : List.of("message", "error")) {
      SERVER.resetAll();
      SERVER.stubFor(
          any(anyUrl())
              .willReturn(
                  aResponse().withStatus(409).withBody(JsonObject.of(name, text).toJson())));
      LeaseHeldException e =
          catchThrowableOfType(
              LeaseHeldException.class, () -> builder().build().app("a").machines().stop("17"));
      assertThat(e.owner()).contains(owner);
      assertThat(e.expiresAt().orElse(null)).isEqualTo(expiry);
    }
  }
}
