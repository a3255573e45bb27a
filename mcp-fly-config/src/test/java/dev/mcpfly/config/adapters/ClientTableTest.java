package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/clients.md} is what the adapters say. With {@code
 * -Dmcpfly.golden.write=true} it is written anew.
 */
class ClientTableTest {
  private static final Path TABLE = Path.of("docs/clients.md");

  @Test
  void theTableOfClientsIsWhatTheAdaptersSay() throws IOException {
    String table = ClientTable.render();
    if (Boolean.getBoolean("mcpfly.golden.write")) {
      Files.writeString(TABLE, table);
    }
    assertThat(Files.readString(TABLE)).isEqualTo(table);
  }

  @Test
  void thereAreMoreThanFiftyClients() {
    assertThat(ClientTable.clients()).hasSizeGreaterThan(50);
  }
}
