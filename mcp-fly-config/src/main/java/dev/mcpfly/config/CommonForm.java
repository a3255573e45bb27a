package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The common text form of entries; see {@link McpClients#readServers}. */
final class CommonForm {
  private static final Container SERVERS = Container.map(List.of("mcpServers"));
  private static final Container ROOT = Container.map(List.of());

  private CommonForm() {}

  static Map<String, McpServerEntry> read(String text) {
    Map<String, McpServerEntry> servers = new LinkedHashMap<>();
    try {
      boolean wrapped = ConfigFormat.JSONC.engine().read(text, SERVERS.path()).isPresent();
      for (Entry entry : ConfigFormat.JSONC.engine().entries(text, wrapped ? SERVERS : ROOT)) {
        servers.put(entry.name(), EntryReader.read(entry.name(), entry.tree(), CustomFiles.COMMON));
      }
    } catch (TextFormatException e) {
      throw new ConfigException(
          null,
          "The text cannot be read as servers: line "
              + e.line()
              + ", column "
              + e.column()
              + ": "
              + e.reason()
              + ".",
          null);
    }
    return Collections.unmodifiableMap(servers);
  }

  static String write(Map<String, McpServerEntry> servers) {
    ClientConfig form = CustomFiles.at(Path.of("mcpServers.json"));
    String text = "{\n  \"mcpServers\": {}\n}\n";
    for (Map.Entry<String, McpServerEntry> server : servers.entrySet()) {
      form.refusal(server.getKey(), server.getValue())
          .ifPresent(
              reason -> {
                throw new ConfigException.EntryRefused("file", server.getKey(), reason);
              });
      text =
          ConfigFormat.JSON
              .engine()
              .put(
                  text,
                  SERVERS,
                  server.getKey(),
                  EntryWriter.members(server.getKey(), server.getValue(), CustomFiles.COMMON));
    }
    return text;
  }
}
