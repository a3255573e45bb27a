package dev.mcpfly.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Files that belong to no known client. */
final class CustomFiles {
  /** The form that most clients share. */
  static final EntryDialect COMMON =
      EntryDialect.of(
          d ->
              d.httpType("http")
                  .sseType("sse")
                  .workingDirectory()
                  .disabledMember()
                  .timeoutIn(Duration.ofMillis(1)));

  private CustomFiles() {}

  static ClientConfig at(Path path, String... keys) {
    String[] where = keys.length == 0 ? new String[] {"mcpServers"} : keys.clone();
    ClientDefinition definition =
        ClientDefinition.builder("file")
            .displayName("The common form")
            .servers(format(path), COMMON, where)
            .build();
    HostEnvironment host = HostEnvironment.current();
    return new ClientConfig(
        new McpClient(definition, host), definition, path, definition.layoutOf(path));
  }

  private static ConfigFormat format(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".toml")) {
      return ConfigFormat.TOML;
    } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return ConfigFormat.YAML;
    }
    return name.endsWith(".jsonc") ? ConfigFormat.JSONC : ConfigFormat.JSON;
  }
}
