package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.VerifiedToken;
import dev.mcpfly.api.model.TokenInfo;
import java.util.List;
import java.util.function.Consumer;

/** Information about tokens, and tokens that a machine can request. */
public final class Tokens {
  private final CallEngine engine;

  Tokens(CallEngine engine) {
    this.engine = engine;
  }

  /**
   * Returns what this client's token gives access to: {@code GET /v1/tokens/current}. The cheapest
   * way to find out its organization.
   */
  public List<TokenInfo> current() {
    return engine
        .send(new OperationCall(FlyOperation.TOKENS_CURRENT))
        .wrappedList(TokenInfo::new, "tokens");
  }

  /**
   * Returns the token that this client sends, as it was given to it: a secret. Use it for other Fly
   * services that accept the same token, such as the image registry. Sends no request.
   *
   * @throws MissingTokenException if there is none, as at a Unix socket
   */
  public String value() {
    String token = engine.token();
    if (token == null) {
      throw new MissingTokenException(
          "This client speaks over a Unix socket and has no token; give one to"
              + " FlyClient.builder().token(…).",
          Failure.NONE);
    }
    return token;
  }

  /**
   * Checks the tokens of an {@code Authorization} header: {@code POST /v1/tokens/authenticate}.
   *
   * @throws BadRequestException if they are not valid
   */
  public List<VerifiedToken> authenticate(String header) {
    return engine
        .send(
            new OperationCall(FlyOperation.TOKENS_AUTHENTICATE)
                .body(JsonObject.of("header", header)))
        .list(VerifiedToken::new);
  }

  /**
   * Checks whether the tokens of an {@code Authorization} header grant an access: {@code POST
   * /v1/tokens/authorize}.
   *
   * @throws ForbiddenException if they do not
   * @throws BadRequestException if they are not valid
   * @throws InvalidRequestException if the access does not say what it is part of
   */
  public VerifiedToken.Authorization authorize(String header, Consumer<TokenAccess> access) {
    TokenAccess wanted = new TokenAccess();
    access.accept(wanted);
    return engine
        .send(
            new OperationCall(FlyOperation.TOKENS_AUTHORIZE)
                .body(JsonObject.of("header", header).with("access", wanted.build())))
        .as(VerifiedToken.Authorization::new);
  }

  /**
   * Returns a token for Fly's key service: {@code POST /v1/tokens/kms}. Only from inside a machine.
   */
  public String kms() {
    return engine.send(new OperationCall(FlyOperation.TOKENS_REQUEST_KMS)).text();
  }

  /**
   * Returns an OpenID Connect token of this machine, for the organization's own audience: {@code
   * POST /v1/tokens/oidc}. Only from inside a machine.
   */
  public String oidc() {
    return oidc(JsonObject.empty());
  }

  /**
   * Returns an OpenID Connect token of this machine: {@code POST /v1/tokens/oidc}. Only from inside
   * a machine.
   *
   * @param audience who the token is for
   */
  public String oidc(String audience) {
    return oidc(JsonObject.of("aud", Rules.notBlank("aud", audience)));
  }

  /** Returns an OpenID Connect token of this machine, optionally with AWS principal tags. */
  public String oidc(String audience, boolean awsPrincipalTags) {
    return oidc(
        JsonObject.of("aud", Rules.notBlank("aud", audience))
            .with("aws_principal_tags", awsPrincipalTags));
  }

  private String oidc(JsonObject body) {
    return engine.send(new OperationCall(FlyOperation.TOKENS_REQUEST_OIDC).body(body)).text();
  }
}
