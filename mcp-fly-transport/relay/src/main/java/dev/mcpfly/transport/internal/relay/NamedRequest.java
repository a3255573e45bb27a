package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.policy.NameKind;
import org.jspecify.annotations.Nullable;

/**
 * The tool, prompt or resource that a request names.
 *
 * @param kind what it names
 * @param name the name, or null if the request lacks it
 */
record NamedRequest(NameKind kind, @Nullable String name) {
  static final int RESOURCE_NOT_FOUND = -32002;

  /** Returns what a request names, or null if its method names nothing. */
  static @Nullable NamedRequest of(Envelope request) {
    return switch (String.valueOf(request.method())) {
      case "tools/call" -> new NamedRequest(NameKind.TOOL, request.text(Member.NAME));
      case "prompts/get" -> new NamedRequest(NameKind.PROMPT, request.text(Member.NAME));
      case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
          new NamedRequest(NameKind.RESOURCE, request.text(Member.URI));
      case "completion/complete" -> completed(request);
      default -> null;
    };
  }

  private static NamedRequest completed(Envelope request) {
    return switch (String.valueOf(request.text(Member.REF_TYPE))) {
      case "ref/prompt" -> new NamedRequest(NameKind.PROMPT, request.text(Member.REF_NAME));
      case "ref/resource" -> new NamedRequest(NameKind.RESOURCE, request.text(Member.REF_URI));
      // Of neither kind, so that no rule can permit it.
      default -> new NamedRequest(NameKind.PROMPT, null);
    };
  }

  /**
   * Returns the answer to a request for what is not there.
   *
   * @param stateless whether the request is of the revision without sessions
   */
  byte[] unknown(String rawId, boolean stateless) {
    if (name == null) {
      return Json.error(
          rawId,
          Modern.INVALID_PARAMS,
          "The name of the " + kind.singular() + " must be a string.");
    }
    return switch (kind) {
      case TOOL -> Json.error(rawId, Modern.INVALID_PARAMS, "Unknown tool: " + name);
      case PROMPT -> Json.error(rawId, Modern.INVALID_PARAMS, "Unknown prompt: " + name);
      case RESOURCE ->
          Json.error(
              rawId,
              stateless ? Modern.INVALID_PARAMS : RESOURCE_NOT_FOUND,
              "Resource not found",
              "{\"uri\":" + Json.quote(name) + "}");
    };
  }
}
