package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets people sign in by OAuth 2.1, which is how claude.ai, ChatGPT and others connect to a remote
 * server; see {@link Authorization#oauth()}. Immutable; each method returns a changed copy. {@link
 * #toString()} names users only.
 */
public final class OAuthAuthorization extends Authorization {
  static final String OWNER = "owner";

  /** In a record: people sign in to the deployment itself. */
  private static final String LOGIN = "oauth";

  /** In a record: people sign in elsewhere. */
  private static final String ISSUER = "issuer";

  private static final String WITH_BEARER = "+bearer";
  private static final int SHORTEST_KEY = 32;

  private final @Nullable OAuthIssuer issuer;

  /** The users of the deployment's own login and their passwords, the owner first. */
  private final Map<String, Optional<String>> users;

  private final Optional<String> key;
  private final Set<String> scopes;
  private final Map<String, List<String>> toolScopes;
  private final Optional<Authorization> bearer;
  private final Resolution of;
  private final LoginState state;

  private OAuthAuthorization(
      @Nullable OAuthIssuer issuer,
      Map<String, Optional<String>> users,
      Optional<String> key,
      Set<String> scopes,
      Map<String, List<String>> toolScopes,
      Optional<Authorization> bearer,
      Resolution of,
      LoginState state) {
    this.issuer = issuer;
    this.users = Collections.unmodifiableMap(users);
    this.key = key;
    this.scopes = Collections.unmodifiableSet(scopes);
    this.toolScopes = Collections.unmodifiableMap(toolScopes);
    this.bearer = bearer;
    this.of = of;
    this.state = state;
  }

  private static OAuthAuthorization begin(
      @Nullable OAuthIssuer issuer, Map<String, Optional<String>> users, Resolution of) {
    return new OAuthAuthorization(
        issuer,
        users,
        Optional.empty(),
        Set.of(),
        Map.of(),
        of.token(),
        of,
        LoginState.opened(of.kept()));
  }

  static OAuthAuthorization login() {
    return begin(null, Map.of(OWNER, Optional.empty()), Resolution.ofNew(""));
  }

  static OAuthAuthorization at(OAuthIssuer issuer) {
    return begin(Given.value("issuer", issuer), Map.of(), Resolution.ofNew(""));
  }

  /** Returns the policy of a deployment that is there, as far as it is known. */
  static OAuthAuthorization opened(String scheme, Resolution of) {
    Map<String, Optional<String>> users = new LinkedHashMap<>();
    if (isLogin(scheme)) {
      List<String> names = SignInSecrets.users(of.kept());
      if (names.contains(OWNER)) {
        users.put(OWNER, Optional.empty());
      }
      names.forEach(name -> users.put(name, Optional.empty()));
    }
    return begin(null, users, of);
  }

  /** Returns whether people sign in to a deployment whose record has this scheme. */
  static boolean signsIn(String scheme) {
    return isLogin(scheme) || scheme.startsWith(ISSUER);
  }

  /** Returns whether they do so at the deployment itself. */
  static boolean isLogin(String scheme) {
    return scheme.startsWith(LOGIN);
  }

  /** Returns whether such a record speaks of a bearer token that is accepted as well. */
  static boolean hasBearer(String scheme) {
    return signsIn(scheme) && scheme.endsWith(WITH_BEARER);
  }

  private OAuthAuthorization with(
      Map<String, Optional<String>> someUsers,
      Optional<String> someKey,
      Set<String> someScopes,
      Map<String, List<String>> someToolScopes,
      Optional<Authorization> someBearer) {
    return new OAuthAuthorization(
        issuer, someUsers, someKey, someScopes, someToolScopes, someBearer, of, state);
  }

  private OAuthAuthorization with(LoginState next) {
    return new OAuthAuthorization(issuer, users, key, scopes, toolScopes, bearer, of, next);
  }

  private void requireLogin(String option) {
    if (issuer != null) {
      throw new InvalidLaunchException(
          "%s is for the deployment's own login, and people sign in at %s; leave it out."
              .formatted(option, issuer));
    }
  }

  /**
   * Sets the owner's name and password. By default the owner is {@code owner}, with a generated
   * password.
   *
   * @param name 1 to 64 letters, digits and {@code . _ @ + -}
   * @param password 1 to 256 characters
   * @throws InvalidLaunchException if name or password are not valid, or there is an issuer
   */
  public OAuthAuthorization owner(String name, String password) {
    requireLogin("owner(...)");
    Map<String, Optional<String>> all = new LinkedHashMap<>();
    all.put(
        SignInSecrets.checkedUser(name),
        Optional.of(SignInSecrets.checkedPassword(name, password)));
    users.keySet().stream().skip(1).forEach(user -> all.putIfAbsent(user, users.get(user)));
    return with(all, key, scopes, toolScopes, bearer);
  }

  /**
   * Adds a user whose password is generated; {@link SignIn#password(String)} tells it.
   *
   * @param name 1 to 64 letters, digits and {@code . _ @ + -}
   * @throws InvalidLaunchException if the name is not valid or taken, or there is an issuer
   */
  public OAuthAuthorization user(String name) {
    return user(name, Optional.empty());
  }

  /**
   * Adds a user.
   *
   * @param name 1 to 64 letters, digits and {@code . _ @ + -}
   * @param password 1 to 256 characters
   * @throws InvalidLaunchException if the name is not valid or taken, the password is not valid, or
   *     there is an issuer
   */
  public OAuthAuthorization user(String name, String password) {
    return user(name, Optional.of(SignInSecrets.checkedPassword(name, password)));
  }

  private OAuthAuthorization user(String name, Optional<String> password) {
    requireLogin("user(...)");
    Map<String, Optional<String>> all = new LinkedHashMap<>(users);
    if (all.putIfAbsent(SignInSecrets.checkedUser(name), password) != null) {
      throw new InvalidLaunchException(
          "There is a user %s already; give each user another name.".formatted(name));
    }
    return with(all, key, scopes, toolScopes, bearer);
  }

  /**
   * Sets the key that seals what clients get, for a server in this process: with the same key, they
   * stay signed in when it starts again. By default, and always for a new deployment's next keys,
   * it is generated.
   *
   * @param value at least 32 characters, such as {@link OAuthLogin#newKey()} makes
   * @throws InvalidLaunchException if it is shorter or has blanks around it, or there is an issuer
   */
  public OAuthAuthorization key(String value) {
    requireLogin("key(...)");
    if (Given.value("key", value).length() < SHORTEST_KEY || !value.equals(value.strip())) {
      throw new InvalidLaunchException(
          "The key must have at least %d characters and no blanks around them, but has %d; use OAuthLogin.newKey()."
              .formatted(SHORTEST_KEY, value.length()));
    }
    return with(users, Optional.of(value), scopes, toolScopes, bearer);
  }

  /**
   * Sets the scopes that every token must have; by default {@code mcp}, or those of the issuer.
   *
   * @throws InvalidLaunchException if one is not a valid scope
   */
  public OAuthAuthorization scopes(String... names) {
    return with(users, key, new LinkedHashSet<>(checked("scopes", names)), toolScopes, bearer);
  }

  /**
   * Requires scopes for calls of tools whose names match a pattern. A client asks its user for them
   * when a tool needs them.
   *
   * @param pattern a tool's name, with {@code *} for any characters; no blanks and commas
   * @param names the scopes that a call needs
   * @throws InvalidLaunchException if the pattern or a scope is not valid
   */
  public OAuthAuthorization toolScopes(String pattern, String... names) {
    if (!Given.value("toolScopes", pattern).matches("[^\\s,]+")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a pattern for tools; use a name such as write_* without blanks and commas."
              .formatted(Texts.shown(pattern)));
    }
    Map<String, List<String>> all = new LinkedHashMap<>(toolScopes);
    all.put(pattern, checked("toolScopes", names));
    return with(users, key, scopes, all, bearer);
  }

  private static List<String> checked(String option, String... names) {
    if (Given.values(option, names).length == 0) {
      throw new InvalidLaunchException(option + " must name at least one scope.");
    }
    for (String name : names) {
      if (!name.matches("[\\x21-\\x7e&&[^\"\\\\,=+]]+")) {
        throw new InvalidLaunchException(
            "\"%s\" is not a valid scope; use one word without quotes, backslashes and the characters , = +"
                .formatted(Texts.shown(name)));
      }
    }
    return List.of(names);
  }

  /**
   * Accepts a generated bearer token as well, and puts it into the entries of clients that cannot
   * sign in themselves. By default those start this library's proxy, which signs in for them.
   */
  public OAuthAuthorization alsoBearerToken() {
    return with(users, key, scopes, toolScopes, Optional.of(Authorization.generatedBearerToken()));
  }

  /**
   * Accepts a bearer token as well; see {@link #alsoBearerToken()}.
   *
   * @param token visible ASCII characters, no blanks
   * @throws InvalidLaunchException if the token cannot be sent in a header
   */
  public OAuthAuthorization alsoBearerToken(String token) {
    return with(users, key, scopes, toolScopes, Optional.of(Authorization.bearerToken(token)));
  }

  @Override
  boolean signsIn() {
    return true;
  }

  @Override
  boolean isGenerated() {
    return bearer.filter(Authorization::isGenerated).isPresent();
  }

  @Override
  String scheme() {
    return (users.isEmpty() ? ISSUER : LOGIN) + (bearer.isPresent() ? WITH_BEARER : "");
  }

  @Override
  OAuthAuthorization resolved(Resolution deployment) {
    return new OAuthAuthorization(
        issuer,
        users,
        key,
        scopes,
        toolScopes,
        bearer.map(token -> token.resolved(deployment)),
        deployment,
        users.isEmpty()
            ? LoginState.opened(deployment.kept())
            : LoginState.of(deployment.kept(), users, key));
  }

  /** Returns this policy after a change of the deployment's secrets. */
  OAuthAuthorization changed(
      Map<String, @Nullable String> variables, Map<String, String> passwords) {
    return with(state.changed(variables, passwords));
  }

  /** Returns this policy with another token beside it. */
  OAuthAuthorization withBearer(Authorization token) {
    return with(users, key, scopes, toolScopes, Optional.of(token));
  }

  @Override
  boolean keeps(String variable) {
    return variable.startsWith(SignInSecrets.PREFIX)
        && !users.isEmpty()
        && !variable.equals(SignInSecrets.CLIENT_SECRET);
  }

  /** Other users that a killed launch has left could sign in: these are all that there may be. */
  @Override
  Collection<String> secretNames() {
    List<String> names = new ArrayList<>(super.secretNames());
    if (users.isEmpty()) {
      names.add(SignInSecrets.CLIENT_SECRET);
    } else {
      names.add(SignInSecrets.KEY);
      users.keySet().forEach(user -> names.add(SignInSecrets.user(user)));
    }
    return names;
  }

  @Override
  boolean isIncomplete() {
    return !users.isEmpty() && state.isIncomplete();
  }

  @Override
  Map<String, String> marked() {
    return withOthers(state.marked());
  }

  @Override
  Map<String, String> secrets() {
    return withOthers(state.secrets());
  }

  /** With the secrets that are the same each time. */
  private Map<String, String> withOthers(Map<String, String> login) {
    Map<String, String> all = new LinkedHashMap<>(login);
    bearer.ifPresent(token -> all.putAll(token.secrets()));
    if (issuer != null && issuer.environment().containsKey(SignInSecrets.CLIENT_SECRET)) {
      all.put(SignInSecrets.CLIENT_SECRET, issuer.environment().get(SignInSecrets.CLIENT_SECRET));
    }
    return all;
  }

  @Override
  Collection<String> hidden() {
    List<String> hidden = new ArrayList<>(state.hidden());
    hidden.addAll(withOthers(Map.of()).values());
    return hidden;
  }

  @Override
  Map<String, String> environment() {
    Map<String, String> all = new LinkedHashMap<>();
    of.publicUrl().ifPresent(url -> all.put(SignInSecrets.PUBLIC_URL, url.toString()));
    if (issuer == null) {
      all.put(SignInSecrets.PREFIX + "SERVER_NAME", of.server());
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

  /**
   * Returns a header with a fresh access token of the owner, good for an hour, where the key is
   * known: on the deployment that a launch returned. Otherwise the bearer token that is accepted as
   * well; empty if there is none, because clients sign in.
   */
  @Override
  public Optional<String> header() {
    return token().map(token -> "Bearer " + token).or(this::entryHeader);
  }

  @Override
  Optional<String> entryHeader() {
    return bearer.flatMap(Authorization::header);
  }

  private Optional<String> token() {
    return of.publicUrl()
        .flatMap(
            url ->
                state.token(
                    url, toolScopes.values().stream().flatMap(List::stream).distinct().toList()));
  }

  @Override
  boolean asksAlone() {
    return bearer.isPresent() || (of.publicUrl().isPresent() && state.holdsKey());
  }

  @Override
  McpServerEntry onProxyEntry(McpServerEntry entry) {
    return bearer.map(token -> token.onProxyEntry(entry)).orElse(entry);
  }

  @Override
  <T extends RemoteOptions<T>> T on(T remote) {
    if (of.publicUrl().isPresent() && state.holdsKey()) {
      return remote.bearerToken(() -> token().orElseThrow());
    }
    return bearer.isPresent()
        ? bearer.get().on(remote)
        : remote.oauth(OAuthClient.interactive().name("mcp-fly"));
  }

  @Override
  Relay.Builder on(Relay.Builder relay) {
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
    login = of.server().isEmpty() ? login : login.serverName(of.server());
    return guarded.scopeRules(rules).oauth(all.length == 0 ? login : login.scopes(all));
  }

  /** Returns what people need to sign in at an address. */
  @Override
  Optional<SignIn> signIn(URI address) {
    Map<String, Optional<String>> all = new LinkedHashMap<>();
    List<String> there = state.users();
    for (String user : users.keySet()) {
      if (there.contains(user)) {
        all.put(user, state.password(user));
      }
    }
    there.forEach(user -> all.putIfAbsent(user, state.password(user)));
    return Optional.of(
        new SignIn(
            address,
            Optional.ofNullable(issuer).map(OAuthIssuer::issuer),
            users.isEmpty() ? Map.of() : all));
  }

  @Override
  public String toString() {
    return issuer == null ? "sign-in of " + state.users() : "sign-in at " + issuer;
  }
}
