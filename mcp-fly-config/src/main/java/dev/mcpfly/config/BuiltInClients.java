package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.List;

/** The table of the clients that come with this library. */
final class BuiltInClients {
  private static final List<ClientDefinition> ALL = new ArrayList<>();

  static {
    ALL.addAll(EditorClients.definitions());
    ALL.addAll(AgentClients.definitions());
    ALL.addAll(TextClients.definitions());
    ALL.addAll(OtherClients.definitions());
    ALL.addAll(CommandLineClients.definitions());
    ALL.addAll(DesktopClients.definitions());
  }

  private BuiltInClients() {}

  static List<ClientDefinition> all() {
    return List.copyOf(ALL);
  }
}
