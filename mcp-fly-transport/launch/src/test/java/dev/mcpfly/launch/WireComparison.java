package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares a plan with what the emulator received: the same calls in the same order, with the same
 * method, path, query and body, letter by letter. What the plan names in braces must be one and the
 * same value wherever it occurs; a masked secret may be any text.
 */
final class WireComparison {
  private static final Pattern UNKNOWN =
      Pattern.compile("\"\\{([a-z0-9_]+)}\"|\\{([a-z0-9_]+)}|\\*\\*\\*");

  /** What tells one request from the next, and nothing else. */
  private static final Set<String> NEW_EACH_TIME = Set.of("create_request_id", "lease_id");

  private final Map<String, String> values = new HashMap<>();

  private WireComparison() {}

  /** Returns the requests after the first {@code skip} that change something. */
  static List<String> changes(FlyEmulator emulator, int skip) {
    return emulator.requests().stream()
        .skip(skip)
        .filter(request -> !request.method().equals("GET"))
        // A question that is asked with a body.
        .filter(request -> !request.path().equals("/v1/platform/placements"))
        .map(WireComparison::text)
        .toList();
  }

  private static String text(FlyEmulator.RecordedRequest request) {
    return new PlannedCall(request.method(), request.path(), request.body()).toString();
  }

  static void assertSame(List<PlannedCall> planned, List<String> sent) {
    WireComparison comparison = new WireComparison();
    assertThat(sent).as("as many calls as planned: %s", planned).hasSameSizeAs(planned);
    for (int i = 0; i < sent.size(); i++) {
      comparison.assertSame(planned.get(i).toString(), sent.get(i));
    }
  }

  private void assertSame(String planned, String sent) {
    StringBuilder pattern = new StringBuilder();
    Map<String, String> groups = new HashMap<>();
    Matcher unknown = UNKNOWN.matcher(planned);
    int position = 0;
    while (unknown.find()) {
      pattern.append(Pattern.quote(planned.substring(position, unknown.start())));
      position = unknown.end();
      String quoted = unknown.group(1);
      String name = quoted != null ? quoted : unknown.group(2);
      if (name == null) {
        pattern.append("[^\"]*");
        continue;
      }
      if (NEW_EACH_TIME.contains(name)) {
        pattern.append(quoted != null ? "\"[^\"]+\"" : "[^\"]+");
        continue;
      }
      String value = values.get(name);
      String group = "g" + name.replace("_", "");
      String text =
          value != null
              ? Pattern.quote(value)
              : groups.putIfAbsent(group, name) == null
                  ? "(?<" + group + ">[^\",}?/ ][^\",}? ]*)"
                  : "\\k<" + group + ">";
      pattern.append(quoted != null ? "\"?" + text + "\"?" : text);
    }
    pattern.append(Pattern.quote(planned.substring(position)));
    Matcher matcher = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(sent);
    if (!matcher.matches()) {
      // Says where they differ.
      assertThat(sent).isEqualTo(planned);
      return;
    }
    groups.forEach((group, name) -> values.put(name, matcher.group(group)));
  }
}
