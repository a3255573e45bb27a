package dev.mcpfly.api;

import dev.mcpfly.api.model.MachineState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The base of the filters of machine and volume lists.
 *
 * @param <F> the filter itself
 */
abstract class Filter<F extends Filter<F>> {
  private final Map<String, Object> parameters = new LinkedHashMap<>();

  /** Includes destroyed machines or volumes. */
  public final F includeDeleted() {
    return set("include_deleted", true);
  }

  /** Lists only machines or volumes in one region. */
  public final F region(String region) {
    return set("region", Rules.notBlank("region", region));
  }

  /** Lists only machines or volumes in one of these states. */
  public final F state(MachineState... states) {
    return set(
        "state", Arrays.stream(states).map(MachineState::value).collect(Collectors.joining(",")));
  }

  /** Leaves out configuration, checks and events. */
  public final F summary() {
    return set("summary", true);
  }

  final F set(String name, Object value) {
    parameters.put(name, value);
    return self();
  }

  final void apply(OperationCall call) {
    parameters.forEach(
        (name, value) -> {
          if (!name.equals("cursor")) {
            call.query(name, value);
          }
        });
  }

  final @Nullable String startCursor() {
    Object cursor = parameters.get("cursor");
    return cursor == null ? null : cursor.toString();
  }

  @SuppressWarnings("unchecked")
  private F self() {
    return (F) this;
  }
}
