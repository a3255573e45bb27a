package dev.mcpfly.transport.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.Envelope;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a relay that ends does not take any more. */
class DrainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true  | {'id':1,'method':'tools/call'}",
        "false | {'id':1,'method':'ping'}",
        "false | {'id':'q','result':{}}",
        "false | {'method':'notifications/cancelled'}",
        "true  | [{'id':'q','result':{}},{'id':1,'method':'tools/call'}]",
        "false | [{'id':'q','result':{}},{'method':'notifications/cancelled'}]",
        "false | [{'id':1,'method':'ping'},{'id':'q','result':{}}]",
        "false | [{'nothing':1}]"
      })
  void refusesOnlyWhatBeginsACall(boolean refused, String json) throws Exception {
    Envelope message = Envelope.scan(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    Drain drain = new Drain(false);
    assertThat(drain.refuses(message)).isFalse();
    drain.begin();
    assertThat(drain.refuses(message)).isEqualTo(refused);
  }
}
