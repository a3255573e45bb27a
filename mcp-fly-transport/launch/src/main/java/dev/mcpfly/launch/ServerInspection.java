package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What an MCP server reports about itself.
 *
 * @param name its own name
 * @param version its own version
 * @param protocolVersion the MCP version that it agreed to
 * @param capabilities the names of its capabilities, such as {@code tools}
 * @param tools the names of its tools
 * @param handshake how long {@code initialize} took, waking the machine included
 * @param latency how long the request after it took
 * @param brokenClients a line for each client whose entry is gone, or names what is not there
 */
public record ServerInspection(
    String name,
    String version,
    String protocolVersion,
    List<String> capabilities,
    List<String> tools,
    Duration handshake,
    Duration latency,
    List<String> brokenClients)
    implements JsonModel {
  private static final int MAX_PAGES = 100;

  /** Copies the lists. */
  public ServerInspection {
    capabilities = List.copyOf(capabilities);
    tools = List.copyOf(tools);
    brokenClients = List.copyOf(brokenClients);
  }

  static ServerInspection of(
      McpConversation conversation, Duration timeout, List<String> brokenClients)
      throws InterruptedException {
    long start = System.nanoTime();
    JsonObject hello = conversation.initialize(timeout);
    Duration handshake = Duration.ofNanos(System.nanoTime() - start);
    start = System.nanoTime();
    conversation.request("ping", JsonObject.empty(), timeout);
    Duration latency = Duration.ofNanos(System.nanoTime() - start);
    List<String> capabilities =
        List.copyOf(ServerJson.object(hello, "capabilities").asMap().keySet());
    List<String> tools = capabilities.contains("tools") ? tools(conversation, timeout) : List.of();
    JsonObject self = ServerJson.object(hello, "serverInfo");
    return new ServerInspection(
        ServerJson.text(self, "name", ""),
        ServerJson.text(self, "version", ""),
        ServerJson.text(hello, "protocolVersion", ""),
        capabilities,
        tools,
        handshake,
        latency,
        brokenClients);
  }

  private static List<String> tools(McpConversation conversation, Duration timeout)
      throws InterruptedException {
    List<String> names = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      JsonObject params = cursor.isEmpty() ? JsonObject.empty() : JsonObject.of("cursor", cursor);
      JsonObject result =
          ServerJson.object(conversation.request("tools/list", params, timeout), "result");
      ServerJson.objects(result, "tools")
          .forEach(tool -> names.add(ServerJson.text(tool, "name", "")));
      cursor = ServerJson.text(result, "nextCursor", "");
      if (cursor.isEmpty()) {
        break;
      }
    }
    return names;
  }

  /**
   * Returns the inspection as an object: {@code name}, {@code version}, {@code protocol_version},
   * {@code capabilities}, {@code tools}, {@code handshake_ms}, {@code latency_ms} and {@code
   * broken_clients}.
   */
  @Override
  public JsonObject json() {
    return JsonObject.of("name", name)
        .with("version", version)
        .with("protocol_version", protocolVersion)
        .with("capabilities", capabilities)
        .with("tools", tools)
        .with("handshake_ms", handshake.toMillis())
        .with("latency_ms", latency.toMillis())
        .with("broken_clients", brokenClients);
  }

  /** Returns the inspection as text for a person. */
  public String text() {
    String broken = brokenClients.stream().map("  %s%n"::formatted).collect(Collectors.joining());
    String text =
        String.format(
            Locale.ROOT,
            "%s %s, MCP %s%n  capabilities: %s%n  tools: %s%n  handshake %d ms, then %d ms for a"
                + " request%n",
            name,
            version,
            protocolVersion,
            String.join(", ", capabilities),
            String.join(", ", tools),
            handshake.toMillis(),
            latency.toMillis());
    return text + broken;
  }
}
