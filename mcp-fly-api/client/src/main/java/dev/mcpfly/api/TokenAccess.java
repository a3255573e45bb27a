package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Map;

/** An access that tokens are checked against: the actions, and their target. */
public final class TokenAccess extends JsonFields<TokenAccess> {
  /** What only means something as part of something else, and of what. */
  private static final Map<String, String> PART_OF =
      Map.of(
          "app_feature", "app_name",
          "machine_feature", "machine_id",
          "command", "machine_id",
          "org_feature", "org_slug",
          "storage_object", "org_slug");

  TokenAccess() {
    super(JsonObject.empty());
  }

  /** Sets the actions; all of them must be allowed. */
  public TokenAccess action(Action... actions) {
    StringBuilder letters = new StringBuilder();
    for (Action action : Action.values()) {
      if (List.of(actions).contains(action)) {
        letters.append(action.letter());
      }
    }
    return put("action", Rules.notBlank("access.action", letters.toString()));
  }

  /** Names the organization, by its slug. */
  public TokenAccess org(String slug) {
    return put("org_slug", Rules.notBlank("access.org_slug", slug));
  }

  /** Names a part of the organization: {@code wg}, {@code builder}, {@code billing} and so on. */
  public TokenAccess orgFeature(String feature) {
    return put("org_feature", Rules.notBlank("access.org_feature", feature));
  }

  /** Names the app. */
  public TokenAccess app(String name) {
    return put("app_name", Rules.notBlank("access.app_name", name));
  }

  /** Names a part of the app: {@code images} are its images in Fly's registry. */
  public TokenAccess appFeature(String feature) {
    return put("app_feature", Rules.notBlank("access.app_feature", feature));
  }

  /** Names the machine, by its id. */
  public TokenAccess machine(String id) {
    return put("machine_id", Rules.notBlank("access.machine_id", id));
  }

  /** Names a part of the machine: {@code metadata}, {@code oidc} or {@code kmstoken}. */
  public TokenAccess machineFeature(String feature) {
    return put("machine_feature", Rules.notBlank("access.machine_feature", feature));
  }

  /** Names the command that is to be executed in the machine. */
  public TokenAccess command(String... words) {
    return put("command", List.of(words));
  }

  /** Names the volume, by its id. */
  public TokenAccess volume(String id) {
    return put("volume_id", Rules.notBlank("access.volume_id", id));
  }

  /** Names the object in the organization's storage. */
  public TokenAccess storageObject(String name) {
    return put("storage_object", Rules.notBlank("access.storage_object", name));
  }

  /** Names the GraphQL mutation. */
  public TokenAccess mutation(String name) {
    return put("mutation", Rules.notBlank("access.mutation", name));
  }

  /** Names the machine that asks, by its id. */
  public TokenAccess sourceMachine(String id) {
    return put("source_machine", Rules.notBlank("access.source_machine", id));
  }

  JsonObject build() {
    PART_OF.forEach(
        (part, whole) -> {
          if (has(part) && !has(whole)) {
            throw new InvalidRequestException(
                "access." + part, json().get(part), "it is part of a '" + whole + "', to be named");
          }
        });
    return json();
  }

  /** What a token may be asked to allow. */
  public enum Action {
    /** Looking at something. */
    READ('r'),
    /** Changing something. */
    WRITE('w'),
    /** Creating something. */
    CREATE('c'),
    /** Deleting something. */
    DELETE('d'),
    /** Starting, stopping and the like. */
    CONTROL('C');

    private final char letter;

    Action(char letter) {
      this.letter = letter;
    }

    /** Returns the letter that the API has for it. */
    char letter() {
      return letter;
    }
  }
}
