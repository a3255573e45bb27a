package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where token and endpoints come from, and which header a token becomes. */
class FlyClientBuilderTest extends Served {
  @TempDir Path home;

  @Test
  void explainsWhereATokenCanComeFrom() {
    assertThatThrownBy(
            () -> FlyClient.builder().environment(Map.of("HOME", home.toString())).build())
        .isInstanceOf(MissingTokenException.class)
        .hasMessageContaining("FLY_ACCESS_TOKEN")
        .hasMessageContaining("FLY_API_TOKEN")
        .hasMessageContaining("~/.fly/config.yml");
  }

  @Test
  void usesTheTokenThatFlyctlWouldUse() throws IOException {
    Path config = Files.createDirectories(home.resolve(".fly")).resolve("config.yml");
    Files.writeString(
        config, "last_login: 2026-01-01\naccess_token: \"fm2_file\" # mine\nmetrics_token: x\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("FLY_FLAPS_BASE_URL", uri().toString());
    assertThat(authorization(environment)).isEqualTo("FlyV1 fm2_file");
    Files.writeString(config, "access_token: fo1_renewed\n");
    assertThat(authorization(environment)).isEqualTo("Bearer fo1_renewed");
    environment.put("FLY_API_TOKEN", "fm2_api");
    assertThat(authorization(environment)).isEqualTo("FlyV1 fm2_api");
    environment.put("FLY_ACCESS_TOKEN", "fm2_access");
    assertThat(authorization(environment)).isEqualTo("FlyV1 fm2_access");
    Path other = Files.writeString(home.resolve("other.yml"), "access_token: 'fm2_other'\n");
    FlyClient fly =
        FlyClient.builder().environment(Map.of()).configFile(other).baseUri(uri()).build();
    assertThat(authorization(fly)).isEqualTo("FlyV1 fm2_other");
  }

  @Test
  void usesTheEndpointsThatFlyctlAndFlysDocumentationName() {
    Map<String, String> environment = new HashMap<>(Map.of("FLY_API_TOKEN", "fm2_x"));
    environment.put("FLY_FLAPS_BASE_URL", " ");
    assertThat(FlyClient.builder().environment(environment).build())
        .hasToString("FlyClient[https://api.machines.dev]");
    environment.put("FLY_API_HOSTNAME", "http://_api.internal:4280");
    assertThat(FlyClient.builder().environment(environment).build())
        .hasToString("FlyClient[http://_api.internal:4280]");
    environment.put("FLY_FLAPS_BASE_URL", "https://flaps.example.com");
    assertThat(FlyClient.builder().environment(environment).build())
        .hasToString("FlyClient[https://flaps.example.com]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fm2_a|FlyV1 fm2_a|FlyV1 fm2_a|Bearer fm2_a",
        "FlyV1 fm2_a,fm2_b|FlyV1 fm2_a,fm2_b|FlyV1 fm2_a,fm2_b|Bearer fm2_a,fm2_b",
        "Bearer FlyV1 fm2_a|FlyV1 fm2_a|FlyV1 fm2_a|Bearer fm2_a",
        "fo1_o|Bearer fo1_o|Bearer fo1_o|Bearer fo1_o",
        "fm1r_a, fo1_o ,fm1a_b|FlyV1 fm1r_a,fm1a_b|FlyV1 fm1r_a,fm1a_b,fo1_o|Bearer"
            + " fm1r_a,fm1a_b,fo1_o",
      })
  void choosesTheSchemeByTheKindOfToken(
      String token, String machines, String logs, String organizations) {
    FlyClient fly = FlyClient.builder().token(token).baseUri(uri()).build();
    assertThat(authorization(fly)).isEqualTo(machines);
    SERVER.resetAll();
    SERVER.stubFor(any(anyUrl()).willReturn(okJson("{}")));
    fly.app("a").logs().page();
    fly.organizations();
    assertThat(SERVER.findAll(anyRequestedFor(anyUrl())))
        .extracting(request -> request.getHeader("Authorization"))
        .containsExactlyInAnyOrder(logs, organizations);
  }

  @Test
  void neverShowsTheToken() {
    FlyClient.Builder builder = FlyClient.builder().token("fm2_s3cr3t").baseUri(uri());
    assertThat(builder + " " + builder.build() + builder.build().app("a")).doesNotContain("s3cr3t");
  }

  @Test
  void refusesABlankToken() {
    assertThatThrownBy(() -> FlyClient.builder().token(" "))
        .isInstanceOf(InvalidRequestException.class);
    FlyClient fly = FlyClient.builder().token(() -> "").baseUri(uri()).build();
    assertThatThrownBy(() -> fly.app("a").get()).isInstanceOf(MissingTokenException.class);
  }

  @Test
  void returnsTheAddressOfAnApp() {
    assertThat(builder().build().app("my-app").publicUri())
        .isEqualTo(URI.create("https://my-app.fly.dev/"));
    assertThat(builder().appUris(app -> URI.create("http://x/" + app)).build().app("a").publicUri())
        .isEqualTo(URI.create("http://x/a"));
  }

  @Test
  void partsOfAnAddressCannotChangeThePath() {
    SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"hostname\":\"x\"}")));
    FlyClient fly = builder().build();
    fly.app("a/../b").certificates().get("*.example.com");
    fly.app("a").ipAssignments().delete("2a09::1");
    assertThat(SERVER.findAll(anyRequestedFor(anyUrl())))
        .extracting(request -> request.getUrl())
        .containsExactlyInAnyOrder(
            "/v1/apps/a%2F..%2Fb/certificates/%2A.example.com",
            "/v1/apps/a/ip_assignments/2a09%3A%3A1");
    assertThatThrownBy(() -> fly.app("..").get()).isInstanceOf(InvalidRequestException.class);
  }

  private static String authorization(Map<String, String> environment) {
    return authorization(FlyClient.builder().environment(environment).build());
  }

  private static String authorization(FlyClient fly) {
    SERVER.resetAll();
    SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"name\":\"a\"}")));
    fly.app("a").get();
    return SERVER.findAll(anyRequestedFor(anyUrl())).get(0).getHeader("Authorization");
  }

  @Test
  void clientsShareTheirThreads() {
    long before = selectors();
    for (int i = 0; i < 50; i++) {
      assertThat(authorization(builder().build())).isEqualTo("FlyV1 fm2_t0ken");
    }
    // Some may be those of tests beside this one.
    assertThat(selectors()).isLessThan(before + 25);
  }

  private static long selectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith("-SelectorManager"))
        .count();
  }
}
