package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gets, renews and revokes tokens (RFC 6749, RFC 7009). */
final class TokenEndpoint {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final long LONGEST_SECONDS = Duration.ofDays(3650).toSeconds();
  private static final int MAX_TOKEN = 32 * 1024;

  private final Web web;
  private final OAuthSettings settings;

  TokenEndpoint(Web web, OAuthSettings settings) {
    this.web = web;
    this.settings = settings;
  }

  /**
   * Sends a grant.
   *
   * @param asked the scopes that the token has if the answer does not say
   * @param signedIn when the sign-in was, or null if this is it
   */
  Token grant(
      Form form,
      ClientIdentity client,
      Grantor grantor,
      Set<String> asked,
      @Nullable Instant signedIn,
      @Nullable String refresh)
      throws OAuthFailure {
    String authorization = authenticate(form, client);
    Web.Answer answer =
        web.post(
            "The token endpoint", grantor.tokenEndpoint(), FORM, form.toString(), authorization);
    Document body = answer.document();
    if (answer.status() != 200) {
      throw failure(grantor.issuer(), answer, body);
    }
    if (body == null) {
      throw OAuthFailure.because(
          "The token endpoint of " + Quote.of(grantor.issuer()) + " did not answer with JSON.");
    }
    return read(body, grantor, asked, signedIn, refresh);
  }

  /** Where a token comes from: what outlives the discovery that found it. */
  record Grantor(
      String issuer, String resource, URI tokenEndpoint, @Nullable URI revocationEndpoint) {
    static Grantor of(Discovered found) {
      return new Grantor(
          found.server().issuer(),
          found.resource(),
          found.server().tokenEndpoint(),
          found.server().revocationEndpoint());
    }

    static Grantor of(Token token) {
      return new Grantor(
          token.issuer(), token.resource(), token.tokenEndpoint(), token.revocationEndpoint());
    }
  }

  /** Renews a token; the refresh token stays the same unless the server rotates it. */
  Token refresh(Token token, ClientIdentity client) throws OAuthFailure {
    Form form =
        new Form()
            .with("grant_type", "refresh_token")
            .with("refresh_token", token.refresh())
            .with("resource", token.resource());
    return grant(
        form, client, Grantor.of(token), token.scopes(), token.signedIn(), token.refresh());
  }

  /** Gets a token for the client itself. */
  Token own(ClientIdentity client, Grantor grantor, Set<String> scopes) throws OAuthFailure {
    Form form =
        new Form()
            .with("grant_type", "client_credentials")
            .with("scope", scopes.isEmpty() ? null : String.join(" ", scopes))
            .with("resource", grantor.resource());
    return grant(form, client, grantor, scopes, null, null);
  }

  /** Revokes a token; returns whether the server said yes. */
  boolean revoke(Token token, ClientIdentity client) throws OAuthFailure {
    URI endpoint = token.revocationEndpoint();
    if (endpoint == null) {
      return false;
    }
    String refresh = token.refresh();
    Form form =
        new Form()
            .with("token", refresh == null ? token.access() : refresh)
            .with("token_type_hint", refresh == null ? "access_token" : "refresh_token");
    String authorization = authenticate(form, client);
    return web.post("The revocation endpoint", endpoint, FORM, form.toString(), authorization).ok();
  }

  /** Adds the client's credentials to the form, or returns them as a header. */
  @Nullable String authenticate(Form form, ClientIdentity client) throws OAuthFailure {
    String secret = client.secret();
    switch (client.method()) {
      case "client_secret_basic" -> {
        // Some servers look for it in the form, whatever the header says.
        form.with("client_id", client.id());
        String pair = Form.encode(client.id()) + ":" + Form.encode(secret == null ? "" : secret);
        return "Basic "
            + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
      }
      case "client_secret_post" ->
          form.with("client_id", client.id()).with("client_secret", secret);
      case "private_key_jwt" -> {
        PrivateKey key = settings.clientKey;
        if (key == null) {
          throw OAuthFailure.because(
              "The authorization server requires a client key, but none was given.");
        }
        form.with("client_id", client.id())
            .with("client_assertion_type", ClientAssertion.TYPE)
            .with(
                "client_assertion",
                ClientAssertion.sign(
                    key,
                    settings.clientKeyId,
                    client.id(),
                    client.issuer(),
                    settings.clock.instant()));
      }
      default -> form.with("client_id", client.id());
    }
    return null;
  }

  static OAuthFailure failure(String issuer, Web.Answer answer, @Nullable Document body) {
    String code = body == null ? null : body.text("error");
    if (body == null || code == null) {
      String text =
          "The authorization server "
              + Quote.of(issuer)
              + " answered HTTP "
              + answer.status()
              + " without a reason.";
      return answer.isTransient() ? OAuthFailure.forNow(text) : OAuthFailure.because(text);
    }
    String text =
        "The authorization server "
            + Quote.of(issuer)
            + " refused ("
            + Quote.error(code, body.text("error_description"))
            + ").";
    boolean later =
        answer.isTransient()
            || code.equals("temporarily_unavailable")
            || code.equals("server_error");
    return later ? OAuthFailure.forNow(text) : OAuthFailure.refused(code, text);
  }

  private Token read(
      Document body,
      Grantor grantor,
      Set<String> asked,
      @Nullable Instant signedIn,
      @Nullable String refresh)
      throws OAuthFailure {
    String type = body.text("token_type");
    if (type == null || !type.equalsIgnoreCase("Bearer")) {
      throw OAuthFailure.because(
          "The authorization server issued a token of type "
              + Quote.of(type)
              + ": only Bearer is supported.");
    }
    String access = body.text("access_token");
    if (access == null || !isSafe(access)) {
      throw OAuthFailure.because(
          "The authorization server issued no access token that an HTTP header can carry.");
    }
    String renewed = body.text("refresh_token");
    if (renewed != null && (renewed.isEmpty() || renewed.length() > MAX_TOKEN)) {
      renewed = null;
    }
    Instant now = settings.clock.instant();
    Long seconds = body.number("expires_in");
    String scope = body.text("scope");
    return new Token(
        access,
        renewed == null ? refresh : renewed,
        seconds == null ? null : now.plusSeconds(Math.min(seconds, LONGEST_SECONDS)),
        scope == null || scope.isBlank() ? asked : Challenge.scopes(scope),
        asked,
        now,
        signedIn == null ? now : signedIn,
        grantor.issuer(),
        grantor.resource(),
        grantor.tokenEndpoint(),
        grantor.revocationEndpoint());
  }

  /**
   * Returns whether a token is one that {@code Authorization: Bearer} can carry (RFC 6750 §2.1).
   */
  static boolean isSafe(String token) {
    return !token.isEmpty()
        && token.length() <= MAX_TOKEN
        && token.chars().allMatch(c -> c > 0x20 && c < 0x7F);
  }
}
