package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.auth.client.OAuthFailure;
import dev.mcpfly.transport.internal.auth.client.OAuthSession;
import dev.mcpfly.transport.internal.auth.client.Recovery;
import dev.mcpfly.transport.internal.network.BoundedBody;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the token of a sign-in. A refusal (401, or 403 for want of scopes) stays
 * between it and the session until there is a token that is accepted, or none to be had: then it is
 * the reply.
 */
final class SignedInSender {
  private static final int MAX_REFUSAL_BYTES = 64 * 1024;

  private final HttpClient client;
  private final OAuthSession session;
  private final BooleanSupplier wanted;

  SignedInSender(HttpClient client, OAuthSession session, BooleanSupplier wanted) {
    this.client = client;
    this.session = session;
    this.wanted = wanted;
  }

  /** Sends a request as {@link HttpClient#sendAsync} does. */
  CompletableFuture<HttpResponse<byte[]>> sendAsync(
      HttpRequest request, BodyHandler<byte[]> handler) {
    Sending sending = new Sending(request, handler);
    Later.whenDone(
        session.token(),
        (token, failure) -> {
          if (failure == null) {
            sending.attempt(token);
          } else {
            sending.fail(failure);
          }
        });
    return sending.result;
  }

  private final class Sending {
    private final HttpRequest request;
    private final BodyHandler<byte[]> handler;
    private final Recovery recovery = new Recovery();
    private final CompletableFuture<HttpResponse<byte[]>> result = new CompletableFuture<>();

    Sending(HttpRequest request, BodyHandler<byte[]> handler) {
      this.request = request;
      this.handler = handler;
    }

    void attempt(@Nullable String token) {
      if (result.isDone()) {
        return;
      }
      HttpRequest sent = request;
      if (token != null) {
        sent =
            HttpRequest.newBuilder(request, (name, value) -> true)
                .setHeader("Authorization", "Bearer " + token)
                .build();
      }
      AtomicReference<@Nullable ResponseInfo> refusal = new AtomicReference<>();
      CompletableFuture<HttpResponse<byte[]>> response =
          client.sendAsync(
              sent,
              info -> {
                if (info.statusCode() != 401 && info.statusCode() != 403) {
                  return handler.apply(info);
                }
                refusal.set(info);
                return BoundedBody.beginning(MAX_REFUSAL_BYTES);
              });
      var unused =
          result.whenComplete(
              (done, failure) -> {
                if (result.isCancelled()) {
                  response.cancel(true);
                }
              });
      Later.whenDone(
          response,
          (reply, failure) -> {
            ResponseInfo refused = refusal.get();
            if (reply == null) {
              fail(failure);
            } else if (refused == null) {
              if (token != null && reply.statusCode() < 400) {
                session.accepted(token);
              }
              result.complete(reply);
            } else {
              recover(reply, refused, token);
            }
          });
    }

    private void recover(HttpResponse<byte[]> reply, ResponseInfo refused, @Nullable String token) {
      if (result.isDone()) {
        return;
      }
      Later.whenDone(
          session.recover(
              reply.statusCode(),
              reply.headers().allValues("WWW-Authenticate"),
              token,
              recovery,
              wanted.getAsBoolean()),
          (next, failure) -> {
            if (next != null) {
              attempt(next);
            } else if (failure != null
                && !(Failures.root(failure) instanceof OAuthFailure oauth
                    && oauth.isNotOffered())) {
              fail(failure);
            } else {
              // Whoever waits for the head learns of it; the body is here already.
              handler.apply(refused);
              result.complete(reply);
            }
          });
    }

    void fail(@Nullable Throwable failure) {
      Throwable cause = Failures.root(failure);
      result.completeExceptionally(
          cause instanceof OAuthFailure
              ? new RemoteException(
                  "Signing in to the MCP server failed: " + Text.excerpt(cause.getMessage(), 600),
                  401,
                  cause)
              : cause);
    }
  }
}
