package dev.mcpfly.transport;

import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

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
   * Applies what is set to a relay.
   *
   * @throws IllegalArgumentException if a variable is malformed, or two contradict each other
   */
  void apply(Relay.Builder relay) {
    String users = oauth("USERS");
    String issuer = oauth("ISSUER");
    if (!users.isEmpty() && !issuer.isEmpty()) {
      throw new IllegalArgumentException(
          "MCP_FLY_OAUTH_USERS and MCP_FLY_OAUTH_ISSUER are both set: people sign in either here or"
              + " there.");
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
    if (oauth("KEY").isEmpty()) {
      throw new IllegalArgumentException(
          "MCP_FLY_OAUTH_USERS is set, but MCP_FLY_OAUTH_KEY is not: set it to at least 32 random"
              + " characters.");
    }
    login = login.key(oauth("KEY"));
    for (String former : words("PREVIOUS_KEYS")) {
      login = login.key(former);
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
