package dev.mcpfly.transport.internal.auth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's authorization request, after it was checked. It is sealed into the form of the page,
 * so that the answer is about what was shown, on the browser that showed it.
 *
 * @param id of this request, which is answered once
 * @param browser the mark of the browser
 * @param source where the client's name comes from
 * @param redirectGiven whether the client named its redirect URI
 */
record AuthorizationRequest(
    String id,
    String browser,
    String client,
    String name,
    SignInClient.Origin origin,
    String source,
    String redirect,
    boolean redirectGiven,
    String state,
    String challenge,
    String scope) {
  private static final long SECONDS = 600;
  private static final int LONGEST_STATE = 2048;

  /** An error that the client receives by a redirect. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String code;

    private Refused(String code, String message) {
      super(message, null, false, false);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** Finds where answers go; everything that is wrong before that is told to the person. */
  static String redirect(SignInClient client, Form form) throws OAuthError {
    String given = form.get("redirect_uri");
    if (given == null) {
      if (client.redirects().size() != 1) {
        throw OAuthError.of("invalid_request", "The redirect_uri is missing.");
      }
      return client.redirects().get(0);
    }
    if (!Redirects.isRegistered(client.redirects(), given)) {
      throw OAuthError.of(
          "invalid_request", "The client has not registered the address that it wants to use.");
    }
    return given;
  }

  /** Checks everything else. */
  static AuthorizationRequest of(
      SignInClient client, String redirect, Form form, LoginContext context, String browser)
      throws Refused {
    if (form.repeatsAny()) {
      boolean resources = form.repeats("resource");
      throw new Refused(
          resources ? "invalid_target" : "invalid_request", "A parameter is given twice.");
    }
    if (form.text("state").length() > LONGEST_STATE) {
      throw new Refused("invalid_request", "The state is too long.");
    }
    String type = form.get("response_type");
    if (!"code".equals(type)) {
      throw new Refused(
          type == null ? "invalid_request" : "unsupported_response_type",
          "The response_type must be code.");
    }
    String challenge = form.get("code_challenge");
    if (challenge == null
        || !challenge.matches("[A-Za-z0-9_-]{43}")
        || !"S256".equals(form.get("code_challenge_method"))) {
      throw new Refused(
          "invalid_request", "PKCE is required: a code_challenge with the method S256.");
    }
    String resource = form.get("resource");
    if (resource != null && !context.resource().isNamedBy(resource)) {
      throw new Refused("invalid_target", "The resource is not this server.");
    }
    if (Grant.scopes(form.text("prompt")).contains("none")) {
      throw new Refused("consent_required", "The user must be asked for consent.");
    }
    return new AuthorizationRequest(
        context.sealer().random(12),
        browser,
        client.mark(),
        client.name(),
        client.origin(),
        client.origin() == SignInClient.Origin.REGISTERED
            ? ""
            : java.net.URI.create(client.id()).getHost(),
        redirect,
        form.get("redirect_uri") != null,
        form.text("state"),
        challenge,
        granted(form.get("scope"), context.resource()));
  }

  /** Returns the requested scopes that are known; all of them if the client names none. */
  private static String granted(@Nullable String asked, Resource resource) {
    Set<String> scopes = new LinkedHashSet<>(Grant.scopes(asked == null ? "" : asked));
    scopes.retainAll(resource.supported());
    Set<String> all = new LinkedHashSet<>(resource.required());
    all.addAll(asked == null ? resource.supported() : scopes);
    return String.join(" ", all);
  }

  String seal(LoginContext context) {
    return context
        .sealer()
        .seal(
            Sealer.Kind.FORM,
            context.issuer(),
            context.sealer().now() + SECONDS,
            id,
            browser,
            client,
            name,
            origin.name(),
            source,
            redirect,
            redirectGiven ? "1" : "",
            state,
            challenge,
            scope);
  }

  /** Opens what {@link #seal} made; null for anything else, and after ten minutes. */
  static @Nullable AuthorizationRequest open(LoginContext context, @Nullable String form) {
    Sealer.Opened opened = context.sealer().open(Sealer.Kind.FORM, context.issuer(), form);
    if (opened == null) {
      return null;
    }
    List<String> all = opened.fields();
    return new AuthorizationRequest(
        all.get(0),
        all.get(1),
        all.get(2),
        all.get(3),
        SignInClient.Origin.valueOf(all.get(4)),
        all.get(5),
        all.get(6),
        !all.get(7).isEmpty(),
        all.get(8),
        all.get(9),
        all.get(10));
  }
}
