package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.testing.McpClientContract;
import dev.mcpfly.config.testing.NastyFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract as another project uses it: for its own client, whose entries are two keys deep. */
class AcmeClientTest extends McpClientContract {
  @Override
  protected String clientId() {
    return AcmeClients.ID;
  }

  @Override
  protected List<NastyFile> nastyFiles(ClientConfig config) {
    List<NastyFile> files = new ArrayList<>();
    add(files, "both keys", "{\n  \"ai\": {\n    \"tools\": {}, // none\n  },\n}\n");
    add(files, "one key", "{\n  \"ai\": {}\n}\n");
    add(files, "no key", "{\"x\":1}");
    files.add(
        new NastyFile(
            "a list between",
            "{\"ai\":[]}".getBytes(StandardCharsets.UTF_8),
            NastyFile.Outcome.REFUSED));
    return files;
  }

  private static void add(List<NastyFile> files, String title, String text) {
    files.add(
        new NastyFile(title, text.getBytes(StandardCharsets.UTF_8), NastyFile.Outcome.EDITED));
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(McpClients.byId(AcmeClients.ID)).isPresent();
    assertThat(McpClients.byId("nobody")).isEmpty();
  }
}
