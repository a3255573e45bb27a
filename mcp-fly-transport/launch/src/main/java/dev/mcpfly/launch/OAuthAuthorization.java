package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets people sign in by OAuth 2.1, which is how claude.ai, ChatGPT and others connect to a remote
 * server; see {@link Authorization#oauth()}. Immutable; each method returns a changed copy. {@link
 * #toString()} names users only.
 */
public final class OAuthAuthorization extends Authorization {
  static final String OWNER = "owner";

  private static final int SHORTEST_KEY = 32;

  private final SignInPolicy policy;
  private final Resolution of;
  private final LoginState state;

  private OAuthAuthorization(SignInPolicy policy, Resolution of, LoginState state) {
    this.policy = policy;
    this.of = of;
    this.state = state;
  }

  private static OAuthAuthorization begin(SignInPolicy policy, Resolution of) {
    return new OAuthAuthorization(policy, of, LoginState.opened(of.kept()));
  }

  static OAuthAuthorization login() {
    return begin(
        SignInPolicy.of(null, Map.of(OWNER, Optional.empty()), Optional.empty()),
        Resolution.ofNew(""));
  }

  static OAuthAuthorization at(OAuthIssuer issuer) {
    return begin(
        SignInPolicy.of(Given.value("issuer", issuer), Map.of(), Optional.empty()),
        Resolution.ofNew(""));
  }

  /** Returns the policy of an existing deployment, as far as it is known. */
  static OAuthAuthorization opened(String scheme, Resolution of) {
    Map<String, Optional<String>> users = new LinkedHashMap<>();
    if (SignInScheme.isLogin(scheme)) {
      List<String> names = SignInSecrets.users(of.kept());
      if (names.contains(OWNER)) {
        users.put(OWNER, Optional.empty());
      }
      names.forEach(name -> users.put(name, Optional.empty()));
    }
    return begin(SignInPolicy.of(null, users, of.token()), of);
  }

  private OAuthAuthorization with(SignInPolicy next) {
    return new OAuthAuthorization(next, of, state);
  }

  private void requireLogin(String option) {
    if (policy.issuer() != null) {
      throw new InvalidLaunchException(
          "%s is for the deployment's own login, and people sign in at %s; leave it out."
              .formatted(option, policy.issuer()));
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
    policy.users().entrySet().stream()
        .skip(1)
        .forEach(user -> all.putIfAbsent(user.getKey(), user.getValue()));
    return with(policy.withUsers(all));
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
    Map<String, Optional<String>> all = new LinkedHashMap<>(policy.users());
    if (all.putIfAbsent(SignInSecrets.checkedUser(name), password) != null) {
      throw new InvalidLaunchException(
          "There is a user %s already; give each user another name.".formatted(name));
    }
    return with(policy.withUsers(all));
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
    return with(policy.withKey(value));
  }

  /**
   * Sets the scopes that every token must have; by default {@code mcp}, or those of the issuer.
   *
   * @throws InvalidLaunchException if one is not a valid scope
   */
  public OAuthAuthorization scopes(String... names) {
    return with(policy.withScopes(new LinkedHashSet<>(checked("scopes", names))));
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
          "\"%s\" is not a valid pattern for tools; use a name such as write_* without blanks and commas."
              .formatted(Texts.shown(pattern)));
    }
    Map<String, List<String>> all = new LinkedHashMap<>(policy.toolScopes());
    all.put(pattern, checked("toolScopes", names));
    return with(policy.withToolScopes(all));
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
    return with(policy.withBearer(Authorization.generatedBearerToken()));
  }

  /**
   * Accepts a bearer token as well; see {@link #alsoBearerToken()}.
   *
   * @param token visible ASCII characters, no blanks
   * @throws InvalidLaunchException if the token cannot be sent in a header
   */
  public OAuthAuthorization alsoBearerToken(String token) {
    return with(policy.withBearer(Authorization.bearerToken(token)));
  }

  @Override
  Optional<Set<String>> possibleScopes() {
    return of.kept().isEmpty() ? policy.possibleScopes() : Optional.empty();
  }

  @Override
  boolean signsIn() {
    return true;
  }

  @Override
  boolean isGenerated() {
    return policy.bearer().filter(Authorization::isGenerated).isPresent();
  }

  @Override
  String scheme() {
    return SignInScheme.of(policy.isLogin(), policy.bearer().isPresent());
  }

  @Override
  OAuthAuthorization resolved(Resolution deployment) {
    return new OAuthAuthorization(
        policy.resolved(deployment),
        deployment,
        policy.isLogin()
            ? LoginState.of(deployment.kept(), policy.users(), policy.key())
            : LoginState.opened(deployment.kept()));
  }

  @Override
  OAuthAuthorization changed(
      Map<String, @Nullable String> variables, Map<String, String> passwords) {
    return new OAuthAuthorization(policy, of, state.changed(variables, passwords));
  }

  /** Returns this policy with another bearer token, which is accepted as well. */
  @Override
  OAuthAuthorization replacedBy(Authorization next) {
    return with(policy.withBearer(next));
  }

  @Override
  boolean keeps(String variable) {
    return variable.startsWith(SignInSecrets.PREFIX)
        && policy.isLogin()
        && !variable.equals(SignInSecrets.CLIENT_SECRET);
  }

  /** Returns all that may exist: users left behind by a killed launch could sign in. */
  @Override
  Collection<String> secretNames() {
    List<String> names = new ArrayList<>(super.secretNames());
    if (policy.isLogin()) {
      names.add(SignInSecrets.KEY);
      policy.users().keySet().forEach(user -> names.add(SignInSecrets.user(user)));
    } else {
      names.add(SignInSecrets.CLIENT_SECRET);
    }
    return names;
  }

  @Override
  boolean isIncomplete() {
    return policy.isLogin() && state.isIncomplete();
  }

  @Override
  Map<String, String> marked() {
    return policy.withOwnSecrets(state.marked());
  }

  @Override
  Map<String, String> secrets() {
    return policy.withOwnSecrets(state.secrets());
  }

  @Override
  Collection<String> hidden() {
    List<String> hidden = new ArrayList<>(state.hidden());
    hidden.addAll(policy.withOwnSecrets(Map.of()).values());
    return hidden;
  }

  @Override
  Map<String, String> environment() {
    return policy.environment(of);
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
    return policy.bearer().flatMap(Authorization::header);
  }

  private Optional<String> token() {
    return of.publicUrl().flatMap(url -> state.token(url, policy.scopesOfTools()));
  }

  @Override
  boolean asksAlone() {
    return policy.bearer().isPresent() || (of.publicUrl().isPresent() && state.holdsKey());
  }

  @Override
  McpServerEntry onProxyEntry(McpServerEntry entry) {
    return policy.bearer().map(token -> token.onProxyEntry(entry)).orElse(entry);
  }

  @Override
  <T extends RemoteOptions<T>> T on(T remote) {
    if (of.publicUrl().isPresent() && state.holdsKey()) {
      return remote.bearerToken(() -> token().orElseThrow());
    }
    return policy.bearer().isPresent()
        ? policy.bearer().get().on(remote)
        : remote.oauth(OAuthClient.interactive().name("mcp-fly"));
  }

  @Override
  Relay.Builder on(Relay.Builder relay) {
    return policy.on(relay, of, state);
  }

  @Override
  Optional<SignIn> signIn(URI address) {
    Map<String, Optional<String>> all = new LinkedHashMap<>();
    List<String> there = state.users();
    for (String user : policy.users().keySet()) {
      if (there.contains(user)) {
        all.put(user, state.password(user));
      }
    }
    there.forEach(user -> all.putIfAbsent(user, state.password(user)));
    return Optional.of(
        new SignIn(
            address,
            Optional.ofNullable(policy.issuer()).map(OAuthIssuer::issuer),
            policy.isLogin() ? all : Map.of()));
  }

  @Override
  public String toString() {
    return policy.issuer() == null
        ? "sign-in of " + state.users()
        : "sign-in at " + policy.issuer();
  }
}
