package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Information about tokens, and tokens for other services. */
final class TokensResource {
  private final Catalog catalog;
  private final World world;
  private final TokenCheck access;
  private final OidcTokens oidc = new OidcTokens();

  TokensResource(Catalog catalog, World world, TokenCheck access) {
    this.catalog = catalog;
    this.world = world;
    this.access = access;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/v1/tokens/current", "CurrentToken_show", this::current)
        .add("POST", "/v1/tokens/authenticate", "Tokens_authenticate", this::authenticate)
        .add("POST", "/v1/tokens/authorize", "Tokens_authorize", this::authorize)
        .add("POST", "/v1/tokens/kms", "Tokens_request_Kms", this::kms)
        .addPatient("POST", "/v1/tokens/oidc", "Tokens_request_OIDC", this::oidc);
  }

  private Reply current(ReceivedCall call) {
    ObjectNode body = Json.object();
    body.putArray("tokens").add(json(call.scope()));
    return Reply.ok(body);
  }

  private ObjectNode json(@Nullable String scope) {
    String org = catalog.settings.org();
    ObjectNode json =
        Json.object()
            .put("token_id", scope == null ? "emulator-org" : "emulator-app-" + scope)
            .put("organization", org)
            .put("org_slug", org);
    ArrayNode apps = json.putArray("apps");
    if (scope != null) {
      apps.add(scope);
    }
    return json.put("user", "emulator@fly.example")
        .put("restricted_to_machine", "")
        .put("source_machine_id", "");
  }

  private TokenCheck.Grant grant(ObjectNode request) {
    TokenCheck.Grant grant = access.grant(Json.text(request, "header", ""));
    if (grant == null) {
      throw ApiError.badRequest("the header holds no token that is known here");
    }
    return grant;
  }

  private Reply authenticate(ReceivedCall call) {
    ArrayNode verified = Json.array();
    return Reply.ok(verified.add(Macaroon.verified(grant(call.json()).token())));
  }

  private Reply authorize(ReceivedCall call) {
    ObjectNode request = call.json();
    TokenCheck.Grant grant = grant(request);
    ObjectNode wanted = Json.child(request, "access");
    if (wanted == null) {
      throw ApiError.badRequest("access is required");
    }
    String app = Json.text(wanted, "app_name", Json.text(wanted, "app_id", ""));
    String org = Json.text(wanted, "org_slug", catalog.settings.org());
    boolean known = app.isEmpty() || catalog.apps.containsKey(app);
    boolean allowed = grant.app() == null || grant.app().equals(app);
    if (!known || !allowed || !org.equals(catalog.settings.org())) {
      throw ApiError.of(403, "unauthorized");
    }
    ObjectNode body = Json.object();
    body.set("access", wanted);
    body.set("verified_token", Macaroon.verified(grant.token()));
    return Reply.ok(body);
  }

  /** The real service accepts only machines; the emulator cannot tell who calls. */
  private Reply kms(ReceivedCall call) {
    return Reply.text(200, "text/plain", access.mint());
  }

  private Reply oidc(ReceivedCall call) {
    JsonNode audience = call.json().get("aud");
    if (audience != null && !audience.isString()) {
      return Reply.text(400, "text/plain", "aud must be a string");
    }
    String org = catalog.settings.org();
    String aud = audience == null ? "https://fly.io/" + org : audience.stringValue();
    return Reply.text(200, "text/plain", oidc.sign(org, aud, world.now()));
  }
}
