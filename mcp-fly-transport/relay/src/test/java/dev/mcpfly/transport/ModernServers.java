package dev.mcpfly.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.modern.McpSchema.CallToolOutcome;
import io.modelcontextprotocol.modern.McpSchema.CallToolRequest;
import io.modelcontextprotocol.modern.McpSchema.CallToolResult;
import io.modelcontextprotocol.modern.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.modern.McpSchema.ElicitResult;
import io.modelcontextprotocol.modern.McpSchema.Implementation;
import io.modelcontextprotocol.modern.McpSchema.InputRequiredResult;
import io.modelcontextprotocol.modern.McpSchema.TextContent;
import io.modelcontextprotocol.modern.McpSchema.Tool;
import io.modelcontextprotocol.modern.server.HmacRequestStateCodec;
import io.modelcontextprotocol.modern.server.InputResponses;
import io.modelcontextprotocol.modern.server.McpRequestContext;
import io.modelcontextprotocol.modern.server.McpServer;
import io.modelcontextprotocol.modern.server.McpSyncResponse;
import io.modelcontextprotocol.modern.server.feature.McpChangeFeed;
import io.modelcontextprotocol.modern.server.feature.McpSyncTool;
import io.modelcontextprotocol.modern.server.feature.McpSyncToolRepository;
import io.modelcontextprotocol.modern.server.feature.ServerChange;
import io.modelcontextprotocol.modern.server.feature.ToolsFeature;
import io.modelcontextprotocol.modern.server.feature.ToolsPage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A server of the SDK's API for the stateless revision, whose tools do what clients must bear. */
final class ModernServers {
  private static final Map<String, Object> NOTHING = Map.of("type", "object");
  private static final Map<String, Object> REGION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("region", Map.of("type", "string", "x-mcp-header", "Region")));

  final McpChangeFeed changes = new McpChangeFeed();
  final CountDownLatch slowCalled = new CountDownLatch(1);
  final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final List<McpSyncTool> tools =
      List.of(
          tool(
              "echo",
              NOTHING,
              (context, call) -> text(String.valueOf(call.arguments().get("text")))),
          tool("routed", REGION, (context, call) -> text("in " + call.arguments().get("region"))),
          tool("who", NOTHING, (context, call) -> text(context.clientInfo().name())),
          tool("ask", NOTHING, ModernServers::ask),
          tool("count", NOTHING, ModernServers::count),
          tool("slow", NOTHING, (context, call) -> slow()),
          tool(
              "fail",
              NOTHING,
              (context, call) -> {
                throw new IllegalStateException("broken");
              }));

  McpServer server() {
    return McpServer.builder()
        .serverInfo(Implementation.builder("notes", "1").build())
        .instructions("Take notes.")
        .feature(ToolsFeature.ofSync(new Catalog()))
        .subscriptions(changes)
        .requestStateCodec(
            HmacRequestStateCodec.builder().key("k".repeat(32).getBytes(UTF_8)).build())
        .build();
  }

  void toolsChanged() {
    changes.broadcast(new ServerChange.ToolsListChanged());
  }

  private static McpSyncTool tool(
      String name, Map<String, Object> schema, McpSyncTool.Handler handler) {
    return McpSyncTool.of(Tool.builder(name, schema).build(), handler);
  }

  private static CallToolOutcome result(String text) {
    return CallToolResult.builder().addContent(TextContent.builder(text).build()).build();
  }

  private static McpSyncResponse<CallToolOutcome> text(String text) {
    return McpSyncResponse.result(result(text));
  }

  private static McpSyncResponse<CallToolOutcome> ask(
      McpRequestContext context, CallToolRequest call) {
    if (call.inputResponses() == null) {
      return McpSyncResponse.result(
          InputRequiredResult.builder()
              .elicit("colour", ElicitFormRequest.builder("Which colour?", NOTHING).build())
              .requestState("asked")
              .build());
    }
    ElicitResult answer =
        InputResponses.get(
            call.inputResponses(), "colour", ElicitResult.class, McpJsonDefaults.getMapper());
    return text(call.requestState() + " " + answer.content().get("colour"));
  }

  private static McpSyncResponse<CallToolOutcome> count(
      McpRequestContext context, CallToolRequest call) {
    return McpSyncResponse.streaming(
        notifier -> {
          for (int i = 1; i <= 5; i++) {
            notifier.progress(i, 5.0, null);
          }
          return result("counted");
        });
  }

  private McpSyncResponse<CallToolOutcome> slow() {
    slowCalled.countDown();
    try {
      slowMayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return text("late");
  }

  private final class Catalog implements McpSyncToolRepository {
    @Override
    public ToolsPage list(McpRequestContext context, String cursor) {
      return ToolsPage.of(tools.stream().map(McpSyncTool::definition).toList());
    }

    @Override
    public McpSyncTool find(McpRequestContext context, String name) {
      return tools.stream()
          .filter(tool -> tool.definition().name().equals(name))
          .findAny()
          .orElse(null);
    }
  }
}
