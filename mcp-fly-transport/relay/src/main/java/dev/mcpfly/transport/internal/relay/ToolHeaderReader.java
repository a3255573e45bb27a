package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers in which clients repeat arguments of tools, as the server's list of tools says,
 * and compares the two. Immutable.
 */
final class ToolHeaderReader {
  private static final int MAX_DEPTH = 32;

  private final Map<String, List<Bound>> byTool;
  private final boolean any;

  /** An argument with a header. */
  private record Bound(String header, List<String> path, boolean integer) {}

  private ToolHeaderReader(Map<String, List<Bound>> byTool) {
    this.byTool = byTool;
    this.any = byTool.values().stream().anyMatch(bounds -> !bounds.isEmpty());
  }

  /** Reads what tools/list said, all pages of it. */
  static ToolHeaderReader of(List<String> rawTools) {
    Map<String, List<Bound>> byTool = new HashMap<>();
    for (String rawTool : rawTools) {
      Map<String, String> tool = JsonMembers.of(rawTool);
      String name = JsonMembers.text(tool.get("name"));
      if (name != null) {
        List<Bound> bounds = new ArrayList<>();
        collect(tool.get("inputSchema"), List.of(), bounds);
        byTool.put(name, bounds);
      }
    }
    return new ToolHeaderReader(byTool);
  }

  private static void collect(@Nullable String schema, List<String> path, List<Bound> into) {
    if (schema == null || path.size() > MAX_DEPTH || !schema.contains("x-mcp-header")) {
      return;
    }
    JsonMembers.of(JsonMembers.of(schema).get("properties"))
        .forEach(
            (name, property) -> {
              List<String> inner = new ArrayList<>(path);
              inner.add(name);
              Map<String, String> members = JsonMembers.of(property);
              String header = JsonMembers.text(members.get("x-mcp-header"));
              String type = JsonMembers.text(members.get("type"));
              if (header != null && type != null) {
                boolean number = type.equals("integer") || type.equals("number");
                into.add(new Bound("Mcp-Param-" + header, List.copyOf(inner), number));
              } else {
                collect(property, inner, into);
              }
            });
  }

  boolean knows(@Nullable String tool) {
    return byTool.containsKey(tool);
  }

  /** Returns the first header that does not fit the call, or null. */
  @Nullable String mismatch(Exchange exchange, Envelope call) {
    if (!any) {
      return null;
    }
    for (Bound bound : byTool.getOrDefault(call.text(Member.NAME), List.of())) {
      String value = call.raw(Member.ARGUMENTS);
      for (String step : bound.path) {
        value = JsonMembers.of(value).get(step);
      }
      List<String> stated = exchange.headers(bound.header);
      boolean absent = value == null || value.equals("null");
      if (absent ? !stated.isEmpty() : stated.size() != 1 || !same(bound, stated.get(0), value)) {
        return bound.header;
      }
    }
    return null;
  }

  private static boolean same(Bound bound, String stated, @Nullable String rawValue) {
    String decoded = ModernHeaders.decode(stated);
    String text = JsonMembers.text(rawValue);
    if (decoded == null || rawValue == null) {
      return false;
    }
    if (text != null) {
      return decoded.equals(text);
    }
    if (bound.integer && decoded.length() < 64 && rawValue.length() < 64) {
      try {
        return new BigDecimal(decoded).compareTo(new BigDecimal(rawValue)) == 0;
      } catch (NumberFormatException e) {
        return false;
      }
    }
    return decoded.equals(rawValue);
  }
}
