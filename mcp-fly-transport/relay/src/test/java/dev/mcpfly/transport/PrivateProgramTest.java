package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --private} and {@code FLY_MCP_PRIVATE} mean what they mean to flyctl's wrap. */
@Timeout(120)
class PrivateProgramTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "--private", "--private=true", "--private=false", "FLY_MCP_PRIVATE"})
  void servesThePrivateNetworkOnlyIfToldSo(String how) throws Exception {
    Map<String, String> environment = how.startsWith("FLY") ? Map.of(how, "1") : Map.of();
    List<String> options = how.startsWith("--") ? List.of(how) : List.of();
    boolean open = how.isEmpty() || how.endsWith("=false");
    try (RelayProgram relay = RelayProgram.wrap(environment, options)) {
      HttpPeer client = new HttpPeer(relay.awaitUri());
      String initialize = HttpPeer.initialize("2025-11-25");
      Answer fromOutside = client.post(initialize, "Fly-Client-IP", "203.0.113.7");
      assertThat(fromOutside.status()).as(fromOutside.body()).isEqualTo(open ? 200 : 403);
      assertThat(client.post(initialize, "Fly-Client-IP", "fdaa:0:1::3").status()).isEqualTo(200);
    }
  }
}
