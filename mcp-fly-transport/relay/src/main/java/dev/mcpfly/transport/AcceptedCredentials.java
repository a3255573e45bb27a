package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The bearer tokens and passwords that a relay accepts, compared in constant time. */
final class AcceptedCredentials {
  private static final class Known {
    final String scheme;
    final String principal;
    final byte[] secret;

    Known(String scheme, String principal, byte[] secret) {
      this.scheme = scheme;
      this.principal = principal;
      this.secret = secret;
    }
  }

  private final List<Known> known;

  private AcceptedCredentials(List<Known> known) {
    this.known = known;
  }

  static AcceptedCredentials none() {
    return new AcceptedCredentials(List.of());
  }

  /**
   * Returns these and a bearer token.
   *
   * @throws IllegalArgumentException if another principal has the same token
   */
  AcceptedCredentials bearer(String principal, String token) {
    Known more = new Known("bearer", principal, token.getBytes(StandardCharsets.UTF_8));
    for (Known each : known) {
      if (each.scheme.equals(more.scheme)
          && !each.principal.equals(principal)
          && MessageDigest.isEqual(each.secret, more.secret)) {
        throw new IllegalArgumentException(
            "The principals \""
                + Text.excerpt(each.principal, 80)
                + "\" and \""
                + Text.excerpt(principal, 80)
                + "\" have the same bearer token: give each its own.");
      }
    }
    return with(more);
  }

  AcceptedCredentials basic(String user, String password) {
    byte[] secret = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return with(new Known("basic", user, secret));
  }

  private AcceptedCredentials with(Known more) {
    List<Known> all = new ArrayList<>(known);
    all.add(more);
    return new AcceptedCredentials(List.copyOf(all));
  }

  boolean isEmpty() {
    return known.isEmpty();
  }

  /** Returns whether these name more than one principal. */
  boolean isForSeveral() {
    return known.stream().map(each -> each.principal).distinct().count() > 1;
  }

  /** Returns the challenge for a request without credentials. */
  String challenge() {
    boolean onlyBasic =
        !known.isEmpty() && known.stream().allMatch(each -> each.scheme.equals("basic"));
    return onlyBasic ? "Basic realm=\"mcp\", charset=\"UTF-8\"" : "Bearer realm=\"mcp\"";
  }

  /** Returns whether a token or a password belongs to this principal. */
  boolean knows(String principal) {
    return known.stream().anyMatch(each -> each.principal.equals(principal));
  }

  /** Returns the principals that have a token or a password. */
  Set<String> principals() {
    return known.stream().map(each -> each.principal).collect(Collectors.toSet());
  }

  /** Returns the principal whose token or password a request shows, or null. */
  @Nullable String principal(Exchange exchange) {
    if (known.isEmpty()) {
      return null;
    }
    String header = exchange.header("Authorization");
    int space = header == null ? -1 : header.indexOf(' ');
    if (header == null || space < 0) {
      return null;
    }
    String scheme = header.substring(0, space).toLowerCase(Locale.ROOT);
    byte[] given = secret(scheme, header.substring(space + 1).trim());
    String principal = null;
    // All are compared, whether one has matched or not: the time says nothing.
    for (Known each : known) {
      boolean same = MessageDigest.isEqual(each.secret, given);
      if (same && each.scheme.equals(scheme)) {
        principal = each.principal;
      }
    }
    return principal;
  }

  private static byte[] secret(String scheme, String text) {
    if (scheme.equals("basic")) {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        return new byte[0];
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Counts only: what is in here is secret. */
  @Override
  public String toString() {
    return "AcceptedCredentials[" + known.size() + "]";
  }
}
