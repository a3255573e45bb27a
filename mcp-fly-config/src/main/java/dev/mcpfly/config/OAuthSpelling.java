package dev.mcpfly.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client spells a sign-in by OAuth in an entry. A path is a list of keys below the entry; an
 * empty one says that the client has no such member.
 *
 * @param fixed members that an entry needs before the client signs in; empty for most clients,
 *     which sign in when the server asks for it
 * @param clientId where the id of a client is that was registered beforehand
 * @param clientSecret where its secret is
 * @param scopes where the scopes are
 * @param scopesAreList whether the scopes are a list, rather than one text with spaces
 * @param callbackPort where the port of the redirect address is
 */
record OAuthSpelling(
    Map<String, Object> fixed,
    List<String> clientId,
    List<String> clientSecret,
    List<String> scopes,
    boolean scopesAreList,
    List<String> callbackPort) {
  /** The client signs in when the server asks for it, and its file says nothing about it. */
  static final OAuthSpelling DISCOVERED =
      new OAuthSpelling(Map.of(), List.of(), List.of(), List.of(), false, List.of());

  /** {@code oauth: {clientId, clientSecret, scope, callbackPort}}, as OpenCode has it. */
  static final OAuthSpelling CAMEL =
      DISCOVERED
          .clientId("oauth", "clientId")
          .clientSecret("oauth", "clientSecret")
          .scopeText("oauth", "scope")
          .callbackPort("oauth", "callbackPort");

  /** {@code oauth: {client_id, client_secret, scope, callback_port}}, as OpenCode 2 has it. */
  static final OAuthSpelling SNAKE =
      DISCOVERED
          .clientId("oauth", "client_id")
          .clientSecret("oauth", "client_secret")
          .scopeText("oauth", "scope")
          .callbackPort("oauth", "callback_port");

  /** Requires an entry to hold a member. */
  OAuthSpelling whenEntryHas(String member, Object value) {
    return new OAuthSpelling(
        Map.of(member, value), clientId, clientSecret, scopes, scopesAreList, callbackPort);
  }

  /** Requires an entry to hold {@code auth: {type: "oauth", scopes: […]}}, as Vibe has it. */
  static OAuthSpelling typedAuth() {
    Map<String, Object> auth = new LinkedHashMap<>();
    auth.put("type", "oauth");
    auth.put("scopes", List.of());
    return DISCOVERED.whenEntryHas("auth", auth).scopeList("auth", "scopes");
  }

  OAuthSpelling clientId(String... path) {
    return new OAuthSpelling(
        fixed, List.of(path), clientSecret, scopes, scopesAreList, callbackPort);
  }

  OAuthSpelling clientSecret(String... path) {
    return new OAuthSpelling(fixed, clientId, List.of(path), scopes, scopesAreList, callbackPort);
  }

  OAuthSpelling scopeText(String... path) {
    return new OAuthSpelling(fixed, clientId, clientSecret, List.of(path), false, callbackPort);
  }

  OAuthSpelling scopeList(String... path) {
    return new OAuthSpelling(fixed, clientId, clientSecret, List.of(path), true, callbackPort);
  }

  OAuthSpelling callbackPort(String... path) {
    return new OAuthSpelling(fixed, clientId, clientSecret, scopes, scopesAreList, List.of(path));
  }

  /** Returns whether an entry has what makes the client sign in. */
  boolean isIn(Map<?, ?> entry) {
    return !fixed.isEmpty()
        && fixed.entrySet().stream().allMatch(e -> fits(entry.get(e.getKey()), e.getValue()));
  }

  /** Returns whether a member is what it must be; its lists are the user's own. */
  private static boolean fits(@Nullable Object actual, Object wanted) {
    return wanted instanceof Map<?, ?> members
        ? actual instanceof Map<?, ?> map
            && members.entrySet().stream()
                .allMatch(
                    e -> e.getValue() instanceof List || e.getValue().equals(map.get(e.getKey())))
        : wanted.equals(actual);
  }

  /** Returns the fixed members that an entry does not have yet. */
  Map<String, Object> missingIn(@Nullable Map<?, ?> entry) {
    return entry != null && isIn(entry) ? Map.of() : fixed;
  }
}
