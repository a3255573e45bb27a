package dev.mcpfly.transport;

import static dev.mcpfly.transport.RulesClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.RulesClient.Way;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often callers may call, by a clock that stands still. */
@Timeout(60)
class RelayCallerLimitsTest {
  private final HeldClock clock = new HeldClock();

  private CatalogServer server;

  private Relay.Builder relay(boolean modern) {
    server = new CatalogServer(modern, "read_a", "hang");
    Relay.Builder builder =
        new Relay.Builder(server).port(0).principal("alice", "a").principal("bob", "b");
    builder.options().clock = clock;
    return builder;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void rejectsExcessCallsUntilAMinuteHasPassed(Way way) throws Exception {
    for (boolean modern : new boolean[] {false, true}) {
      if (modern && way != Way.STATELESS) {
        continue;
      }
      try (Relay relay = relay(modern).callerLimits(l -> l.callsPerMinute(2)).start();
          RulesClient alice = new RulesClient(way, relay.baseUri(), "a");
          RulesClient bob = new RulesClient(way, relay.baseUri(), "b")) {
        assertThat(code(alice.call("read_a"))).isZero();
        clock.pass(Duration.ofSeconds(20));
        assertThat(code(alice.call("read_a"))).isZero();
        Answer refused = alice.post("tools/call", "\"name\":\"read_a\",\"arguments\":{}");
        if (way == Way.BATCH) {
          assertThat(code(refused.last())).isEqualTo(-32000);
        } else {
          assertThat(refused.status()).isEqualTo(429);
          assertThat(refused.header("Retry-After")).isEqualTo("40");
          assertThat(refused.errorCode()).isEqualTo(-32000);
          assertThat(refused.body()).contains("\"id\":3");
        }
        // Each has its own.
        assertThat(code(bob.call("read_a"))).isZero();
        clock.pass(Duration.ofSeconds(40));
        assertThat(code(alice.call("read_a"))).isZero();
        assertThat(
                alice.post("tools/list", "").last().contains("-32000")
                    || way == Way.SSE
                    || way == Way.WRAP
                    || way == Way.BATCH)
            .isTrue();
      }
    }
  }

  @Test
  void countsAllSessionsOfAPrincipalTogether() throws Exception {
    try (Relay relay = relay(false).callerLimits(l -> l.callsPerMinute(2)).start()) {
      RulesClient one = new RulesClient(Way.SESSION, relay.baseUri(), "a");
      RulesClient two = new RulesClient(Way.SESSION, relay.baseUri(), "a");
      RulesClient three = new RulesClient(Way.STATELESS, relay.baseUri(), "a");
      assertThat(code(one.call("read_a"))).isZero();
      assertThat(code(two.call("read_a"))).isZero();
      assertThat(three.post("tools/list", "").status()).isEqualTo(429);
    }
  }

  @Test
  void aPrincipalsOwnLimitReplacesTheOneForAll() throws Exception {
    try (Relay relay =
        relay(false)
            .callerLimits(l -> l.callsPerMinute(1).forPrincipal("bob", b -> b.callsPerMinute(3)))
            .start()) {
      RulesClient alice = new RulesClient(Way.SESSION, relay.baseUri(), "a");
      RulesClient bob = new RulesClient(Way.SESSION, relay.baseUri(), "b");
      assertThat(code(alice.call("read_a"))).isZero();
      assertThat(code(alice.call("read_a"))).isEqualTo(-32000);
      for (int i = 0; i < 3; i++) {
        assertThat(code(bob.call("read_a"))).isZero();
      }
      assertThat(code(bob.call("read_a"))).isEqualTo(-32000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "translated", "stateless"})
  void rejectsConcurrentCallsBeyondTheLimit(String kind) throws Exception {
    Way way = kind.equals("session") ? Way.SESSION : Way.STATELESS;
    try (Relay relay =
        relay(kind.equals("stateless")).callerLimits(l -> l.callsAtOnce(1)).start()) {
      RulesClient holder = new RulesClient(way, relay.baseUri(), "a");
      RulesClient alice = new RulesClient(way, relay.baseUri(), "a");
      RulesClient bob = new RulesClient(way, relay.baseUri(), "b");
      CompletableFuture<Answer> held =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return holder.post("tools/call", "\"name\":\"hang\",\"arguments\":{}");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      for (int i = 0; i < 3000 && !server.heard("tools/call", "hang"); i++) {
        Thread.sleep(20);
      }
      Answer refused = alice.post("tools/list", "");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.errorCode()).isEqualTo(-32000);
      assertThat(code(bob.call("read_a"))).isZero();
      assertThat(held).isNotDone();
    }
  }

  @Test
  void finishedCallFreesItsPlace() throws Exception {
    try (Relay relay = relay(false).callerLimits(l -> l.callsAtOnce(1)).start();
        RulesClient alice = new RulesClient(Way.SESSION, relay.baseUri(), "a")) {
      for (String tool : List.of("read_a", "read_a", "read_a")) {
        assertThat(code(alice.call(tool))).isZero();
      }
    }
  }

  @Test
  void severalMessagesInOnePostAreAnsweredOneByOne() throws Exception {
    try (Relay relay = relay(false).callerLimits(l -> l.callsPerMinute(1)).start()) {
      HttpPeer root =
          new HttpPeer(relay.baseUri(), "Authorization", "Bearer a", "Accept", "application/json");
      try (HttpPeer.Stream stream = root.stream()) {
        root.post(HttpPeer.initialize("2025-06-18"));
        assertThat(stream.next("{")).contains("\"id\":0");
        String two = HttpPeer.call("1", "read_a", "{}") + "\n" + HttpPeer.call("2", "read_a", "{}");
        assertThat(root.post(two).status()).isEqualTo(202);
        List<String> answers = List.of(stream.next("{"), stream.next("{"));
        assertThat(answers).anyMatch(each -> each.contains("called read_a"));
        assertThat(answers).anyMatch(each -> code(each) == -32000);
      }
    }
  }
}
