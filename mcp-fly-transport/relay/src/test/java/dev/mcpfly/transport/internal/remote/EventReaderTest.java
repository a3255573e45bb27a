package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
  private final List<String> messages = new ArrayList<>();
  private final EventReader reader =
      new EventReader(1_000, message -> messages.add(new String(message, UTF_8)));

  private record Head(int statusCode, HttpHeaders headers) implements ResponseInfo {
    static Head of(int status, String type) {
      return new Head(
          status, HttpHeaders.of(Map.of("content-type", List.of(type)), (name, value) -> true));
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }

  private void read(String text) throws IOException {
    reader.bytes(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private void reconnect() {
    assertThat(reader.accepts(Head.of(200, "text/event-stream"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "200, text/event-stream, true",
    "200, Text/Event-Stream; charset=utf-8, true",
    "202, text/event-stream;, true",
    "200, application/json, false",
    "200, text/event-streams, false",
    "404, text/event-stream, false",
    "500, text/event-stream, false",
    "301, text/event-stream, false"
  })
  void acceptsSuccessfulEventStreamsOnly(int status, String type, boolean accepted) {
    assertThat(reader.accepts(Head.of(status, type))).isEqualTo(accepted);
  }

  @Test
  void passesMessagesAndNothingElse() throws Exception {
    read("data: 1\n\nevent: message\ndata: 2\n\nevent: ping\ndata: 3\n\nid: a\ndata:\n\n: c\n\n");

    assertThat(messages).containsExactly("1", "2");
    assertThat(reader.lastEventId()).isEqualTo("a");
  }

  @Test
  void passesAnEventThatComesAgainOnce() throws Exception {
    read("id: 1\ndata: a\n\nid: 2\ndata: b\n\n");
    reconnect();
    read("id: 2\ndata: b\n\nid: 3\ndata: c\n\n");

    assertThat(messages).containsExactly("a", "b", "c");
    assertThat(reader.lastEventId()).isEqualTo("3");
  }

  @Test
  void passesTheMessageWhoseIdOpenedTheStream() throws Exception {
    read("id: 1\ndata:\n\nid: 1\ndata: a\n\n");

    assertThat(messages).containsExactly("a");
  }

  @Test
  void dropsHalfAnEventOfAConnectionThatBroke() throws Exception {
    read("id: 1\ndata: a\n\nid: 2\ndata: half");
    reconnect();
    read("data: whole\n\n");

    assertThat(messages).containsExactly("a", "whole");
    assertThat(reader.lastEventId()).isEqualTo("1");
  }

  @Test
  void cannotResumeAfterAnEventThatWithdrawsTheId() throws Exception {
    read("id: 1\ndata: a\n\n");
    assertThat(reader.canResume()).isTrue();
    read("id:\ndata: b\n\n");

    assertThat(reader.canResume()).isFalse();
    assertThat(messages).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"é", "😀", "a\u0007b", "a\u001b[2Jb", "\u202e", "a\u007f"})
  void doesNotResumeAtAnIdThatNoHeaderCanCarry(String id) throws Exception {
    read("id: 1\ndata: a\n\nid: " + id + "\ndata: b\n\n");

    assertThat(reader.canResume()).isFalse();
    assertThat(messages).containsExactly("a", "b");
  }

  @Test
  void doesNotKeepIdsOfAnySize() throws Exception {
    read("id: " + "x".repeat(1_000) + "\n\n");
    assertThat(reader.canResume()).isTrue();

    EventReader large = new EventReader(1 << 20, message -> {});
    large.bytes(ByteBuffer.wrap(("id: " + "x".repeat(1_001) + "\ndata: a\n\n").getBytes(UTF_8)));
    assertThat(large.canResume()).isFalse();
  }

  @Test
  void remembersTheLastOfManyIds() throws Exception {
    for (int i = 0; i < 25_000; i++) {
      read("id: " + i + "\ndata: x\n\n");
    }
    reconnect();
    read("id: 24999\ndata: x\n\n");

    assertThat(messages).hasSize(25_000);
  }

  @Test
  void waitsALittleHoweverShortThePauseThatTheServerWishes() throws Exception {
    assertThat(reader.retry()).isNull();
    read("retry: 3000\n\n");
    assertThat(reader.retry()).isEqualTo(Duration.ofSeconds(3));
    read("retry: 0\n\n");
    assertThat(reader.retry()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void knowsWhetherAnythingCameOnTheLastConnection() throws Exception {
    reconnect();
    assertThat(reader.heard()).isFalse();
    read(": ping\n");
    assertThat(reader.heard()).isTrue();
    reconnect();
    assertThat(reader.heard()).isFalse();
  }
}
