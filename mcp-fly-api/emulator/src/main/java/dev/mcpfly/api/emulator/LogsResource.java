package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Log pages: what machines wrote and what became of them. */
final class LogsResource {
  private static final int PAGE = 100;

  private final Catalog catalog;

  LogsResource(Catalog catalog) {
    this.catalog = catalog;
  }

  void addTo(Routes routes) {
    routes.add("GET", "/api/v1/apps/{app_name}/logs", "Logs_get", this::page);
  }

  /** Without a token the newest page is shown, with one what came after it. */
  private Reply page(ReceivedCall call) {
    String instance = call.query("instance").orElse("");
    String region = call.query("region").orElse("");
    Optional<String> token = call.query("next_token");
    LogBuffer logs = catalog.app(call).logs;
    List<LogBuffer.Line> lines =
        logs.after(token.map(LogsResource::number).orElse(0L)).stream()
            .filter(line -> instance.isEmpty() || instance.equals(line.machine()))
            .filter(line -> region.isEmpty() || region.equals(line.region()))
            .toList();
    int size = lines.size();
    List<LogBuffer.Line> shown =
        token.isPresent()
            ? lines.subList(0, Math.min(PAGE, size))
            : lines.subList(Math.max(0, size - PAGE), size);
    ObjectNode body = Json.object();
    ArrayNode data = body.putArray("data");
    shown.forEach(line -> data.add(json(line)));
    String next =
        shown.isEmpty() ? token.orElse("") : String.valueOf(shown.get(shown.size() - 1).number());
    body.putObject("meta").put("next_token", next);
    return Reply.ok(body);
  }

  private static long number(String token) {
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw ApiError.badRequest("invalid next_token '" + token + "'");
    }
  }

  private static ObjectNode json(LogBuffer.Line line) {
    ObjectNode json = Json.object().put("id", String.valueOf(line.number())).put("type", "log");
    ObjectNode attributes =
        json.putObject("attributes")
            .put("timestamp", line.time().toString())
            .put("message", line.message())
            .put("level", line.level())
            .put("instance", line.machine())
            .put("region", line.region());
    ObjectNode meta =
        attributes.putObject("meta").put("instance", line.machine()).put("region", line.region());
    meta.putObject("event").put("provider", line.provider());
    return json;
  }
}
