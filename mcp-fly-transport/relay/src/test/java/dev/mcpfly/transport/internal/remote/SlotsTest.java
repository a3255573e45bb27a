package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {
  private final Slots slots = new Slots(2);
  private final List<String> started = new ArrayList<>();

  private static Call call(String id, String method) throws Exception {
    return new Call(
        Envelope.scan(
            ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}")
                .getBytes(UTF_8)));
  }

  private Call enter(String id) throws Exception {
    return enter(id, "tools/call");
  }

  private Call enter(String id, String method) throws Exception {
    Call call = call(id, method);
    var unused =
        slots.enter(
            call,
            () -> {
              started.add(id);
              return new CompletableFuture<>();
            });
    return call;
  }

  @Test
  void startsAsManyAsThereArePlacesAndTheRestInOrder() throws Exception {
    Call first = enter("1");
    Call second = enter("2");
    Call third = enter("3");
    enter("4");
    assertThat(started).containsExactly("1", "2");

    second.done().complete(null);
    assertThat(started).containsExactly("1", "2", "3");
    third.done().complete(null);
    first.done().complete(null);
    enter("5");
    assertThat(started).containsExactly("1", "2", "3", "4", "5");
    enter("6");
    assertThat(started).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"initialize", "subscriptions/listen"})
  void handshakesAndSubscriptionsTakeNoPlace(String method) throws Exception {
    enter("1");
    enter("2");
    enter("3", method);
    assertThat(started).containsExactly("1", "2", "3");
  }

  @Test
  void aPlaceIsGivenBackOnce() throws Exception {
    Call first = enter("1");
    enter("2");
    enter("3");
    enter("4");
    slots.leave(first);
    slots.leave(first);
    first.done().complete(null);
    assertThat(started).containsExactly("1", "2", "3");
  }

  @Test
  void aRequestThatWaitsCanBeWithdrawnAndOneThatRunsCannot() throws Exception {
    Call first = enter("1");
    enter("2");
    Call third = enter("3");
    enter("4");
    assertThat(slots.withdraw(third)).isTrue();
    assertThat(slots.withdraw(third)).isFalse();
    assertThat(slots.withdraw(first)).isFalse();
    first.done().complete(null);
    assertThat(started).containsExactly("1", "2", "4");
  }

  @Test
  void aRequestThatWasAnsweredMeanwhileIsNotStarted() throws Exception {
    Call first = enter("1");
    enter("2");
    Call third = enter("3");
    enter("4");
    third.done().complete(null);
    first.done().complete(null);
    assertThat(started).containsExactly("1", "2", "4");
  }

  @Test
  void manyThatFailAtOnceDoNotPileUp() throws Exception {
    Call first = enter("1");
    Call second = enter("2");
    int[] failed = new int[1];
    for (int i = 0; i < 50_000; i++) {
      Call call = call("\"w" + i + "\"", "tools/call");
      var unused =
          slots.enter(
              call,
              () -> {
                failed[0]++;
                call.done().complete(null);
                return CompletableFuture.completedFuture(null);
              });
    }
    first.done().complete(null);
    assertThat(failed[0]).isEqualTo(50_000);
    second.done().complete(null);
    enter("3");
    enter("4");
    assertThat(started).containsExactly("1", "2", "3", "4");
  }

  @Test
  void oneThatCannotBeStartedDoesNotKeepTheNextFromIt() throws Exception {
    Call first = enter("1");
    enter("2");
    Call bad = call("\"bad\"", "tools/call");
    var unused =
        slots.enter(
            bad,
            () -> {
              bad.done().complete(null);
              throw new IllegalStateException("not started");
            });
    enter("3");
    first.done().complete(null);
    assertThat(started).containsExactly("1", "2", "3");
  }
}
