package dev.mcpfly.transport.internal.auth.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One challenge of {@code WWW-Authenticate} (RFC 9110 §11.6.1), as a server refuses a request. */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final int MAX_LENGTH = 16_384;
  private static final int MAX_SCOPES = 200;

  /** A challenge that says nothing, as of a server that sends no header. */
  static final Challenge SILENT = new Challenge("bearer", Map.of());

  /** Returns the challenge that OAuth answers, or null if the server names only other schemes. */
  static @Nullable Challenge bearer(List<String> headers) {
    List<Challenge> all = new ArrayList<>();
    for (String header : headers) {
      parse(header.length() > MAX_LENGTH ? header.substring(0, MAX_LENGTH) : header, all);
    }
    Challenge best = null;
    for (Challenge one : all) {
      boolean bearer = one.scheme.equals("bearer") || one.scheme.equals("dpop");
      if (bearer && (best == null || (best.resourceMetadata() == null && one.names()))) {
        best = one;
      }
    }
    return best == null && all.isEmpty() ? SILENT : best;
  }

  private boolean names() {
    return resourceMetadata() != null;
  }

  @Nullable String resourceMetadata() {
    return parameters.get("resource_metadata");
  }

  boolean isInsufficientScope() {
    return "insufficient_scope".equals(parameters.get("error"));
  }

  /** Returns the scopes that the operation needs, or none if the server names none. */
  Set<String> scopes() {
    return scopes(parameters.get("scope"));
  }

  /** Reads scopes that spaces separate; what cannot be one (RFC 6749 §3.3) is left out. */
  static Set<String> scopes(@Nullable String text) {
    Set<String> scopes = new LinkedHashSet<>();
    if (text != null) {
      for (String scope : text.split(" ")) {
        if (isScope(scope) && scopes.size() < MAX_SCOPES) {
          scopes.add(scope);
        }
      }
    }
    return scopes;
  }

  static boolean isScope(String scope) {
    return !scope.isEmpty()
        && scope.length() <= 500
        && scope.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\');
  }

  private static void parse(String text, List<Challenge> into) {
    Map<String, String> parameters = null;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!isToken(c)) {
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && isToken(text.charAt(end))) {
        end++;
      }
      String name = text.substring(at, end).toLowerCase(Locale.ROOT);
      int next = skipSpace(text, end);
      if (next >= text.length() || text.charAt(next) != '=' || parameters == null) {
        parameters = new LinkedHashMap<>();
        into.add(new Challenge(name, parameters));
        at = end;
        continue;
      }
      StringBuilder value = new StringBuilder();
      at = value(text, skipSpace(text, next + 1), value);
      // The first of two wins: no later one may replace what was read.
      parameters.putIfAbsent(name, value.toString());
    }
  }

  private static int value(String text, int from, StringBuilder value) {
    int at = from;
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at++));
      }
      return at + 1;
    }
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ' ') {
      value.append(text.charAt(at++));
    }
    return at;
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static boolean isToken(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~/".indexOf(c) >= 0;
  }
}
