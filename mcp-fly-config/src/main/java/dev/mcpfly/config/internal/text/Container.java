package dev.mcpfly.config.internal.text;

import java.util.List;
import java.util.Optional;

/**
 * Where entries live in a text: a map whose keys are their names, or a list of maps that each hold
 * their name in a member.
 *
 * @param path the keys that lead from the root to the container; empty for the root itself (maps
 *     only)
 * @param nameMember for a named list, the member that holds an entry's name; empty for a map
 */
public record Container(List<String> path, Optional<String> nameMember) {
  public Container {
    path = List.copyOf(path);
  }

  /** Returns the container for a map at the key path. */
  public static Container map(List<String> path) {
    return new Container(path, Optional.empty());
  }

  /**
   * Returns the container for a list at the key path whose items are named by {@code nameMember}.
   */
  public static Container namedList(List<String> path, String nameMember) {
    return new Container(path, Optional.of(nameMember));
  }
}
