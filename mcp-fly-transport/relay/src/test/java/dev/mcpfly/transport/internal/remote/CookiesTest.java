package dev.mcpfly.transport.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6265, as far as a client of one origin needs it. */
class CookiesTest {
  private static final URI SERVER = URI.create("https://mcp.eu.example.com/v1/mcp");

  private Instant now = Instant.parse("2026-11-29T12:00:00Z");
  private final Cookies cookies = new Cookies(() -> now);

  private void set(String... setCookies) {
    cookies.keep(SERVER, List.of(setCookies));
  }

  private String sent() {
    return cookies.header(SERVER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lb=node-1 | lb=node-1",
        "lb=node-1; Path=/ | lb=node-1",
        "lb=node-1; Max-Age=3600 | lb=node-1",
        "AWSALB=x+y/z==; Expires=Wed, 30 Dec 2026 07:28:00 GMT; Path=/ | AWSALB=x+y/z==",
        "lb=a; expires=Wed, 30-Dec-26 07:28:00 GMT | lb=a",
        "lb=a; Expires=someday | lb=a",
        "lb=a; Max-Age=soon | lb=a",
        "lb=a; Version=1; Max-Age=60; Path=/ | lb=a",
        "lb=\"quoted\"; Max-Age=60 | lb=\"quoted\"",
        "lb=a,b; Max-Age=60 | lb=a,b",
        "lb=a=b=c | lb=a=b=c",
        "lb=| lb=",
        " lb = a ; Secure; HttpOnly; SameSite=Lax | lb=a",
        "lb=a; Domain=mcp.eu.example.com | lb=a",
        "lb=a; Domain=example.com | lb=a",
        "lb=a; Domain=.Example.COM | lb=a",
        "lb=a; Domain= | lb=a",
        "lb=a; Path=relative | lb=a",
        "lb=a; Path=/v1 | lb=a",
        "lb=a; Path=/v1/ | lb=a",
        "lb=a; Path=/v1/mcp | lb=a",
        "lb=a;;; | lb=a"
      })
  void sendsBackWhatWasSet(String set, String sent) {
    set(set);
    assertThat(sent()).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lb",
        "=a",
        "lb=a; Domain=other.example.org",
        "lb=a; Domain=ample.com",
        "lb=a; Domain=deeper.mcp.eu.example.com",
        "lb=a; Path=/v2",
        "lb=a; Path=/v1/mcp/",
        "lb=a; Path=/v1/mc",
        "lb=a; Max-Age=0",
        "lb=a; Max-Age=-1; Expires=Wed, 30 Dec 2026 07:28:00 GMT",
        "lb=a; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "lb=a\u0007b",
        "lb=a\r\nX: y",
        "lb=ä",
        "l\tb=a"
      })
  void sendsNothingElse(String set) {
    set(set);
    assertThat(sent()).isEmpty();
  }

  @Test
  void aLaterCookieReplacesTheOneOfItsNameAndPath() {
    set("lb=a; Path=/", "lb=b; Path=/v1", "other=c; Path=/");
    set("lb=d; Path=/");

    assertThat(sent()).isEqualTo("lb=b; other=c; lb=d");
  }

  @Test
  void aCookieGoesWhenTheServerTakesItBack() {
    set("lb=a; Path=/", "other=b; Path=/");
    set("lb=; Path=/; Max-Age=0");

    assertThat(sent()).isEqualTo("other=b");
  }

  @Test
  void aCookieLastsAsLongAsItSays() {
    set("minute=a; Max-Age=60", "hour=b; Expires=Sun, 29 Nov 2026 13:00:00 GMT", "session=c");
    now = now.plus(Duration.ofSeconds(59));
    assertThat(sent()).isEqualTo("minute=a; hour=b; session=c");
    now = now.plus(Duration.ofSeconds(1));
    assertThat(sent()).isEqualTo("hour=b; session=c");
    now = now.plus(Duration.ofHours(2));
    assertThat(sent()).isEqualTo("session=c");
  }

  @Test
  void theLifetimeInSecondsCountsBeforeTheDate() {
    set("lb=a; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    assertThat(sent()).isEqualTo("lb=a");
  }

  @Test
  void secureCookiesGoOverTlsOnly() {
    set("a=1; Secure; Path=/", "b=2; Path=/");
    assertThat(cookies.header(URI.create("http://mcp.eu.example.com/v1/mcp"))).isEqualTo("b=2");
  }

  @Test
  void withoutAPathACookieIsForTheFolderOfTheRequest() {
    set("lb=a");
    assertThat(cookies.header(URI.create("https://mcp.eu.example.com/v1/other"))).isEqualTo("lb=a");
    assertThat(cookies.header(URI.create("https://mcp.eu.example.com/v2"))).isEmpty();
    assertThat(cookies.header(URI.create("https://mcp.eu.example.com"))).isEmpty();
  }

  @Test
  void addressesHaveNoDomains() {
    cookies.keep(
        URI.create("http://127.0.0.1/"), List.of("a=1; Domain=0.0.1", "b=2; Domain=127.0.0.1"));
    assertThat(cookies.header(URI.create("http://127.0.0.1/"))).isEqualTo("b=2");
  }

  @Test
  void keepsNeitherEndlesslyManyNorLargeCookies() {
    set("large=" + "x".repeat(5_000));
    assertThat(sent()).isEmpty();
    for (int i = 0; i < 1_000; i++) {
      set("c" + i + "=v");
    }
    assertThat(sent().split("; ")).hasSize(50).contains("c999=v").doesNotContain("c949=v");
  }
}
