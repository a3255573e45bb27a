package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checks tokens: the one that is valid for everything, and those created for single apps. */
final class TokenCheck {
  private final String token;
  private final Map<String, String> appTokens = new ConcurrentHashMap<>();

  TokenCheck(@Nullable String token) {
    this.token = token == null ? mint() : token;
  }

  String token() {
    return token;
  }

  /** Creates a token that is valid for one app. */
  String mintFor(String app) {
    String minted = mint();
    appTokens.put(bare(minted), app);
    return minted;
  }

  /** Creates a token that looks like Fly's and is not valid for anything yet. */
  String mint() {
    return new Macaroon().toString();
  }

  /**
   * Checks an authorization header.
   *
   * @return what the token is valid for
   * @throws ApiError 401 if no token in it is known
   */
  Grant check(@Nullable String header) {
    Grant grant = header == null ? null : grant(header);
    if (grant == null) {
      throw ApiError.of(401, header == null ? "missing authorization header" : "invalid token");
    }
    return grant;
  }

  /** Returns what a header's tokens are valid for, or null if none of them is known. */
  @Nullable Grant grant(String header) {
    String known = bare(token);
    String sent = bare(header);
    if (sent.equals(known)) {
      return new Grant(known, null);
    }
    for (String part : sent.split(",", -1)) {
      String app = appTokens.get(part.strip());
      if (part.strip().equals(known)) {
        return new Grant(known, null);
      } else if (app != null) {
        return new Grant(part.strip(), app);
      }
    }
    return null;
  }

  /** Removes the schemes: a token may itself begin with one. */
  private static String bare(String header) {
    String rest = header.strip();
    while (rest.startsWith("Bearer ") || rest.startsWith("FlyV1 ")) {
      rest = rest.substring(rest.indexOf(' ') + 1).strip();
    }
    return rest;
  }

  /**
   * What a token is valid for.
   *
   * @param token the token, without a scheme
   * @param app the only app, or null for everything
   */
  record Grant(String token, @Nullable String app) {
    @Override
    public String toString() {
      return "Grant[" + (app == null ? "everything" : app) + "]";
    }
  }
}
