package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --private} and {@code FLY_MCP_PRIVATE} mean what they mean to flyctl's wrap. */
@Timeout(120)
class PrivateProgramTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "--private", "FLY_MCP_PRIVATE"})
  void servesThePrivateNetworkOnlyIfToldSo(String how) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            RelayMain.class.getName(),
            "wrap",
            "--port",
            "0");
    if (how.startsWith("--")) {
      builder.command().add(how);
    } else if (!how.isEmpty()) {
      builder.environment().put(how, "1");
    }
    builder.command().add("--");
    builder.command().addAll(StdioServerMain.command());
    Process process = builder.redirectErrorStream(true).start();
    try (var lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.contains(" at http")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      String uri = line.substring(line.indexOf("http")).split("[ ,;]")[0];
      HttpPeer client = new HttpPeer(URI.create(uri.replaceAll("[.]$", "")));
      String initialize = HttpPeer.initialize("2025-11-25");
      Answer fromOutside = client.post(initialize, "Fly-Client-IP", "203.0.113.7");
      assertThat(fromOutside.status()).as(fromOutside.body()).isEqualTo(how.isEmpty() ? 200 : 403);
      assertThat(client.post(initialize, "Fly-Client-IP", "fdaa:0:1::3").status()).isEqualTo(200);
    } finally {
      process.destroyForcibly();
    }
  }
}
