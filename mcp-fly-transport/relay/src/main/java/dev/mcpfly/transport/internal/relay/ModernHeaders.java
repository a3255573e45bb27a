package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.RoutingNames;
import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the headers that mirror a message with the message. */
final class ModernHeaders {
  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  /** The reason for refusing a request: a JSON-RPC error with status 400. */
  record Problem(int code, String message) {}

  private ModernHeaders() {}

  /** Returns what is wrong with the headers or the metadata of a message, or null. */
  static @Nullable Problem check(Exchange exchange, Envelope message) {
    String version = message.text(Member.META_PROTOCOL_VERSION);
    if (message.kind() == Kind.REQUEST && version == null) {
      return new Problem(
          Modern.INVALID_PARAMS, "params._meta lacks io.modelcontextprotocol/protocolVersion.");
    }
    List<String> stated = exchange.headers("MCP-Protocol-Version");
    if (stated.size() != 1 || (version != null && !stated.get(0).equals(version))) {
      return mismatch("MCP-Protocol-Version");
    }
    if (message.kind() != Kind.REQUEST) {
      // No revision defines the other headers for notifications.
      return null;
    }
    List<String> method = exchange.headers("Mcp-Method");
    if (method.size() != 1 || !method.get(0).equals(message.method())) {
      return mismatch("Mcp-Method");
    }
    Member named = RoutingNames.of(message);
    if (named != null) {
      List<String> name = exchange.headers("Mcp-Name");
      String wanted = message.text(named);
      if (name.size() != 1 || wanted == null || !wanted.equals(decode(name.get(0)))) {
        return mismatch("Mcp-Name");
      }
    }
    String capabilities = message.raw(Member.META_CLIENT_CAPABILITIES);
    if (capabilities == null || !capabilities.startsWith("{")) {
      return new Problem(
          Modern.INVALID_PARAMS, "params._meta lacks io.modelcontextprotocol/clientCapabilities.");
    }
    return null;
  }

  static Problem mismatch(String header) {
    return new Problem(
        Modern.HEADER_MISMATCH,
        "The header " + header + " is missing, or is not what the message says.");
  }

  /** Returns a header value as the client meant it, or null if it is not valid. */
  static @Nullable String decode(String value) {
    if (!value.startsWith(ENCODED) || !value.endsWith(ENCODED_END)) {
      for (int i = 0; i < value.length(); i++) {
        if (value.charAt(i) > 0x7E) {
          return null;
        }
      }
      return value;
    }
    if (value.length() < ENCODED.length() + ENCODED_END.length()) {
      return null;
    }
    String encoded = value.substring(ENCODED.length(), value.length() - ENCODED_END.length());
    if (encoded.length() % 4 != 0) {
      // Java's decoder takes it without padding; the specification does not.
      return null;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }
}
