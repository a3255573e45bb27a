package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.App;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one app. A change is staged: a machine sees it after its next create or update
 * that asks for at least the version that the change returned ({@link
 * MachineRequest#minSecretsVersion minSecretsVersion}).
 */
public final class Secrets {
  private final CallEngine engine;
  private final String app;
  private final @Nullable Long minVersion;
  private final boolean revealed;

  Secrets(CallEngine engine, String app) {
    this(engine, app, null, false);
  }

  private Secrets(CallEngine engine, String app, @Nullable Long minVersion, boolean revealed) {
    this.engine = engine;
    this.app = app;
    this.minVersion = minVersion;
    this.revealed = revealed;
  }

  /** Returns a view whose reads see at least this version. */
  public Secrets minVersion(long version) {
    return new Secrets(engine, app, version, revealed);
  }

  /** Returns a view whose reads show values; this requires a token that is allowed to see them. */
  public Secrets revealed() {
    return new Secrets(engine, app, minVersion, true);
  }

  /** Lists the secrets: {@code GET /v1/apps/{app}/secrets}. */
  public List<App.Secret> list() {
    return engine
        .send(read(new OperationCall(FlyOperation.SECRETS_LIST, app)))
        .wrappedList(App.Secret::new, "secrets");
  }

  /**
   * Returns a secret: {@code GET /v1/apps/{app}/secrets/{name}}.
   *
   * @throws NotFoundException if it does not exist
   */
  public App.Secret get(String name) {
    return engine
        .send(read(new OperationCall(FlyOperation.SECRETS_GET, app, name)))
        .as(App.Secret::new);
  }

  /** Returns a secret, or empty if it does not exist. */
  public Optional<App.Secret> find(String name) {
    return Absence.find(() -> get(name));
  }

  /** Sets a secret: {@code POST /v1/apps/{app}/secrets/{name}}. */
  public App.SecretsChange set(String name, String value) {
    return engine
        .send(
            new OperationCall(FlyOperation.SECRETS_SET, app, Rules.notBlank("name", name))
                .body(JsonObject.of("value", value)))
        .as(App.SecretsChange::new);
  }

  /**
   * Sets secrets, and removes those given as null, in one step: {@code POST
   * /v1/apps/{app}/secrets}.
   */
  public App.SecretsChange update(Map<String, @Nullable String> values) {
    values.keySet().forEach(name -> Rules.notBlank("name", name));
    return engine
        .send(
            new OperationCall(FlyOperation.SECRETS_UPDATE, app)
                .body(JsonObject.of("values", JsonObject.of(new LinkedHashMap<>(values)))))
        .as(App.SecretsChange::new);
  }

  /**
   * Removes a secret: {@code DELETE /v1/apps/{app}/secrets/{name}}. Returns empty if there was
   * none.
   */
  public Optional<App.SecretsChange> delete(String name) {
    try {
      return Optional.of(
          engine
              .send(new OperationCall(FlyOperation.SECRETS_DELETE, app, name))
              .orEmpty(App.SecretsChange::new));
    } catch (NotFoundException e) {
      if (!e.outcomeUnknown()) {
        return Optional.empty();
      }
      // An earlier attempt deleted it, and its reply was lost. Unsetting what is not there is
      // allowed, and tells the version.
      Map<String, @Nullable String> none = new LinkedHashMap<>();
      none.put(name, null);
      return Optional.of(update(none));
    }
  }

  private OperationCall read(OperationCall call) {
    return call.query("min_version", minVersion).query("show_secrets", revealed ? true : null);
  }
}
