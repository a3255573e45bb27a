package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The base of the builders of processes and containers.
 *
 * @param <B> the builder itself
 */
abstract class CommandFields<B extends CommandFields<B>> extends JsonFields<B> {
  CommandFields(JsonObject start) {
    super(start);
  }

  /** Sets the words that replace the image's entrypoint and command. */
  public final B exec(String... words) {
    return put("exec", List.of(words));
  }

  /** Sets the words that replace the image's entrypoint. */
  public final B entrypoint(String... words) {
    return put("entrypoint", List.of(words));
  }

  /** Sets the words that replace the image's command. */
  public final B cmd(String... words) {
    return put("cmd", List.of(words));
  }

  /** Sets the user that the process runs as. */
  public final B user(String user) {
    return put("user", Rules.notBlank("user", user));
  }

  /** Sets an environment variable. */
  public final B env(String name, String value) {
    return putIn("env", Rules.notBlank("env", name), value);
  }

  /** Sets environment variables. */
  public final B env(Map<String, String> variables) {
    return edit(
        "env",
        env -> {
          JsonObject result = env;
          for (Map.Entry<String, String> variable : variables.entrySet()) {
            result = result.with(variable.getKey(), variable.getValue());
          }
          return result;
        });
  }

  /** Removes an environment variable. */
  public final B withoutEnv(String name) {
    return edit("env", env -> env.without(name));
  }

  /**
   * Sets an environment variable to a property of the machine: {@code id}, {@code version}, {@code
   * app_name}, {@code private_ip}, {@code region} or {@code image}.
   */
  public final B envFrom(String name, String field) {
    return add("env_from", JsonObject.of("env_var", name).with("field_ref", field));
  }

  /** Passes a secret of the app to the process, as an environment variable of the same name. */
  public final B secret(String name) {
    return add("secrets", JsonObject.of("env_var", Rules.notBlank("secrets.env_var", name)));
  }

  /** Passes a secret of the app to the process, as an environment variable of another name. */
  public final B secret(String envVar, String name) {
    return add(
        "secrets",
        JsonObject.of("env_var", Rules.notBlank("secrets.env_var", envVar))
            .with("name", Rules.notBlank("secrets.name", name)));
  }
}
