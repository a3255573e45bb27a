package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sets the app's secrets, in one call. */
final class SecretsStep implements Step {
  private final Draft draft;

  SecretsStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    String names = String.join(", ", new TreeSet<>(draft.secrets.keySet()));
    String body =
        draft.secrets.keySet().stream()
            .sorted()
            .map(name -> "\"" + name + "\":\"***\"")
            .collect(Collectors.joining(",", "{\"values\":{", "}}"));
    String unset =
        draft.secretsToUnset.isEmpty()
            ? ""
            : " and unset " + String.join(", ", new TreeSet<>(draft.secretsToUnset));
    return new LaunchStep(
        Kind.SECRETS,
        "set the secrets " + names + unset,
        new PlannedCall("POST", "/v1/apps/" + draft.app + "/secrets", body));
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    Set<String> before =
        draft.appExists
            ? draft.appHandle().secrets().list().stream()
                .map(secret -> secret.name())
                .collect(Collectors.toSet())
            : Set.of();
    Map<String, @Nullable String> values = new LinkedHashMap<>(draft.secrets);
    draft.secretsToUnset.forEach(name -> values.put(name, null));
    if (draft.appExists) {
      undo.add(() -> takeBack(before));
    }
    draft.secretsVersion = draft.appHandle().secrets().update(values).version();
    return "set " + draft.secrets.size() + " secrets";
  }

  /** New secrets can be unset again; the former value of one that was there is known to nobody. */
  private @Nullable String takeBack(Set<String> before) {
    Map<String, @Nullable String> added = new LinkedHashMap<>();
    draft.secrets.keySet().stream()
        .filter(name -> !before.contains(name))
        .forEach(name -> added.put(name, null));
    if (!added.isEmpty()) {
      draft.appHandle().secrets().update(added);
    }
    List<String> overwritten =
        draft.secrets.keySet().stream().filter(before::contains).sorted().toList();
    if (!overwritten.isEmpty()) {
      throw new CannotUndoException(
          "the secrets %s of app %s keep their new values, because Fly does not tell the former ones; set them again if they differed"
              .formatted(String.join(", ", overwritten), draft.app));
    }
    return added.isEmpty() ? null : "unset " + added.size() + " secrets";
  }
}
