package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Splice;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests of the stateless revision, each of which carries in {@code _meta} what a client
 * of the session era said once, in its handshake.
 */
final class StatelessMessages {
  static final String META = "io.modelcontextprotocol/";
  static final String UNKNOWN = "{\"name\":\"unknown\",\"version\":\"0\"}";

  private static final String REVISION = "2026-07-28";

  private volatile String clientInfo = UNKNOWN;
  private volatile String clientCapabilities = "{}";
  private volatile @Nullable String logLevel;

  /** Remembers what the client says about itself; null leaves a value as it is. */
  void client(@Nullable String info, @Nullable String capabilities) {
    clientInfo = info == null ? clientInfo : info;
    clientCapabilities = capabilities == null ? clientCapabilities : capabilities;
  }

  void logLevel(@Nullable String rawLevel) {
    logLevel = rawLevel;
  }

  /** Returns a new request. */
  Envelope request(String rawId, String method, Map<String, String> params) {
    Map<String, String> all = new LinkedHashMap<>(params);
    all.put("_meta", RawJson.object(meta()));
    Map<String, String> message = new LinkedHashMap<>();
    message.put("jsonrpc", "\"2.0\"");
    message.put("id", rawId);
    message.put("method", Json.quote(method));
    message.put("params", RawJson.object(all));
    return scan(RawJson.object(message).getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, String> meta() {
    Map<String, String> meta = new LinkedHashMap<>();
    meta.put(META + "protocolVersion", Json.quote(REVISION));
    meta.put(META + "clientInfo", clientInfo);
    meta.put(META + "clientCapabilities", clientCapabilities);
    String level = logLevel;
    if (level != null) {
      meta.put(META + "logLevel", level);
    }
    return meta;
  }

  /**
   * Returns a client's request with another id, {@code _meta} and more parameters.
   *
   * @param more parameters, by name
   */
  Envelope translated(Envelope request, String rawId, Map<String, String> more) {
    Splice splice = request.splice().replace(request, Member.ID, rawId);
    String meta = inner(RawJson.object(meta()));
    StringBuilder extra = new StringBuilder();
    more.forEach(
        (key, value) -> extra.append(Json.quote(key)).append(':').append(value).append(','));
    if (!request.has(Member.PARAMS)) {
      splice.insert(request.to() - 1, ",\"params\":{" + extra + "\"_meta\":{" + meta + "}}");
    } else if (!request.has(Member.PARAMS_META)) {
      splice.insert(
          request.start(Member.PARAMS) + 1,
          extra + "\"_meta\":{" + meta + "}" + comma(request, Member.PARAMS));
    } else {
      splice.insert(request.start(Member.PARAMS) + 1, extra.toString());
      splice.insert(
          request.start(Member.PARAMS_META) + 1, meta + comma(request, Member.PARAMS_META));
    }
    return scan(splice.toBytes());
  }

  private static String inner(String object) {
    return object.substring(1, object.length() - 1);
  }

  private static String comma(Envelope message, Member object) {
    return RawJson.members(message.raw(object)).isEmpty() ? "" : ",";
  }

  private static Envelope scan(byte[] json) {
    try {
      return Envelope.scan(json);
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("The relay wrote a message that it cannot read.", e);
    }
  }
}
