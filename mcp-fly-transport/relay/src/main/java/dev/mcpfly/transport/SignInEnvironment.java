package dev.mcpfly.transport;

import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads sign-in from the environment of {@code wrap}; error messages never show a value. */
final class SignInEnvironment {
  private static final String PREFIX = "MCP_FLY_OAUTH_";

  private final Map<String, String> environment;

  SignInEnvironment(Map<String, String> environment) {
    this.environment = environment;
  }

  private String value(String name) {
    String value = environment.get(name);
    return value == null ? "" : value.strip();
  }

  private String oauth(String name) {
    return value(PREFIX + name);
  }

  /**
   * Joins the values of variables that begin with a prefix: users that are kept one by one, so that
   * each can be changed by who cannot read the others.
   */
  private String all(String prefix) {
    StringJoiner joined = new StringJoiner(",");
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX + prefix) && !value(name).isEmpty()) {
        joined.add(value(name));
      }
    }
    return joined.toString();
  }

  /** Returns all users, then the epochs that replace theirs. */
  private String users() {
    StringJoiner users = new StringJoiner(",").setEmptyValue("");
    for (String some : new String[] {oauth("USERS"), all("USER_"), all("EPOCH_")}) {
      if (!some.isEmpty()) {
        users.add(some);
      }
    }
    return users.toString();
  }

  /**
   * Returns the keys, the present one first: the one with the highest number, else that without
   * one.
   */
  private List<String> keys() {
    TreeMap<Integer, String> numbered = new TreeMap<>(Comparator.reverseOrder());
    for (String name : environment.keySet()) {
      if (name.matches("MCP_FLY_OAUTH_KEY_[1-9][0-9]{0,5}") && !value(name).isEmpty()) {
        numbered.put(
            Integer.parseInt(name.substring(PREFIX.length() + "KEY_".length())), value(name));
      }
    }
    List<String> keys = new ArrayList<>(numbered.values());
    if (!oauth("KEY").isEmpty()) {
      keys.add(oauth("KEY"));
    }
    if (!keys.isEmpty()) {
      keys.addAll(List.of(words("PREVIOUS_KEYS")));
    }
    return keys;
  }

  /**
   * Applies what is set to a relay.
   *
   * @throws IllegalArgumentException if a variable is malformed, or two contradict each other
   */
  void apply(Relay.Builder relay) {
    String users = users();
    String issuer = oauth("ISSUER");
    if (!users.isEmpty() && !issuer.isEmpty()) {
      throw new IllegalArgumentException(
          "MCP_FLY_OAUTH_USERS and MCP_FLY_OAUTH_ISSUER are both set: unset one of them.");
    }
    String publicUrl = value("MCP_FLY_PUBLIC_URL");
    if (!publicUrl.isEmpty()) {
      relay.publicUri(uri("MCP_FLY_PUBLIC_URL"));
    }
    if (users.isEmpty() && issuer.isEmpty()) {
      for (String name : environment.keySet()) {
        if (name.startsWith(PREFIX) && !value(name).isEmpty()) {
          throw new IllegalArgumentException(
              name
                  + " is set, but neither MCP_FLY_OAUTH_USERS nor MCP_FLY_OAUTH_ISSUER is: set one"
                  + " of them.");
        }
      }
      return;
    }
    relay.scopeRules(rules());
    if (issuer.isEmpty()) {
      relay.oauth(login(users));
    } else {
      relay.oauth(issuer());
    }
  }

  private OAuthLogin login(String users) {
    OAuthLogin login = OAuthLogin.ofUsers(users);
    List<String> keys = keys();
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "MCP_FLY_OAUTH_USERS is set, but MCP_FLY_OAUTH_KEY is not: set it to at least 32 random"
              + " characters.");
    }
    for (String key : keys) {
      login = login.key(key);
    }
    if (!oauth("SERVER_NAME").isEmpty()) {
      login = login.serverName(oauth("SERVER_NAME"));
    }
    return words("SCOPES").length == 0 ? login : login.scopes(words("SCOPES"));
  }

  private OAuthIssuer issuer() {
    OAuthIssuer issuer = OAuthIssuer.at(uri(PREFIX + "ISSUER"));
    if (words("AUDIENCE").length > 0) {
      issuer = issuer.audience(words("AUDIENCE"));
    }
    if (words("SCOPES").length > 0) {
      issuer = issuer.scopes(words("SCOPES"));
    }
    if (!oauth("PRINCIPAL_CLAIM").isEmpty()) {
      issuer = issuer.principalClaim(oauth("PRINCIPAL_CLAIM"));
    }
    if (!oauth("JWKS_URL").isEmpty()) {
      issuer = issuer.jwks(uri(PREFIX + "JWKS_URL"));
    }
    if (!oauth("INTROSPECTION_URL").isEmpty()) {
      issuer =
          issuer.introspection(
              uri(PREFIX + "INTROSPECTION_URL"), oauth("CLIENT_ID"), oauth("CLIENT_SECRET"));
    }
    return issuer;
  }

  /** Pairs such as {@code write_*=write,delete_*=write+admin}. */
  private ScopeRules rules() {
    ScopeRules rules = ScopeRules.none();
    for (String pair : words("TOOL_SCOPES")) {
      int equals = pair.lastIndexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "MCP_FLY_OAUTH_TOOL_SCOPES must hold pairs such as write_*=write, separated by"
                + " commas.");
      }
      rules = rules.tool(pair.substring(0, equals), pair.substring(equals + 1).split("\\+"));
    }
    return rules;
  }

  private String[] words(String name) {
    String text = oauth(name);
    return text.isEmpty() ? new String[0] : text.split("[\\s,]+");
  }

  private URI uri(String name) {
    try {
      return new URI(value(name));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name + " is not a URL: " + e.getReason() + ".");
    }
  }
}
