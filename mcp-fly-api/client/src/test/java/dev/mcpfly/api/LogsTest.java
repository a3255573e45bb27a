package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.model.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogsTest extends Served {
  private static final String LOGS = "/api/v1/apps/my-app/logs";

  private Logs logs() {
    return builder().build().app("my-app").logs();
  }

  @Test
  void readsAPageWithItsFilters() {
    page("", "t1", "one", "two");
    LogEntry.Page page = logs().page(q -> q.machine("17").region("iad"));
    assertThat(page.entries()).extracting(LogEntry::message).containsExactly("one", "two");
    assertThat(page.nextToken()).contains("t1");
    assertThat(page.entries().get(0).provider()).contains("app");
    assertThat(page.entries().get(0).timestamp()).contains(Instant.parse("2026-01-01T00:00:00Z"));
    SERVER.verify(
        getRequestedFor(urlPathEqualTo(LOGS))
            .withQueryParam("instance", equalTo("17"))
            .withQueryParam("region", equalTo("iad"))
            .withQueryParam("next_token", equalTo("")));
  }

  @Test
  void followsFromPageToPageAndKeepsTheLastToken() {
    page("", "t1", "one");
    page("t1", "t2", "two", "three");
    page("t2", "");
    try (Stream<LogEntry> lines = logs().follow()) {
      assertThat(lines.limit(3).map(LogEntry::message)).containsExactly("one", "two", "three");
    }
  }

  @Test
  void pausesLongerAndLongerWhileTheLogIsSilent() {
    page("", "");
    try (Stream<LogEntry> lines = logs().follow()) {
      var reading = lines.iterator();
      Thread reader = Thread.currentThread();
      clock.onSleep(10, reader::interrupt);
      assertThat(reading.hasNext()).isFalse();
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(clock.sleeps.subList(0, 3))
        .containsExactly(Duration.ofMillis(64), Duration.ofMillis(128), Duration.ofMillis(256));
    assertThat(clock.sleeps).allMatch(pause -> pause.compareTo(Duration.ofSeconds(4)) <= 0);
    assertThat(clock.sleeps).contains(Duration.ofSeconds(4));
  }

  @Test
  void endsWithAnErrorWhenTheAppIsGone() {
    SERVER.stubFor(get(urlPathEqualTo(LOGS)).willReturn(aResponse().withStatus(404)));
    assertThatThrownBy(() -> logs().follow().findFirst()).isInstanceOf(NotFoundException.class);
  }

  @Test
  void givesUpAfterTenFailuresInARow() {
    SERVER.stubFor(get(urlPathEqualTo(LOGS)).willReturn(aResponse().withStatus(503)));
    Logs logs = builder().retry(RetryPolicy.none()).build().app("my-app").logs();
    assertThatThrownBy(() -> logs.follow().findFirst())
        .isInstanceOf(ApiException.UnexpectedStatus.class);
    assertThat(SERVER.findAll(getRequestedFor(urlPathEqualTo(LOGS)))).hasSize(10);
  }

  private static void page(String token, String next, String... messages) {
    List<String> entries =
        Stream.of(messages)
            .map(
                message ->
                    "{\"id\":\"x\",\"attributes\":{\"timestamp\":\"2026-01-01T00:00:00Z\","
                        + "\"message\":\""
                        + message
                        + "\",\"meta\":{\"event\":{\"provider\":\"app\"}}}}")
            .toList();
    SERVER.stubFor(
        get(urlPathEqualTo(LOGS))
            .withQueryParam("next_token", equalTo(token))
            .willReturn(
                okJson(
                    "{\"data\":["
                        + String.join(",", entries)
                        + "],\"meta\":{\"next_token\":\""
                        + next
                        + "\"}}")));
  }
}
