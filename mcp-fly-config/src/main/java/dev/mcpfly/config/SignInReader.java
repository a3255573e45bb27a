package dev.mcpfly.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads how a client signs in from the members of an entry, and removes those members. */
final class SignInReader {
  private final EntryDialect dialect;
  private final Map<String, @Nullable Object> rest;

  /**
   * Creates the reader.
   *
   * @param rest the members that are still to be read
   */
  SignInReader(EntryDialect dialect, Map<String, @Nullable Object> rest) {
    this.dialect = dialect;
    this.rest = rest;
  }

  void read(EntryDraft draft) {
    OAuthSpelling spelling = dialect.oauth;
    if (spelling == null) {
      return;
    }
    boolean fixed = spelling.isIn(rest);
    Optional<String> id = text(spelling.clientId()).filter(text -> !text.isBlank());
    Optional<ConfigValue> secret =
        id.isEmpty()
            ? Optional.empty()
            : text(spelling.clientSecret()).map(dialect.interpolation::read);
    List<String> scopes = scopes(spelling);
    Integer port = port(spelling.callbackPort());
    if (fixed || id.isPresent() || !scopes.isEmpty() || port != null) {
      draft.signIn =
          new McpServerEntry.SignIn(
              id, secret, scopes, port == null ? OptionalInt.empty() : OptionalInt.of(port));
    }
    if (fixed) {
      spelling.fixed().forEach(this::takeFixed);
    }
  }

  private void takeFixed(String key, Object value) {
    if (value instanceof Map<?, ?> members) {
      members
          .keySet()
          .forEach(inner -> Nested.take(rest, List.of(key, (String) inner), Object.class));
    } else {
      rest.remove(key);
    }
  }

  private Optional<String> text(List<String> path) {
    return Optional.ofNullable(Nested.take(rest, path, String.class));
  }

  private List<String> scopes(OAuthSpelling spelling) {
    if (!spelling.scopesAreList()) {
      return text(spelling.scopes())
          .map(text -> List.of(text.trim().split("\\s+")))
          .filter(McpServerEntry.SignIn::areScopes)
          .orElse(List.of());
    }
    List<?> list = Nested.take(rest, spelling.scopes(), List.class);
    List<String> scopes = list == null ? List.of() : list.stream().map(String::valueOf).toList();
    return McpServerEntry.SignIn.areScopes(scopes) ? scopes : List.of();
  }

  private @Nullable Integer port(List<String> path) {
    Number port = Nested.take(rest, path, Number.class);
    return port != null && port.longValue() > 0 && port.longValue() <= 65_535
        ? port.intValue()
        : null;
  }
}
