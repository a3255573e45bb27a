package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.launch.Change.CannotUndoException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Restores the secrets of an app, as far as their values are known. It does so once. */
final class SecretsUndo implements Change.Undo {
  private final FlyApp app;
  private final Set<String> changed;
  private final Set<String> there;
  private final Map<String, @Nullable String> former;
  private final UndoOnce once = new UndoOnce(this::takeBack);
  private OptionalLong version = OptionalLong.empty();

  /**
   * Prepares the undo.
   *
   * @param changed the names of the secrets that were set or unset
   * @param there those that the app had before
   * @param former values that are known here
   */
  SecretsUndo(
      FlyApp app, Set<String> changed, Set<String> there, Map<String, @Nullable String> former) {
    this.app = app;
    this.changed = changed;
    this.there = there;
    this.former = former;
  }

  /** Restores them now, and returns the version that a machine must see, if there is one. */
  OptionalLong restore() {
    once.restore();
    return version;
  }

  @Override
  public @Nullable String run() {
    return once.run();
  }

  private @Nullable String takeBack() {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    changed.stream().filter(name -> !there.contains(name)).forEach(name -> values.put(name, null));
    former.forEach(
        (name, value) -> {
          if (changed.contains(name)) {
            values.put(name, value);
          }
        });
    if (!values.isEmpty()) {
      version = OptionalLong.of(app.secrets().update(values).version());
    }
    List<String> lost =
        changed.stream()
            .filter(name -> there.contains(name) && !former.containsKey(name))
            .sorted()
            .toList();
    if (!lost.isEmpty()) {
      throw new CannotUndoException(
          "the secrets %s of app %s keep their new values, because Fly never returns secret values; set them again if they differed"
              .formatted(String.join(", ", lost), app.name()));
    }
    return values.isEmpty() ? null : "brought back " + Texts.count(values.size(), "secret");
  }
}
