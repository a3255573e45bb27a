package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.Text;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A sign-in on another device (RFC 8628): the person opens a short link there and types a code. */
final class DeviceFlow {
  static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private static final long STEP_SECONDS = 5;
  private static final long LONGEST_INTERVAL_SECONDS = 60;

  private final OAuthSettings settings;
  private final TokenStore store;
  private final Registrar registrar;
  private final TokenEndpoint tokens;
  private final Web web;
  private final Person person;
  private final String serverHost;

  DeviceFlow(OAuthSettings settings, TokenStore store, Web web, Person person, String serverHost) {
    this.settings = settings;
    this.store = store;
    this.registrar = new Registrar(settings, store, web);
    this.tokens = new TokenEndpoint(web, settings);
    this.web = web;
    this.person = person;
    this.serverHost = serverHost;
  }

  Token run(Discovered found, Set<String> scopes) throws OAuthFailure {
    AuthorizationServer server = found.server();
    URI endpoint = server.deviceEndpoint();
    if (endpoint == null) {
      throw OAuthFailure.because(
          "The authorization server "
              + Quote.of(server.issuer())
              + " does not support device codes.");
    }
    ClientIdentity client = registrar.given(server);
    if (client == null) {
      client = registrar.register(server, null, scopes, true);
    }
    Form form =
        new Form()
            .with("scope", scopes.isEmpty() ? null : String.join(" ", scopes))
            .with("resource", found.resource());
    String authorization = tokens.authenticate(form, client);
    Web.Answer answer =
        web.post(
            "The device authorization endpoint",
            endpoint,
            "application/x-www-form-urlencoded",
            form.toString(),
            authorization);
    Document body = answer.document();
    String device = body == null ? null : body.text("device_code");
    if (answer.status() != 200 || body == null || device == null) {
      throw TokenEndpoint.failure(server.issuer(), answer, body);
    }
    Long seconds = body.number("expires_in");
    tell(body);
    Duration allowed = Duration.ofSeconds(seconds == null ? 600 : Math.min(seconds, 3600));
    Token token = poll(found, client, scopes, device, body.number("interval"), allowed);
    if (client.registered()) {
      store.save(client);
    }
    return token;
  }

  private void tell(Document body) throws OAuthFailure {
    URI page = body.uri("verification_uri");
    if (page == null) {
      page = body.uri("verification_url");
    }
    String code = body.text("user_code");
    if (page == null || code == null) {
      throw OAuthFailure.because(
          "The authorization server returned no code, or no page on which to enter it.");
    }
    String what = "The page for the device code";
    StringBuilder text =
        new StringBuilder("To sign in to ")
            .append(serverHost)
            .append(", open ")
            .append(Text.excerpt(web.targets().require(what, page).toString(), 500))
            .append(" on any device and enter the code ")
            .append(Text.excerpt(code, 60));
    URI complete = body.uri("verification_uri_complete");
    if (complete != null) {
      text.append(", or open ")
          .append(Text.excerpt(web.targets().require(what, complete).toString(), 500));
    }
    person.tell(text.toString());
  }

  private Token poll(
      Discovered found,
      ClientIdentity client,
      Set<String> scopes,
      String device,
      @Nullable Long wished,
      Duration allowed)
      throws OAuthFailure {
    long interval =
        wished == null ? STEP_SECONDS : Math.max(1, Math.min(wished, LONGEST_INTERVAL_SECONDS));
    Instant end = settings.clock.instant().plus(allowed);
    while (true) {
      settings.sleep(Duration.ofSeconds(interval));
      if (settings.clock.instant().isAfter(end)) {
        throw OAuthFailure.because("The code for " + serverHost + " was not entered in time.");
      }
      Form form =
          new Form()
              .with("grant_type", GRANT)
              .with("device_code", device)
              .with("resource", found.resource());
      try {
        return tokens.grant(form, client, TokenEndpoint.Grantor.of(found), scopes, null, null);
      } catch (OAuthFailure e) {
        if (e.is("slow_down")) {
          interval = Math.min(interval + STEP_SECONDS, LONGEST_INTERVAL_SECONDS);
        } else if (e.is("expired_token")) {
          throw OAuthFailure.because("The code for " + serverHost + " was not entered in time.");
        } else if (e.isTransient()) {
          // RFC 8628, section 3.5: a server that cannot be reached is asked less often.
          interval = Math.min(interval * 2, LONGEST_INTERVAL_SECONDS);
        } else if (!e.is("authorization_pending")) {
          throw e;
        }
      }
    }
  }
}
