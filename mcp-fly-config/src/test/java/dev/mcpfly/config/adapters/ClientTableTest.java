package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/clients.md} and the list in the README are what the adapters say. With
 * {@code -Dmcpfly.golden.write=true} it is written again.
 */
class ClientTableTest {
  private static final Path TABLE = Path.of("docs/clients.md");
  private static final Path README = Path.of("../README.md");

  @Test
  void tableOfClientsMatchesTheAdapters() throws IOException {
    String table = ClientTable.render();
    if (Boolean.getBoolean("mcpfly.golden.write")) {
      Files.writeString(TABLE, table);
    }
    assertThat(Files.readString(TABLE)).isEqualTo(table);
  }

  @Test
  void theReadmeNamesEveryClient() throws IOException {
    String list =
        ClientTable.clients().stream()
            .map(client -> client.displayName())
            .collect(Collectors.joining(", ", "<!-- clients -->\n", ".\n<!-- /clients -->"));
    String text = Files.readString(README);
    if (Boolean.getBoolean("mcpfly.golden.write")) {
      text = text.replaceFirst("(?s)<!-- clients -->.*<!-- /clients -->", list);
      Files.writeString(README, text);
    }
    assertThat(text).contains(list);
  }

  @Test
  void thereAreMoreThanFiftyClients() {
    assertThat(ClientTable.clients()).hasSizeGreaterThan(50);
  }
}
