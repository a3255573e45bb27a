package dev.mcpfly.launch;

import dev.mcpfly.transport.RelayRules;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * A user of a launched server: with a token, and with credentials, tools and limits of their own.
 * Not thread-safe; each method returns this object.
 */
public final class LaunchUser {
  /** Variables of this prefix stay with the relay, and are in no server's environment. */
  private static final String PREFIX = "MCP_FLY_USER_";

  private final String name;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private String token = "";
  private RelayRules rules = RelayRules.none();

  LaunchUser(String name) {
    if (Given.text("the user", name).length() > 200
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid name for a user; use at most 200 visible characters."
              .formatted(Texts.shown(name)));
    }
    this.name = name;
  }

  /**
   * Sets the user's bearer token, which is kept in the app's secrets. Required.
   *
   * @param token visible ASCII characters, no blanks
   * @throws InvalidLaunchException if the token cannot be sent in a header
   */
  public LaunchUser token(String token) {
    this.token = Authorization.bearerToken(token).header().orElseThrow().substring(7);
    return this;
  }

  /**
   * Gives this user's own server processes a secret as an environment variable, by way of Fly's
   * secrets.
   *
   * @param name letters, digits and underscores
   * @param value the value
   * @throws InvalidLaunchException if the name is not valid
   */
  public LaunchUser secret(String name, String value) {
    secrets.put(SecretSource.value(name, value).name(), value);
    return this;
  }

  /** Adds rules about tools for this user. */
  public LaunchUser tools(Consumer<RelayRules.NameRules> more) {
    rules = rules.tools(all -> all.forPrincipal(name, LaunchRules.given(more)));
    return this;
  }

  /** Adds rules about prompts for this user. */
  public LaunchUser prompts(Consumer<RelayRules.NameRules> more) {
    rules = rules.prompts(all -> all.forPrincipal(name, LaunchRules.given(more)));
    return this;
  }

  /** Adds rules about resources for this user. */
  public LaunchUser resources(Consumer<RelayRules.NameRules> more) {
    rules = rules.resources(all -> all.forPrincipal(name, LaunchRules.given(more)));
    return this;
  }

  /** Sets limits for this user, which apply in each machine. */
  public LaunchUser limits(Consumer<RelayRules.CallerLimits> more) {
    rules = rules.limits(all -> all.forPrincipal(name, LaunchRules.givenLimits(more)));
    return this;
  }

  /** Returns the rules, which name the secrets and do not hold them. */
  RelayRules rules() {
    if (token.isEmpty()) {
      throw new InvalidLaunchException(
          "The user %s has no token; set one with token(...).".formatted(Texts.shown(name)));
    }
    RelayRules all = rules.principalToken(name, variable("TOKEN"));
    for (String secret : secrets.keySet()) {
      all = all.principalEnvironment(name, secret, variable("SECRET_" + secret));
    }
    return all;
  }

  /** Returns the secrets by the names of the relay's variables. */
  Map<String, String> secrets() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(variable("TOKEN"), token);
    secrets.forEach((secret, value) -> all.put(variable("SECRET_" + secret), value));
    return all;
  }

  /** Returns a name without two users of the same. */
  private String variable(String what) {
    String plain = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    String head = plain.substring(0, Math.min(40, plain.length()));
    if (!name.matches("[a-z0-9]{1,40}")) {
      CRC32 sum = new CRC32();
      sum.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      head += "_" + String.format(Locale.ROOT, "%08X", sum.getValue());
    }
    return PREFIX + head + "_" + what;
  }

  /** Returns the name only. */
  @Override
  public String toString() {
    return "LaunchUser[" + name + "]";
  }
}
