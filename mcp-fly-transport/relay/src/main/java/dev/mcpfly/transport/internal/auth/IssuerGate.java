package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.http.Exchange;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Accepts callers with a token of an existing issuer: a JWT that one of its keys has signed, or any
 * token that the issuer confirms (RFC 7662). Thread-safe.
 */
public final class IssuerGate implements Gate {
  private static final long JWT_CACHE_MILLIS = 5 * 60_000L;
  private static final long INTROSPECTION_CACHE_MILLIS = 60_000;
  private static final String DOWN = "The authorization server cannot be reached now; try again.";

  private final IssuerSettings settings;
  private final Resource resource;
  private final Claims claims;
  private final IssuerKeys keys;
  private final TokenCache cache;
  private final InstantSource clock;
  private final JsonFetch fetch = new JsonFetch();

  /**
   * Makes a gate.
   *
   * @param path where the relay serves MCP
   * @param ruled the scopes that rules for methods and tools name
   */
  public IssuerGate(IssuerSettings settings, String path, Set<String> ruled, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.resource = new Resource(path, settings.scopes(), ruled);
    this.claims = new Claims(settings, resource);
    this.keys = new IssuerKeys(settings.issuer(), settings.jwks(), fetch::get, clock);
    this.cache =
        new TokenCache(
            settings.introspection() == null ? JWT_CACHE_MILLIS : INTROSPECTION_CACHE_MILLIS,
            clock);
  }

  @Override
  public void servedAt(String origin) {
    resource.servedAt(origin);
  }

  @Override
  public boolean serve(Exchange exchange) {
    return WellKnown.serve(exchange, resource, settings.issuer(), null);
  }

  @Override
  public String insufficient(Exchange exchange, Set<String> scopes) {
    return resource.insufficient(exchange, scopes);
  }

  @Override
  public void decide(Exchange exchange, Decision decision) {
    String token = Bearer.token(exchange);
    if (token == null) {
      decision.refused(resource.noCredentials(exchange));
      return;
    }
    if (token.length() > Bearer.LONGEST) {
      decision.refused(resource.invalidToken(exchange));
      return;
    }
    String key = TokenCache.key(token);
    Caller known = cache.get(key);
    if (known != null) {
      answer(exchange, known, decision);
    } else if (settings.introspection() != null) {
      introspect(exchange, token, key, settings.introspection(), decision);
    } else {
      verify(exchange, token, key, decision);
    }
  }

  private void answer(Exchange exchange, @Nullable Caller caller, Decision decision) {
    if (caller == null) {
      decision.refused(resource.invalidToken(exchange));
    } else if (!caller.hasAll(settings.scopes())) {
      decision.refused(
          new Refusal(
              403,
              resource.insufficient(exchange, settings.scopes()),
              "The token lacks a scope that this server requires."));
    } else {
      decision.admitted(caller);
    }
  }

  private void verify(Exchange exchange, String token, String key, Decision decision) {
    Jwt jwt = Jwt.parse(token);
    // What can never be right is refused before the issuer is asked for anything.
    Caller caller = jwt == null ? null : claims.read(jwt.claims(), false, now());
    if (jwt == null || caller == null) {
      decision.refused(resource.invalidToken(exchange));
      return;
    }
    var unused =
        keys.forToken(jwt)
            .whenComplete(
                (found, error) -> {
                  if (error != null || found == null) {
                    decision.refused(Refusal.unavailable(DOWN));
                  } else if (jwt.isSignedBy(found)) {
                    cache.put(key, caller);
                    answer(exchange, caller, decision);
                  } else {
                    decision.refused(resource.invalidToken(exchange));
                  }
                });
  }

  private void introspect(
      Exchange exchange, String token, String key, URI endpoint, Decision decision) {
    String credentials = encode(settings.clientId()) + ":" + encode(settings.clientSecret());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "token=" + encode(token) + "&token_type_hint=access_token"));
    CompletableFuture<JsonObject> answer = fetch.send(request);
    var unused =
        answer.whenComplete(
            (said, error) -> {
              if (error != null) {
                decision.refused(Refusal.unavailable(DOWN));
                return;
              }
              Caller caller = said.isTrue("active") ? claims.read(said, true, now()) : null;
              if (caller != null) {
                cache.put(key, caller);
              }
              answer(exchange, caller, decision);
            });
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
