package dev.mcpfly.api;

import dev.mcpfly.api.internal.CookieJar;
import dev.mcpfly.api.internal.Credentials;
import dev.mcpfly.api.internal.NetworkFailure;
import dev.mcpfly.api.internal.ProxyLoginException;
import dev.mcpfly.api.internal.TokenBucket;
import dev.mcpfly.api.internal.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls: limits, attempts, pauses, deadline. This class alone decides what may be sent again;
 * how to handle a create whose outcome is unknown is up to the services.
 */
final class CallEngine {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.api");
  private static final int LARGEST_ERROR_BODY = 64 * 1024;
  private static final Duration SHORTEST = Duration.ofMillis(1);

  final ClientSettings settings;
  final Nonces nonces = new Nonces();
  private final ClientLimits limits = new ClientLimits();
  private final CookieJar cookies = new CookieJar();

  final RecentMachines machines = new RecentMachines();

  CallEngine(ClientSettings settings) {
    this.settings = settings;
  }

  /** Sends a call and returns its successful reply; throws on any other outcome. */
  Answer send(OperationCall call) {
    Instant deadline = now().plus(call.callTimeoutOr(settings.callTimeout));
    FlyOperation operation = call.operation();
    List<FlyException> earlier = new ArrayList<>();
    boolean ambiguous = false;
    boolean renewed = false;
    String token = token();
    for (int attempt = 1; ; attempt++) {
      List<TokenBucket.Permit> permits = admit(call, attempt, deadline, earlier, ambiguous);
      FlyException failure;
      boolean again;
      Instant notBefore = null;
      try {
        Transport.Reply reply = exchange(call, attempt, token, deadline, ambiguous);
        Instant now = now();
        int status = reply.status();
        if (status == 429) {
          notBefore = Classifier.retryAt(reply, now);
          for (TokenBucket.Permit permit : permits) {
            permit.refused(now, notBefore);
          }
        } else {
          permits.forEach(permit -> permit.arrived(now));
        }
        if (status / 100 == 2) {
          return new Answer(
              reply, Classifier.context(call, attempt, reply, operation.isMutating()));
        }
        boolean broken = status >= 500 || status == 408;
        ambiguous |= broken && operation.isMutating();
        failure = Classifier.classify(call, reply, attempt, ambiguous, token, now);
        if (status == 401 && !renewed) {
          renewed = true;
          String other = token();
          if (other != null && !other.equals(token)) {
            token = other;
            earlier.add(failure);
            attempt--;
            continue;
          }
        }
        again = status == 429 || (isTransient(status, call) && call.isRepeatable());
      } catch (IOException e) {
        Instant now = now();
        permits.forEach(permit -> permit.arrived(now));
        boolean sent = !neverSent(e);
        ambiguous |= sent && operation.isMutating();
        failure = disconnected(call, attempt, e, ambiguous);
        again = !isLasting(e) && (!sent || call.isRepeatable());
      }
      Duration pause = settings.retry.pause(attempt);
      if (notBefore != null && notBefore.isAfter(now().plus(pause))) {
        pause = Duration.between(now(), notBefore);
      }
      if (!again
          || attempt >= settings.retry.maxAttempts()
          || now().plus(pause).isAfter(deadline)) {
        throw FlyException.suppress(failure, earlier);
      }
      earlier.add(failure);
      emit(
          new FlyEvent.Retrying(
              operation, call.target(), attempt, String.valueOf(failure.getMessage()), pause));
      sleep(pause, call, ambiguous);
    }
  }

  Instant now() {
    return settings.clock.instant();
  }

  /** Waits, as part of a call. */
  void sleep(Duration pause, OperationCall call, boolean outcomeUnknown) {
    try {
      settings.sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(call, 0, outcomeUnknown, e);
    }
  }

  void emit(FlyEvent event) {
    try {
      settings.listener.on(event);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "A listener failed on " + event + ".", e);
    }
  }

  @Nullable String token() {
    if (settings.token == null) {
      return null;
    }
    String token = settings.token.get();
    if (token == null || token.isBlank()) {
      throw new MissingTokenException("The token supplier returned no token.", Failure.NONE);
    }
    return Rules.token("token", token);
  }

  private List<TokenBucket.Permit> admit(
      OperationCall call,
      int attempt,
      Instant deadline,
      List<FlyException> earlier,
      boolean ambiguous) {
    List<TokenBucket.Permit> permits = new ArrayList<>(2);
    if (!settings.rateLimiting) {
      return permits;
    }
    for (TokenBucket bucket : limits.bucketsFor(call, now())) {
      Instant now = now();
      TokenBucket.Permit permit = bucket.reserve(now, deadline);
      if (permit == null) {
        throw FlyException.suppress(
            new ConnectionException(
                Classifier.prefix(Classifier.context(call, attempt - 1, null, ambiguous))
                    + " was not sent: Fly's rate limit lets it through only after its deadline"
                    + " of "
                    + call.callTimeoutOr(settings.callTimeout)
                    + "; send fewer requests at once, or allow more time.",
                Classifier.context(call, attempt - 1, null, ambiguous)),
            earlier);
      }
      permits.add(permit);
      Duration pause = Duration.between(now, permit.start());
      if (!pause.isZero() && !pause.isNegative()) {
        emit(new FlyEvent.Throttled(call.operation(), call.target(), pause));
        sleep(pause, call, ambiguous);
      }
    }
    return permits;
  }

  private Transport.Reply exchange(
      OperationCall call, int attempt, @Nullable String token, Instant deadline, boolean ambiguous)
      throws IOException {
    Instant start = now();
    Duration patience = call.attemptTimeoutOr(settings.attemptTimeout);
    Duration left = Duration.between(start, deadline);
    Duration timeout = left.compareTo(patience) < 0 ? left : patience;
    if (timeout.compareTo(SHORTEST) < 0) {
      timeout = SHORTEST;
    }
    emit(new FlyEvent.Sent(call.operation(), call.target(), attempt));
    Transport.Request request = request(call, token, start);
    boolean sent = !Thread.currentThread().isInterrupted();
    try {
      Transport.Reply reply = settings.transport.send(request, timeout);
      Instant end = now();
      List<String> set = reply.headers().get("set-cookie");
      if (set != null) {
        cookies.store(request.uri(), set, end);
      }
      emit(
          new FlyEvent.Answered(
              call.operation(),
              call.target(),
              attempt,
              reply.status(),
              reply.header("fly-request-id"),
              Duration.between(start, end)));
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(call, attempt, ambiguous || (sent && call.operation().isMutating()), e);
    }
  }

  private URI base(OperationCall call) {
    return switch (call.operation()) {
      case LOGS_PAGE, ORGANIZATIONS_LIST, GRAPHQL -> settings.apiUri;
      default -> settings.machinesUri;
    };
  }

  private Transport.Request request(OperationCall call, @Nullable String token, Instant now) {
    boolean logs = call.operation() == FlyOperation.LOGS_PAGE;
    boolean organizations = call.operation() == FlyOperation.ORGANIZATIONS_LIST;
    boolean graphQl = call.operation() == FlyOperation.GRAPHQL;
    URI uri = call.uri(base(call));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json, text/plain;q=0.8, */*;q=0.1");
    headers.put("User-Agent", settings.userAgent);
    if (token != null) {
      headers.put(
          "Authorization",
          organizations
              ? Credentials.forOrganizations(token)
              : logs || graphQl ? Credentials.forLogs(token) : Credentials.forMachines(token));
    }
    String cookie = cookies.header(uri, now);
    if (cookie != null) {
      headers.put("Cookie", cookie);
    }
    if (call.operation().isGuarded()) {
      Optional<String> nonce = nonces.find(call.app(), call.machine());
      nonce.ifPresent(value -> headers.put("fly-machine-lease-nonce", value));
    }
    byte[] body = null;
    if (call.body() != null) {
      body = call.body().toBytes();
      headers.put("Content-Type", "application/json");
    }
    headers.putAll(call.headers());
    return new Transport.Request(
        call.operation().method(),
        uri,
        headers,
        body,
        settings.maxResponseBytes,
        LARGEST_ERROR_BODY);
  }

  /** Returns whether a status means that the same request may succeed a moment later. */
  private static boolean isTransient(int status, OperationCall call) {
    return switch (status) {
      case 408 -> !call.isTimeoutAnAnswer();
      case 500, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /** Returns whether a failure has a permanent cause, which a retry cannot remove. */
  private static boolean isLasting(IOException e) {
    return e instanceof SSLException || e instanceof ProxyLoginException;
  }

  private static boolean neverSent(IOException e) {
    return e instanceof ConnectException
        || e instanceof ProxyLoginException
        || e instanceof HttpConnectTimeoutException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException
        || e instanceof javax.net.ssl.SSLHandshakeException;
  }

  private ConnectionException disconnected(
      OperationCall call, int attempt, IOException e, boolean outcomeUnknown) {
    Failure context = Classifier.context(call, attempt, null, outcomeUnknown);
    return new ConnectionException(
        Classifier.prefix(context)
            + " got no complete reply "
            + NetworkFailure.describe(e, base(call))
            + (outcomeUnknown
                ? "; the outcome is unknown: the operation may have taken effect"
                : ""),
        context.withCause(e));
  }

  private static CallInterruptedException interrupted(
      OperationCall call, int attempt, boolean outcomeUnknown, InterruptedException e) {
    Failure context = Classifier.context(call, attempt, null, outcomeUnknown).withCause(e);
    return new CallInterruptedException(
        Classifier.prefix(context)
            + " was interrupted"
            + (outcomeUnknown ? "; the operation may have taken effect" : "")
            + ".",
        context);
  }
}
