package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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
    JsonNode hello = conversation.initialize(timeout);
    Duration handshake = Duration.ofNanos(System.nanoTime() - start);
    start = System.nanoTime();
    conversation.request("ping", JsonNodeFactory.instance.objectNode(), timeout);
    Duration latency = Duration.ofNanos(System.nanoTime() - start);
    List<String> capabilities = new ArrayList<>(hello.path("capabilities").propertyNames());
    List<String> tools = capabilities.contains("tools") ? tools(conversation, timeout) : List.of();
    return new ServerInspection(
        hello.path("serverInfo").path("name").asString(""),
        hello.path("serverInfo").path("version").asString(""),
        hello.path("protocolVersion").asString(""),
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
      ObjectNode params = JsonNodeFactory.instance.objectNode();
      if (!cursor.isEmpty()) {
        params.put("cursor", cursor);
      }
      JsonNode result = conversation.request("tools/list", params, timeout).path("result");
      result.path("tools").forEach(tool -> names.add(tool.path("name").asString("")));
      cursor = result.path("nextCursor").asString("");
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
