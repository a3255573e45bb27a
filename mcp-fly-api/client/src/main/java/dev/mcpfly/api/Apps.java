package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.App;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Creates, finds and deletes apps. */
public final class Apps {
  private static final Duration UNTIL_VISIBLE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final CallEngine engine;

  Apps(CallEngine engine) {
    this.engine = engine;
  }

  /** The availability of an app name. */
  public enum NameAvailability {
    /** No app has the name. */
    FREE,
    /** An app has the name: one of the caller's, or of another organization. */
    TAKEN,
    /** The token is not allowed to find out. */
    UNKNOWN
  }

  /**
   * Creates an app and waits until the API knows it: {@code POST /v1/apps}. If the reply is lost,
   * the client checks whether the app was created.
   *
   * @throws ApiException.NameTaken if any app in all of Fly has the name
   * @throws InvalidRequestException if the name breaks the rules, or no organization is given
   */
  public App create(String name, Consumer<Create> settings) {
    return create(name, body(name, settings));
  }

  static JsonObject body(String name, Consumer<Create> settings) {
    Create request = new Create(Rules.appName(name));
    settings.accept(request);
    return request.build();
  }

  App create(String name, JsonObject body) {
    NameAvailability before = availability(name);
    if (before == NameAvailability.TAKEN) {
      throw new ApiException.NameTaken(
          "The app name '" + name + "' is taken; choose another name.",
          Classifier.context(new OperationCall(FlyOperation.APPS_CREATE), 0, null, false));
    }
    createFree(name, body);
    return awaitVisible(name);
  }

  /** Creates an app whose name is known to be free, and returns what the API answered. */
  App createFree(String name, JsonObject body) {
    JsonObject created =
        new CreateOnce(engine)
            .run(
                () -> new OperationCall(FlyOperation.APPS_CREATE).query("wait", true).body(body),
                Answer::objectOrEmpty,
                () -> find(name).map(App::json),
                app -> name);
    return new App(created.has("name") ? created : created.with("name", name));
  }

  /**
   * Returns an app: {@code GET /v1/apps/{app}}.
   *
   * @throws NotFoundException if it does not exist
   * @throws ApiException.Forbidden if it belongs to an organization that the token does not reach
   */
  public App get(String name) {
    return engine.send(new OperationCall(FlyOperation.APPS_SHOW, name)).as(App::new);
  }

  /**
   * Returns an app, or empty if it does not exist: {@code GET /v1/apps/{app}}.
   *
   * @throws ApiException.Forbidden if it belongs to an organization that the token does not reach
   */
  public Optional<App> find(String name) {
    try {
      return Optional.of(get(name));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks whether a name is available: {@code GET /v1/apps/{app}}. Does not reserve it. Returns
   * {@code UNKNOWN} if the token is not allowed to find out.
   */
  public NameAvailability availability(String name) {
    try {
      return find(name).isPresent() ? NameAvailability.TAKEN : NameAvailability.FREE;
    } catch (ApiException.Forbidden e) {
      return NameAvailability.TAKEN;
    } catch (ApiException.Unauthorized e) {
      return NameAvailability.UNKNOWN;
    }
  }

  /** Lists the apps of an organization: {@code GET /v1/apps}. Some fields are left out. */
  public List<App> list(String org) {
    return list(org, null);
  }

  /** Lists the apps of an organization that have a role: {@code GET /v1/apps}. */
  public List<App> list(String org, @Nullable String appRole) {
    return engine
        .send(
            new OperationCall(FlyOperation.APPS_LIST)
                .query("org_slug", Rules.notBlank("org_slug", org))
                .query("app_role", appRole))
        .wrappedList(App::new, "apps");
  }

  /**
   * Deletes an app with its machines and everything else in it: {@code DELETE /v1/apps/{app}}. The
   * server finishes the deletion shortly after the call returns.
   *
   * @return false if there was no such app
   */
  public boolean delete(String name) {
    return delete(name, true);
  }

  /**
   * Deletes an app: {@code DELETE /v1/apps/{app}}.
   *
   * @param force whether running machines are killed
   * @return false if there was no such app
   */
  public boolean delete(String name, boolean force) {
    return Absence.of(
        () ->
            engine.send(
                new OperationCall(FlyOperation.APPS_DELETE, name)
                    .query("force", force ? true : null)));
  }

  private App awaitVisible(String name) {
    Instant deadline = engine.now().plus(UNTIL_VISIBLE);
    while (true) {
      try {
        return get(name);
      } catch (NotFoundException | ApiException.Unauthorized | ApiException.Forbidden e) {
        // Other servers of the API learn of a new app a moment later.
        if (!engine.now().plus(BETWEEN_LOOKS).isBefore(deadline)) {
          throw e;
        }
        engine.sleep(BETWEEN_LOOKS, new OperationCall(FlyOperation.APPS_SHOW, name), false);
      }
    }
  }

  /** The settings of a new app. */
  public static final class Create extends JsonFields<Create> {
    private final String name;

    private Create(String name) {
      super(JsonObject.empty());
      this.name = name;
    }

    /** Sets the organization that will own the app, by its slug; required. */
    public Create org(String slug) {
      return put("org_slug", Rules.notBlank("org_slug", slug));
    }

    /** Sets the app's private network, by name. Default: the organization's default network. */
    public Create network(String network) {
      return put("network", Rules.notBlank("network", network));
    }

    /** Sets whether the app may have subdomains. */
    public Create subdomains(boolean enable) {
      return put("enable_subdomains", enable);
    }

    /** Sets the app's role, by which apps can be listed. */
    public Create role(String appRole) {
      return put("app_role_id", Rules.notBlank("app_role_id", appRole));
    }

    private JsonObject build() {
      Rules.notBlank("org_slug", json().text("org_slug"));
      // Servers differ in which of the two names they read.
      return put("name", name).put("app_name", name).json();
    }
  }
}
