package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.policy.Policy;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks the names in rules: patterns, principals and scopes. */
final class RuleNames {
  private static final int LONGEST = 1024;

  private RuleNames() {}

  /** Returns a pattern or a principal's name if it is valid. */
  static String checked(String what, String text) {
    if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(c -> c < 0x20)) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " \""
              + Text.excerpt(text, 80)
              + "\" is not valid: it must have 1 to "
              + LONGEST
              + " characters and no control characters.");
    }
    return text;
  }

  /** Returns a scope if it is a valid scope token (RFC 6749 section 3.3). */
  static String checkedScope(String scope) {
    boolean good =
        !scope.isEmpty()
            && scope.length() <= 256
            && scope.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\');
    if (!good) {
      throw new IllegalArgumentException(
          "\""
              + Text.excerpt(scope, 80)
              + "\" is not a valid scope: use printable ASCII without spaces, quotes and"
              + " backslashes.");
    }
    return scope;
  }

  /**
   * Checks that every rule can apply to a caller.
   *
   * @param known the principals there can be, or null if that is not known
   * @param scopes the scopes that callers can have, or null if that is not known
   */
  static void requireKnown(
      Policy policy, @Nullable Set<String> known, @Nullable Set<String> scopes) {
    for (String scope : policy.scopes()) {
      if (scopes != null && !scopes.contains(scope)) {
        throw new IllegalArgumentException(
            "The rules name the scope \""
                + scope
                + "\", which no caller can have: "
                + (scopes.isEmpty()
                    ? "only sign-in and authenticators give scopes."
                    : "known are " + new TreeSet<>(scopes) + "."));
      }
    }
    for (String principal : policy.principals()) {
      requireKnown(principal, known);
    }
  }

  static void requireKnown(String principal, @Nullable Set<String> known) {
    if (known != null && !known.contains(principal)) {
      throw new IllegalArgumentException(
          "The rules name the principal \""
              + Text.excerpt(principal, 80)
              + "\", but no credentials belong to it; "
              + (known.isEmpty()
                  ? "no caller has any."
                  : "known are " + new TreeSet<>(known) + "."));
    }
  }
}
