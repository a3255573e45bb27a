package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reason that a JSON body gives for an error, in the shapes that OAuth (RFC 6749), problem
 * details (RFC 9457), gateways and web APIs use. Bounded, and without control characters.
 */
final class Reason {
  private static final int MAX_BYTES = 256 << 10;

  /** Members that hold text for a person, and those that hold an object with such members. */
  private static final List<String> TEXTS =
      List.of("error", "title", "error_description", "message", "detail", "reason");

  private Reason() {}

  /** Returns the reason that a JSON body gives, or an empty string if it gives none. */
  static String of(byte[] json) {
    // Not one that was cut: a part of it could not be read.
    if (json.length > MAX_BYTES) {
      return "";
    }
    String text = new String(json, StandardCharsets.UTF_8).strip();
    Set<String> found = new LinkedHashSet<>();
    try {
      collect(text, found, 3);
    } catch (RuntimeException e) {
      // Not JSON, whatever its type says.
      return "";
    }
    return Text.excerpt(String.join(": ", found));
  }

  private static void collect(@Nullable String raw, Set<String> found, int depth) {
    if (raw == null || depth == 0) {
      return;
    }
    String text = JsonMembers.text(raw);
    if (text != null) {
      if (!text.isBlank()) {
        found.add(text.strip());
      }
      return;
    }
    Map<String, String> members = JsonMembers.of(raw);
    for (String name : TEXTS) {
      collect(members.get(name), found, depth - 1);
    }
    List<String> errors = new ArrayList<>(JsonMembers.elements(members.get("errors")));
    if (!errors.isEmpty()) {
      collect(errors.get(0), found, depth - 1);
    }
  }
}
