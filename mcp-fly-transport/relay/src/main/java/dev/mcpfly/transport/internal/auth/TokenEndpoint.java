package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves the endpoints that clients call without a browser: token, revocation and registration.
 * Thread-safe.
 */
final class TokenEndpoint {
  private static final int LONGEST = 64 << 10;
  static final long ACCESS_SECONDS = 3600;
  private static final long REFRESH_SECONDS = 30 * 86_400L;
  private static final long FAMILY_SECONDS = 180 * 86_400L;

  private final LoginContext context;
  private final Clients clients;
  private final RateLimit registrations;

  TokenEndpoint(LoginContext context, Clients clients, RateLimit registrations) {
    this.context = context;
    this.clients = clients;
    this.registrations = registrations;
  }

  /** Answers a body; returns JSON, or an empty string for an answer without one. */
  private interface Work {
    String answer(byte[] body) throws OAuthError;
  }

  void token(Exchange exchange) {
    post(exchange, "application/x-www-form-urlencoded", 200, body -> token(exchange, body));
  }

  void revoke(Exchange exchange) {
    post(exchange, "application/x-www-form-urlencoded", 200, body -> revoke(exchange, body));
  }

  void register(Exchange exchange) {
    post(exchange, "application/json", 201, this::register);
  }

  private static void post(Exchange exchange, String type, int status, Work work) {
    if (OAuthAnswers.preflight(exchange)) {
      return;
    }
    if (!exchange.method().equals("POST")) {
      OAuthAnswers.empty(exchange, 405, "Allow", "POST");
      return;
    }
    String given = exchange.header("Content-Type");
    String bare = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!bare.equals(type)) {
      OAuthAnswers.error(
          exchange, OAuthError.of("invalid_request", "The Content-Type must be " + type + "."));
      return;
    }
    exchange.readBody(
        LONGEST,
        new Exchange.BodyReceiver() {
          @Override
          public void received(byte[] body) {
            try {
              OAuthAnswers.once(exchange, status, work.answer(body));
            } catch (OAuthError e) {
              OAuthAnswers.error(exchange, e);
            }
          }

          @Override
          public void tooLarge() {
            OAuthAnswers.error(
                exchange,
                OAuthError.status(
                    413, "invalid_request", "The body is longer than " + LONGEST + " bytes."));
          }
        });
  }

  private String register(byte[] body) throws OAuthError {
    int wait = registrations.take("");
    if (wait > 0) {
      throw OAuthError.later(wait);
    }
    JsonObject asked;
    try {
      asked = JsonObject.parse(body);
    } catch (IllegalArgumentException e) {
      throw OAuthError.of("invalid_client_metadata", "The body must be one JSON object.");
    }
    return clients.register(asked);
  }

  // ---- who calls ----

  private static Form form(byte[] body) throws OAuthError {
    Form form;
    try {
      form = Form.parse(new String(body, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw OAuthError.of("invalid_request", "The body is malformed.");
    }
    if (form.repeats("resource")) {
      throw OAuthError.of("invalid_target", "Only one resource is supported.");
    }
    if (form.repeatsAny()) {
      throw OAuthError.of("invalid_request", "A parameter is given twice.");
    }
    return form;
  }

  /** Returns the mark of the client that sends a request, once it has proved who it is. */
  private String client(Exchange exchange, Form form) throws OAuthError {
    String id = form.get("client_id");
    String secret = form.get("client_secret");
    String header = exchange.header("Authorization");
    if (header != null) {
      String[] pair = basic(header);
      if (secret != null || (id != null && !id.equals(pair[0]))) {
        throw OAuthError.of("invalid_request", "The client authenticates in two ways.");
      }
      id = pair[0];
      secret = pair[1].isEmpty() ? null : pair[1];
    }
    if (id == null) {
      throw OAuthError.invalidClient();
    }
    if (SignInClient.isDocument(id)) {
      if (secret != null) {
        throw OAuthError.invalidClient();
      }
      return SignInClient.mark(id);
    }
    SignInClient client = clients.registered(id);
    boolean proved =
        client != null
            && (client.secret() ? secret != null && clients.isSecret(id, secret) : secret == null);
    if (!proved) {
      throw OAuthError.invalidClient();
    }
    return SignInClient.mark(id);
  }

  private static String[] basic(String header) throws OAuthError {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      throw OAuthError.invalidClient();
    }
    try {
      String text =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon < 1) {
        throw OAuthError.invalidClient();
      }
      // Both are form-encoded before (RFC 6749 §2.3.1); ours have nothing to encode.
      Form id = Form.parse("id=" + text.substring(0, colon));
      Form secret = Form.parse("secret=" + text.substring(colon + 1));
      return new String[] {id.text("id"), secret.text("secret")};
    } catch (IllegalArgumentException e) {
      throw OAuthError.invalidClient();
    }
  }

  // ---- tokens ----

  private String token(Exchange exchange, byte[] body) throws OAuthError {
    Form form = form(body);
    String type = form.get("grant_type");
    if (type == null) {
      throw OAuthError.of("invalid_request", "The grant_type is missing.");
    }
    if (!type.equals("authorization_code") && !type.equals("refresh_token")) {
      throw OAuthError.of(
          "unsupported_grant_type", "The grant_type must be authorization_code or refresh_token.");
    }
    String client = client(exchange, form);
    String resource = form.get("resource");
    if (resource != null && !context.resource().isNamedBy(resource)) {
      throw OAuthError.of("invalid_target", "The resource is not this server.");
    }
    return type.equals("refresh_token") ? refresh(form, client) : exchangeCode(form, client);
  }

  private String exchangeCode(Form form, String client) throws OAuthError {
    String code = form.get("code");
    if (code == null) {
      throw OAuthError.of("invalid_request", "The code is missing.");
    }
    Sealer.Opened opened = context.sealer().open(Sealer.Kind.CODE, context.issuer(), code);
    OAuthError wrong =
        OAuthError.of("invalid_grant", "The code is not valid, was used before or has expired.");
    if (opened == null) {
      throw wrong;
    }
    Grant grant = Grant.of(opened);
    String redirect = form.get("redirect_uri");
    boolean redirectHolds =
        redirect == null
            ? Grant.extra(opened, 1).isEmpty()
            : redirect.equals(Grant.extra(opened, 0));
    if (!grant.client().equals(client)
        || !redirectHolds
        || !verifies(form.get("code_verifier"), Grant.extra(opened, 2))
        || !context.holds(grant)) {
      throw wrong;
    }
    if (!context.families().use(grant.family())) {
      // Somebody has the code and everything that belongs to it a second time.
      context.end(grant.family());
      throw wrong;
    }
    return tokens(grant, grant.scope());
  }

  private static boolean verifies(@Nullable String verifier, String challenge) {
    return verifier != null
        && verifier.matches("[A-Za-z0-9._~-]{43,128}")
        && Encoding.same(Encoding.base64(Encoding.sha256(verifier)), challenge);
  }

  private String refresh(Form form, String client) throws OAuthError {
    String token = form.get("refresh_token");
    if (token == null) {
      throw OAuthError.of("invalid_request", "The refresh_token is missing.");
    }
    OAuthError wrong =
        OAuthError.of("invalid_grant", "The refresh token is not valid or was revoked.");
    Grant grant = context.open(Sealer.Kind.REFRESH, token);
    if (grant == null
        || !grant.client().equals(client)
        || grant.since() + FAMILY_SECONDS <= context.sealer().now()) {
      throw wrong;
    }
    if (context.families().rotate(grant.family(), grant.counter()) == Families.Use.REUSED) {
      context.end(grant.family());
      throw wrong;
    }
    // A wider scope than was granted is not an error: clients send again what they asked for.
    Set<String> scopes = new LinkedHashSet<>(grant.scopes());
    String asked = form.get("scope");
    if (asked != null) {
      Set<String> narrower = new LinkedHashSet<>(scopes);
      narrower.retainAll(Grant.scopes(asked));
      scopes = narrower.isEmpty() ? scopes : narrower;
    }
    return tokens(grant.rotated(), String.join(" ", scopes));
  }

  private String tokens(Grant grant, String scope) {
    Sealer sealer = context.sealer();
    long now = sealer.now();
    Grant limited =
        new Grant(
            grant.user(), grant.epoch(), grant.client(), scope, grant.family(), 0, grant.since());
    String access =
        sealer.seal(Sealer.Kind.ACCESS, context.issuer(), now + ACCESS_SECONDS, limited.fields());
    String refresh =
        sealer.seal(Sealer.Kind.REFRESH, context.issuer(), now + REFRESH_SECONDS, grant.fields());
    return "{\"access_token\":"
        + Json.quote(access)
        + ",\"token_type\":\"Bearer\",\"expires_in\":"
        + ACCESS_SECONDS
        + ",\"refresh_token\":"
        + Json.quote(refresh)
        + ",\"scope\":"
        + Json.quote(scope)
        + "}";
  }

  /** Ends a grant (RFC 7009); says nothing of whether there was one. */
  private String revoke(Exchange exchange, byte[] body) throws OAuthError {
    Form form = form(body);
    String client = client(exchange, form);
    String token = form.get("token");
    if (token == null) {
      throw OAuthError.of("invalid_request", "The token is missing.");
    }
    Grant grant = context.open(Sealer.Kind.REFRESH, token);
    if (grant == null) {
      grant = context.open(Sealer.Kind.ACCESS, token);
    }
    if (grant != null && grant.client().equals(client)) {
      context.end(grant.family());
    }
    return "{}";
  }
}
