package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.auth.Caller;
import dev.mcpfly.transport.internal.auth.Gate;
import dev.mcpfly.transport.internal.auth.Refusal;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the relay's own tokens and passwords, then the caller's authenticator, then OAuth. */
final class CombinedGate implements Gate {
  private final AcceptedCredentials secrets;
  private final @Nullable Authenticator authenticator;
  private final @Nullable Gate oauth;

  CombinedGate(
      AcceptedCredentials secrets, @Nullable Authenticator authenticator, @Nullable Gate oauth) {
    this.secrets = secrets;
    this.authenticator = authenticator;
    this.oauth = oauth;
  }

  @Override
  public void decide(Exchange exchange, Decision decision) {
    Gate issuer = oauth;
    if (issuer != null && exchange.headers("Authorization").size() > 1) {
      decision.refused(
          new Refusal(400, null, "The request has more than one Authorization header."));
      return;
    }
    String known = secrets.principal(exchange);
    if (known != null) {
      decision.admitted(Caller.unlimited(known));
      return;
    }
    Refusal refusal = Refusal.unauthorized(secrets.challenge());
    if (authenticator != null) {
      Authenticator.Decision decided = authenticator.decide(view(exchange));
      String principal = decided.principal().orElse(null);
      if (principal != null) {
        decision.admitted(
            new Caller(principal, decided.scopes(), decided.claims(), decided.expiresAtMillis()));
        return;
      }
      String challenge = decided.challenge();
      if (challenge != null) {
        refusal =
            new Refusal(decided.status(), challenge, "Credentials are missing or not accepted.");
      }
    }
    if (issuer == null) {
      decision.refused(refusal);
    } else {
      issuer.decide(exchange, secrets.isEmpty() ? decision : apart(decision));
    }
  }

  /** Keeps users of an issuer apart from tokens and passwords that have the same name. */
  private Decision apart(Decision decision) {
    return new Decision() {
      @Override
      public void admitted(Caller caller) {
        decision.admitted(
            secrets.knows(caller.principal())
                ? new Caller(
                    "oauth:" + caller.principal(),
                    caller.scopes(),
                    caller.claims(),
                    caller.expiresAt())
                : caller);
      }

      @Override
      public void refused(Refusal refusal) {
        decision.refused(refusal);
      }
    };
  }

  @Override
  public boolean serve(Exchange exchange) {
    return oauth != null && oauth.serve(exchange);
  }

  @Override
  public @Nullable String insufficient(Exchange exchange, Set<String> scopes) {
    if (oauth != null) {
      return oauth.insufficient(exchange, scopes);
    }
    return authenticator == null ? null : authenticator.challenge(view(exchange), scopes);
  }

  @Override
  public void servedAt(String origin) {
    if (oauth != null) {
      oauth.servedAt(origin);
    }
  }

  @Override
  public void close() {
    if (oauth != null) {
      oauth.close();
    }
  }

  private static Authenticator.Request view(Exchange exchange) {
    return new Authenticator.Request() {
      @Override
      public String method() {
        return exchange.method();
      }

      @Override
      public String path() {
        return exchange.path();
      }

      @Override
      public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.header(name));
      }

      @Override
      public String remoteAddress() {
        return exchange.remoteAddress();
      }
    };
  }
}
