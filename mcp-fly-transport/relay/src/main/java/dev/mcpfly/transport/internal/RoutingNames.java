package dev.mcpfly.transport.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The member that a request repeats in its {@code Mcp-Name} header in the revision 2026-07-28 and
 * its tasks extension, so that what stands between can route it.
 */
public final class RoutingNames {
  private static final Map<String, Member> MEMBERS =
      Map.of(
          "tools/call", Member.NAME,
          "prompts/get", Member.NAME,
          "resources/read", Member.URI,
          "tasks/get", Member.TASK_ID,
          "tasks/update", Member.TASK_ID,
          "tasks/cancel", Member.TASK_ID);

  private RoutingNames() {}

  /** Returns the member, or null for a method that has no such header. */
  public static @Nullable Member of(Envelope request) {
    String method = request.method();
    return method == null ? null : MEMBERS.get(method);
  }
}
