package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a server without a database. What a client registers is sealed into its id (RFC
 * 7591 appendix A.5.2), and its secret is derived from that; others are known by documents. Thread-
 * safe.
 */
final class Clients {
  private static final int LONGEST_NAME = 80;
  private static final Set<String> METHODS =
      Set.of("none", "client_secret_post", "client_secret_basic");

  private final Sealer sealer;
  private final LoginContext context;
  private final ClientDocuments documents;
  private final RateLimit fetches;
  private final Executor fetchers;

  Clients(
      Sealer sealer,
      LoginContext context,
      ClientDocuments documents,
      RateLimit fetches,
      Executor fetchers) {
    this.sealer = sealer;
    this.context = context;
    this.documents = documents;
    this.fetches = fetches;
    this.fetchers = fetchers;
  }

  /** Finds a client by its id; the future fails with an {@link OAuthError}. */
  CompletableFuture<SignInClient> find(String id) {
    try {
      if (!SignInClient.isDocument(id)) {
        SignInClient registered = registered(id);
        if (registered == null) {
          throw OAuthError.of("invalid_client", "The client is not registered here.");
        }
        return CompletableFuture.completedFuture(registered);
      }
      ClientDocuments.requireId(id);
      SignInClient kept = documents.kept(id);
      if (kept != null) {
        return CompletableFuture.completedFuture(kept);
      }
      int wait = fetches.take("");
      if (wait > 0) {
        throw OAuthError.later(wait);
      }
      CompletableFuture<SignInClient> fetched = new CompletableFuture<>();
      fetchers.execute(
          () -> {
            try {
              fetched.complete(documents.fetch(id));
            } catch (OAuthError | RuntimeException e) {
              fetched.completeExceptionally(e);
            }
          });
      return fetched;
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(OAuthError.later(5));
    } catch (OAuthError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Opens the id of a registered client; null if it is none. */
  @Nullable SignInClient registered(String id) {
    Sealer.Opened opened = sealer.open(Sealer.Kind.CLIENT, context.issuer(), id);
    if (opened == null) {
      return null;
    }
    List<String> fields = opened.fields();
    return new SignInClient(
        id,
        fields.get(0),
        List.copyOf(fields.subList(2, fields.size())),
        !fields.get(1).equals("none"),
        SignInClient.Origin.REGISTERED);
  }

  /** The secret that belongs to an id, whichever key sealed that. */
  boolean isSecret(String id, String secret) {
    return context.clientSecrets(id).stream()
        .map(each -> Encoding.same(each, secret))
        .reduce(false, Boolean::logicalOr);
  }

  /** Registers a client (RFC 7591); returns the answer as JSON. */
  String register(JsonObject asked) throws OAuthError {
    List<String> redirects = asked.texts("redirect_uris");
    if (redirects == null
        || asked.text("redirect_uris") != null
        || redirects.isEmpty()
        || redirects.size() > Redirects.MOST
        || String.join("", redirects).length() > Redirects.LONGEST_ALL) {
      throw OAuthError.of(
          "invalid_redirect_uri",
          "redirect_uris must be an array of 1 to "
              + Redirects.MOST
              + " URIs with at most "
              + Redirects.LONGEST_ALL
              + " characters in all.");
    }
    for (String redirect : redirects) {
      if (!Redirects.isAcceptable(redirect)) {
        throw OAuthError.of(
            "invalid_redirect_uri",
            "A redirect URI must be https, or http to localhost, 127.0.0.1 or [::1], without"
                + " fragment, user and unescaped characters.");
      }
    }
    String method =
        asked.has("token_endpoint_auth_method")
            ? asked.text("token_endpoint_auth_method")
            : "client_secret_basic";
    if (method == null || !METHODS.contains(method)) {
      throw OAuthError.of(
          "invalid_client_metadata",
          "token_endpoint_auth_method must be none, client_secret_post or client_secret_basic.");
    }
    List<String> responses = asked.texts("response_types");
    if (asked.has("response_types") && (responses == null || !responses.contains("code"))) {
      throw OAuthError.of("invalid_client_metadata", "response_types must contain code.");
    }
    List<String> grants = asked.texts("grant_types");
    if (asked.has("grant_types") && (grants == null || !grants.contains("authorization_code"))) {
      throw OAuthError.of(
          "invalid_client_metadata", "grant_types must contain authorization_code.");
    }
    String given = Text.excerpt(asked.text("client_name"), LONGEST_NAME);
    return answer(asked, given.isEmpty() ? "An MCP client" : given, method, redirects);
  }

  private String answer(JsonObject asked, String name, String method, List<String> redirects) {
    List<String> fields = new ArrayList<>(List.of(name, method));
    fields.addAll(redirects);
    String id = sealer.seal(Sealer.Kind.CLIENT, context.issuer(), 0, fields.toArray(new String[0]));
    String type = asked.text("application_type");
    return "{\"client_id\":"
        + Json.quote(id)
        + ",\"client_id_issued_at\":"
        + sealer.now()
        + (method.equals("none")
            ? ""
            : ",\"client_secret\":"
                + Json.quote(context.clientSecrets(id).get(0))
                + ",\"client_secret_expires_at\":0")
        + ",\"client_name\":"
        + Json.quote(name)
        + ",\"redirect_uris\":"
        + Resource.array(redirects)
        + ",\"grant_types\":[\"authorization_code\",\"refresh_token\"]"
        + ",\"response_types\":[\"code\"]"
        + ",\"token_endpoint_auth_method\":"
        + Json.quote(method)
        + (type != null && (type.equals("native") || type.equals("web"))
            ? ",\"application_type\":" + Json.quote(type)
            : "")
        + ",\"scope\":"
        + Json.quote(String.join(" ", context.resource().supported()) + " offline_access")
        + "}";
  }
}
