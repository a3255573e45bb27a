package dev.mcpfly.launch;

import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options of sign-in, as the caller sets them. Immutable.
 *
 * @param issuer the authorization server; null if people sign in to the deployment itself
 * @param users the users of the deployment's own login and their passwords, the owner first
 * @param key the key that seals what clients get; empty if it is to be generated
 * @param scopes the scopes that every token must have; empty for the default
 * @param toolScopes the scopes that calls need, by the pattern of the tools' names
 * @param bearer the bearer token that is accepted as well
 */
record SignInPolicy(
    @Nullable OAuthIssuer issuer,
    Map<String, Optional<String>> users,
    Optional<String> key,
    Set<String> scopes,
    Map<String, List<String>> toolScopes,
    Optional<Authorization> bearer) {
  private static final String DEFAULT_SCOPE = "mcp";

  SignInPolicy {
    users = Collections.unmodifiableMap(users);
    scopes = Collections.unmodifiableSet(scopes);
    toolScopes = Collections.unmodifiableMap(toolScopes);
  }

  static SignInPolicy of(
      @Nullable OAuthIssuer issuer,
      Map<String, Optional<String>> users,
      Optional<Authorization> bearer) {
    return new SignInPolicy(issuer, users, Optional.empty(), Set.of(), Map.of(), bearer);
  }

  SignInPolicy withUsers(Map<String, Optional<String>> all) {
    return new SignInPolicy(issuer, all, key, scopes, toolScopes, bearer);
  }

  SignInPolicy withKey(String value) {
    return new SignInPolicy(issuer, users, Optional.of(value), scopes, toolScopes, bearer);
  }

  SignInPolicy withScopes(Set<String> all) {
    return new SignInPolicy(issuer, users, key, all, toolScopes, bearer);
  }

  SignInPolicy withToolScopes(Map<String, List<String>> all) {
    return new SignInPolicy(issuer, users, key, scopes, all, bearer);
  }

  SignInPolicy withBearer(Authorization token) {
    return new SignInPolicy(issuer, users, key, scopes, toolScopes, Optional.of(token));
  }

  SignInPolicy resolved(Resolution deployment) {
    return bearer.map(token -> withBearer(token.resolved(deployment))).orElse(this);
  }

  /** Returns whether people sign in to the deployment itself. */
  boolean isLogin() {
    return !users.isEmpty();
  }

  /** Returns the scopes that any tool needs. */
  List<String> scopesOfTools() {
    return toolScopes.values().stream().flatMap(List::stream).distinct().toList();
  }

  /** Returns the scopes that people can have; empty if an authorization server decides that. */
  Optional<Set<String>> possibleScopes() {
    if (issuer != null) {
      return Optional.empty();
    }
    Set<String> all = new TreeSet<>(scopes.isEmpty() ? Set.of(DEFAULT_SCOPE) : scopes);
    all.addAll(scopesOfTools());
    return Optional.of(all);
  }

  /** Returns the secrets of users together with the token and the issuer's client secret. */
  Map<String, String> withOwnSecrets(Map<String, String> users) {
    Map<String, String> all = new LinkedHashMap<>(users);
    bearer.ifPresent(token -> all.putAll(token.secrets()));
    String secret = issuer == null ? null : issuer.environment().get(SignInSecrets.CLIENT_SECRET);
    if (secret != null) {
      all.put(SignInSecrets.CLIENT_SECRET, secret);
    }
    return all;
  }

  /** Returns the environment variables that configure sign-in in the machine; no secrets. */
  Map<String, String> environment(Resolution deployment) {
    Map<String, String> all = new LinkedHashMap<>();
    deployment.publicUrl().ifPresent(url -> all.put(SignInSecrets.PUBLIC_URL, url.toString()));
    if (issuer == null) {
      all.put(SignInSecrets.PREFIX + "SERVER_NAME", deployment.server());
    } else {
      all.putAll(issuer.environment());
      all.remove(SignInSecrets.CLIENT_SECRET);
    }
    if (!scopes.isEmpty()) {
      all.put(SignInSecrets.PREFIX + "SCOPES", String.join(" ", scopes));
    }
    if (!toolScopes.isEmpty()) {
      all.put(
          SignInSecrets.PREFIX + "TOOL_SCOPES",
          toolScopes.entrySet().stream()
              .map(rule -> rule.getKey() + "=" + String.join("+", rule.getValue()))
              .collect(Collectors.joining(",")));
    }
    return all;
  }

  /** Sets up sign-in for a relay in this process. */
  Relay.Builder on(Relay.Builder relay, Resolution deployment, LoginState state) {
    Relay.Builder guarded = bearer.isPresent() ? bearer.get().on(relay) : relay;
    ScopeRules rules = ScopeRules.none();
    for (Map.Entry<String, List<String>> rule : toolScopes.entrySet()) {
      rules = rules.tool(rule.getKey(), rule.getValue().toArray(String[]::new));
    }
    String[] all = scopes.toArray(String[]::new);
    if (issuer != null) {
      return guarded.scopeRules(rules).oauth(all.length == 0 ? issuer : issuer.scopes(all));
    }
    OAuthLogin login = state.login();
    login = deployment.server().isEmpty() ? login : login.serverName(deployment.server());
    return guarded.scopeRules(rules).oauth(all.length == 0 ? login : login.scopes(all));
  }

  /** Hides users' passwords, the key and the token. */
  @Override
  public String toString() {
    return "SignInPolicy[users " + users.keySet() + "]";
  }
}
