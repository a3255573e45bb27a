package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;

/**
 * A response that makes Fly's proxy replay the request to another app of the organization, public
 * or not. Requests of more than 1 MB cannot be replayed. Immutable.
 *
 * <p>Source: Fly's documentation of dynamic request routing with {@code fly-replay}.
 *
 * @param app the app that is to get the request
 * @param instance the machine that is to get it; empty for any that serves
 */
public record FlyReplay(String app, String instance) {
  /** The name of the response header. */
  public static final String HEADER = "fly-replay";

  /** The content type of an answer that has its fields in the body. */
  public static final String CONTENT_TYPE = "application/vnd.fly.replay+json";

  /** Refuses names that would end a field. */
  public FlyReplay {
    AppName.checked(app);
    if (!Given.value("instance", instance).matches("[A-Za-z0-9]*")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a machine id; use letters and digits.".formatted(Texts.shown(instance)));
    }
  }

  /**
   * Returns an answer that leads to an app.
   *
   * @param app the app's name
   * @throws InvalidLaunchException if it is not valid
   */
  public static FlyReplay to(String app) {
    return new FlyReplay(app, "");
  }

  /**
   * Returns an answer that leads to one machine of the app.
   *
   * @param id the machine's id
   * @throws InvalidLaunchException if it is none
   */
  public FlyReplay instance(String id) {
    return new FlyReplay(app, id);
  }

  /** Returns the value of the header {@code fly-replay}: the request goes on as it came. */
  public String header() {
    return instance.isEmpty() ? "app=" + app : "app=" + app + ";instance=" + instance;
  }

  /**
   * Returns the body of an answer with {@link #CONTENT_TYPE}, by which the request gets another
   * path.
   *
   * @param path the path with its query, such as {@code /mcp}
   */
  public String body(String path) {
    JsonObject to = JsonObject.of("app", app);
    to = instance.isEmpty() ? to : to.with("instance", instance);
    return to.with("transform", JsonObject.of("path", Given.text("path", path))).toJson();
  }

  @Override
  public String toString() {
    return header();
  }
}
