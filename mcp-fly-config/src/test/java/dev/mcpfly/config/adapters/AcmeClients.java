package dev.mcpfly.config.adapters;

import dev.mcpfly.config.ClientDefinition;
import dev.mcpfly.config.ConfigFormat;
import dev.mcpfly.config.EntryDialect;
import dev.mcpfly.config.McpClientProvider;
import java.time.Duration;
import java.util.List;

/** A client that another project adds, found by the service loader. */
public final class AcmeClients implements McpClientProvider {
  static final String ID = "acme";

  /** Called by the service loader. */
  public AcmeClients() {}

  @Override
  public List<ClientDefinition> clients() {
    return List.of(
        ClientDefinition.builder(ID)
            .displayName("Acme Editor")
            .servers(
                ConfigFormat.JSONC,
                EntryDialect.of(
                    d ->
                        d.stdioType("process")
                            .httpType("http")
                            .enabledMember()
                            .timeoutIn(Duration.ofSeconds(1))
                            .replacesEnvColon()),
                "ai",
                "tools")
            .userFile("${ACME_HOME:-~/.acme}/settings.json")
            .projectFile(".acme.json")
            .names("[a-z-]+", "lower-case letters and hyphens")
            .commands("acme")
            .build());
  }
}
