package dev.mcpfly.transport.bench;

/** The messages of a client. */
final class Messages {
  static final String LEGACY = "2025-11-25";
  static final String MODERN = "2026-07-28";

  static final String INITIALIZE =
      "{\"protocolVersion\":\""
          + LEGACY
          + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"bench\",\"version\":\"0\"}}";
  static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\""
          + MODERN
          + "\",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"bench\",\"version\":\"0\"},"
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private Messages() {}

  static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  static String echo(String tool, String message) {
    return "{\"name\":\"%s\",\"arguments\":{\"message\":\"%s\"}}".formatted(tool, message);
  }

  static String blob(String tool, int size) {
    return "{\"name\":\"%s\",\"arguments\":{\"size\":%d}}".formatted(tool, size);
  }

  /** The same call in the stateless revision. */
  static String modern(String params) {
    return params.substring(0, params.length() - 1) + (params.length() > 2 ? "," : "") + META + "}";
  }

  /** Ids stand at one of the ends of what the servers at hand write; a long text is between. */
  static boolean isAnswerTo(int id, String message) {
    String ends =
        message.length() < 300
            ? message
            : message.substring(0, 200) + message.substring(message.length() - 40);
    int at = ends.indexOf("\"id\":" + id);
    int after = at + 5 + String.valueOf(id).length();
    return at >= 0 && (after >= ends.length() || !Character.isDigit(ends.charAt(after)));
  }
}
