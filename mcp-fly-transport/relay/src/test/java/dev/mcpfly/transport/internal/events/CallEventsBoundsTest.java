package dev.mcpfly.transport.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote enters events and metrics only in brief. */
class CallEventsBoundsTest {
  private static Envelope message(String json) throws Exception {
    return Envelope.scan(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anEventThatWaitsHoldsNoLongName() throws Exception {
    List<ObservedCall> calls = new ArrayList<>();
    Observer observer =
        new Observer() {
          @Override
          public void callStarted(ObservedCall call) {
            calls.add(call);
          }
        };
    String huge = Json.quote("x\n".repeat(1_000_000));
    for (String method : new String[] {"tools/call", "prompts/get"}) {
      ObservedCall.begin(
          observer,
          message("{\"id\":1,\"method\":\"" + method + "\",\"params\":{\"name\":" + huge + "}}"),
          "alice",
          "");
    }
    ObservedCall.begin(observer, message("{\"id\":1,\"method\":" + huge + "}"), "alice", "");
    assertThat(calls).hasSize(3);
    assertThat(calls.get(0).name()).hasSizeLessThan(202).doesNotContain("\n");
    assertThat(calls.get(1).name()).hasSizeLessThan(202).doesNotContain("\n");
    assertThat(calls.get(2).method()).hasSizeLessThan(202).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"s3cret\"", "{\"token\":\"s3cret\"}", "[\"s3cret\"]", "1.5e3", "null"})
  void aCodeThatIsNotANumberIsNoLabel(String code) throws Exception {
    CallHistograms histograms = new CallHistograms();
    ObservedCall call =
        ObservedCall.begin(histograms, message("{\"id\":1,\"method\":\"ping\"}"), "", "");
    assertThat(call).isNotNull();
    call.answered(message("{\"id\":1,\"error\":{\"code\":" + code + "}}"));
    StringBuilder out = new StringBuilder();
    histograms.write(out);
    assertThat(out)
        .contains("error_type=\"_OTHER\"")
        .doesNotContain("s3cret")
        .doesNotContain("1.5e3");
  }
}
