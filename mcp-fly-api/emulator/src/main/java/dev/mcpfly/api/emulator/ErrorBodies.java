package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;

/** Writes errors in the forms in which they arrive from the real service. */
final class ErrorBodies {
  private ErrorBodies() {}

  static Reply write(ApiError error, FlyEmulator.ErrorShape shape) {
    String text = error.text();
    return switch (shape) {
      case FLAPS -> error.messageShape() ? message(error) : flaps(error);
      case MESSAGE -> message(error);
      case DETAIL -> {
        ObjectNode body = Json.object();
        body.putObject("errors").put("detail", text);
        yield Reply.json(error.status(), body);
      }
      case NUMERIC_STATUS ->
          Reply.json(
              error.status(), Json.object().put("error", text).put("status", error.status()));
      case PLAIN_TEXT -> Reply.text(error.status(), "text/plain; charset=utf-8", text);
      case HTML ->
          Reply.text(
              error.status(),
              "text/html",
              "<html><head><title>" + error.status() + "</title></head><body></body></html>");
      case EMPTY -> Reply.empty(error.status());
    };
  }

  private static Reply flaps(ApiError error) {
    ObjectNode body = Json.object().put("error", error.text());
    if (error.code() != null) {
      body.put("status", error.code());
    }
    return Reply.json(error.status(), body);
  }

  private static Reply message(ApiError error) {
    ObjectNode body = Json.object().put("status", "error").put("message", error.text());
    if (error.code() != null) {
      body.put("code", error.code());
    }
    return Reply.json(error.status(), body);
  }
}
