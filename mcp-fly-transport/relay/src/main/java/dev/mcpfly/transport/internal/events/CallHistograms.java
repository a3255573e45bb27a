package dev.mcpfly.transport.internal.events;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long calls and sessions take, for Prometheus: the metrics of OpenTelemetry's conventions for
 * MCP. Labels are methods, tools and kinds of errors, each bounded; never ids, URIs or callers.
 * Thread-safe.
 */
public final class CallHistograms implements Observer {
  private static final String OPERATION = "mcp_server_operation_duration_seconds";
  private static final String SESSION = "mcp_server_session_duration_seconds";

  private static final int MAX_TOOLS = 100;
  private static final int MAX_CODES = 20;
  private static final int MAX_LABEL = 100;
  private static final String OTHER = "_OTHER";

  private static final Set<String> METHODS =
      Set.of(
          "initialize",
          "ping",
          "server/discover",
          "tools/list",
          "tools/call",
          "prompts/list",
          "prompts/get",
          "resources/list",
          "resources/templates/list",
          "resources/read",
          "resources/subscribe",
          "resources/unsubscribe",
          "completion/complete",
          "logging/setLevel",
          "subscriptions/listen",
          "tasks/get",
          "tasks/update",
          "tasks/cancel",
          "tasks/list",
          "tasks/result");

  private record Key(String method, String tool, String error) {}

  private final Map<Key, Histogram> calls = new ConcurrentHashMap<>();
  private final Map<String, Histogram> sessions = new ConcurrentHashMap<>();
  private final Set<String> tools = ConcurrentHashMap.newKeySet();
  private final Set<String> codes = ConcurrentHashMap.newKeySet();

  @Override
  public void callEnded(
      ObservedCall call,
      Outcome outcome,
      @Nullable String errorCode,
      int responseBytes,
      @Nullable String contents) {
    String method = METHODS.contains(call.method()) ? call.method() : OTHER;
    String name = call.name();
    // A name that no server knows is the caller's to choose, and names nothing.
    boolean known = outcome == Outcome.SUCCESS || outcome == Outcome.TOOL_ERROR;
    String tool = name == null ? "" : bounded(tools, name, MAX_TOOLS, known);
    String error =
        switch (outcome) {
          case SUCCESS -> "";
          case TOOL_ERROR -> "tool_error";
          case ERROR -> code(errorCode);
          case CANCELLED -> "cancelled";
          case FAILED -> OTHER;
        };
    calls
        .computeIfAbsent(new Key(method, tool, error), key -> new Histogram())
        .record(call.nanos());
  }

  /** Returns a code as a label: servers may write anything for one, also what is secret. */
  private String code(@Nullable String raw) {
    return raw != null && raw.matches("-?[0-9]{1,10}")
        ? bounded(codes, raw, MAX_CODES, true)
        : OTHER;
  }

  private static String bounded(Set<String> known, String value, int most, boolean add) {
    if (known.contains(value)) {
      return value;
    }
    if (!add || value.length() > MAX_LABEL || known.size() >= most) {
      return OTHER;
    }
    known.add(value);
    return value;
  }

  @Override
  public void sessionEnded(ObservedSession session) {
    sessions.computeIfAbsent(session.transport(), key -> new Histogram()).record(session.nanos());
  }

  /** Writes everything in the text format of Prometheus. */
  public void write(StringBuilder out) {
    out.append("# HELP ").append(OPERATION).append(" How long calls take.\n");
    out.append("# TYPE ").append(OPERATION).append(" histogram\n");
    Map<String, Histogram> sorted = new TreeMap<>();
    calls.forEach((key, histogram) -> sorted.put(labels(key), histogram));
    sorted.forEach((labels, histogram) -> histogram.write(out, OPERATION, labels));
    out.append("# HELP ").append(SESSION).append(" How long sessions last.\n");
    out.append("# TYPE ").append(SESSION).append(" histogram\n");
    new TreeMap<>(sessions)
        .forEach(
            (transport, histogram) ->
                histogram.write(out, SESSION, label("mcp_transport", transport)));
  }

  private static String labels(Key key) {
    String labels = label("mcp_method_name", key.method);
    if (!key.tool.isEmpty()) {
      boolean prompt = key.method.equals("prompts/get");
      labels += "," + label(prompt ? "gen_ai_prompt_name" : "gen_ai_tool_name", key.tool);
    }
    return key.error.isEmpty() ? labels : labels + "," + label("error_type", key.error);
  }

  private static String label(String name, String value) {
    return name
        + "=\""
        + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
        + "\"";
  }
}
