package dev.mcpfly.image.registry;

import dev.mcpfly.image.registry.Wire.Limits;
import dev.mcpfly.image.registry.Wire.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls to registries: answers challenges, follows redirects without sending credentials to
 * another origin, and retries.
 */
final class RegistryHttp {
  private static final int REDIRECTS = 5;
  private static final long SLOWEST_BYTES_PER_SECOND = 50_000;
  private static final int PATIENCE = 5;

  private final Wire wire;
  private final Tokens tokens;
  private final Duration idle;
  private final Retries retries;
  private final Map<String, String> mirrors;

  RegistryHttp(
      RegistryCredentials credentials,
      Duration idle,
      Retries retries,
      Map<String, String> mirrors,
      Wire.Network network) {
    this.wire = new Wire(network);
    this.mirrors = Map.copyOf(mirrors);
    this.idle = idle;
    this.retries = retries;
    this.tokens = new Tokens(wire, credentials, new Limits(idle, idle.multipliedBy(2)));
  }

  Retries retries() {
    return retries;
  }

  /** Sends a call, repeatedly if necessary, and returns a reply that is not a temporary failure. */
  Reply send(Call call, String what) {
    for (int attempt = 1; ; attempt++) {
      try {
        Reply reply = once(call);
        if (!Retries.isPassing(reply.status()) || !retries.more(attempt, reply)) {
          return reply;
        }
        retries.pause(attempt, reply, what + " (" + reply.status() + ")");
      } catch (IOException e) {
        if (!retries.more(attempt)) {
          throw Failures.unreachable(what, call.image, e);
        }
        retries.pause(attempt, null, what + " (" + e.getMessage() + ")");
      }
    }
  }

  /** Sends a call once, apart from challenges and redirects. */
  Reply once(Call call) throws IOException {
    String registry = mirrors.getOrDefault(call.image.registry(), call.image.registry());
    URI home = Origins.of(registry);
    URI uri = checked(atMirror(call, home), home);
    // A mirror is asked with its own login: that of the registry which it stands for is not for it.
    String authorization = tokens.remembered(registry, call.scope);
    boolean answered = false;
    for (int hops = 0; ; ) {
      boolean atHome = Origins.same(uri, home);
      Reply reply = exchange(call, uri, atHome ? authorization : null);
      if (reply.status() == 401 && atHome && !answered) {
        answered = true;
        authorization =
            tokens.answer(registry, call.scope, reply.headers().allValues("WWW-Authenticate"));
        if (authorization == null) {
          return reply;
        }
      } else if (isRedirect(reply)) {
        if (++hops > REDIRECTS) {
          throw new ImageException(
              ImageException.Reason.REGISTRY,
              call.image.registry() + " redirects more than " + REDIRECTS + " times.");
        }
        uri = checked(location(reply), home);
      } else {
        return reply;
      }
    }
  }

  /** Addresses that a mirror has given itself are right already. */
  private static URI atMirror(Call call, URI home) {
    URI named = Origins.of(call.image.registry());
    return Origins.same(call.uri, named)
        ? home.resolve(call.uri.toString().substring(named.toString().length()))
        : call.uri;
  }

  private Reply exchange(Call call, URI uri, @Nullable String authorization) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(call.headers);
    if (authorization != null) {
      headers.put("Authorization", authorization);
    }
    Duration quiet = call.patient ? idle.multipliedBy(PATIENCE) : idle;
    Duration total = quiet.multipliedBy(2).plusSeconds(call.size / SLOWEST_BYTES_PER_SECOND);
    return wire.exchange(
        call.method,
        uri,
        headers,
        call.upload,
        call.sink,
        call.bodyLimit,
        new Limits(quiet, total));
  }

  /** Returns the location that a reply names, as an absolute address. */
  static URI location(Reply reply) {
    String location = reply.header("Location");
    try {
      if (!location.isEmpty()) {
        return reply.uri().resolve(location);
      }
    } catch (IllegalArgumentException e) {
      // Reported with the absent ones.
    }
    throw new ImageException(
        ImageException.Reason.REGISTRY,
        reply.uri().getAuthority() + " answered " + reply.status() + " without a usable Location.");
  }

  private static URI checked(URI target, URI home) {
    if (target.getHost() == null || !Origins.mayAsk(target, home)) {
      throw new ImageException(
          ImageException.Reason.REGISTRY,
          home.getAuthority()
              + " redirects its clients to "
              + target.getScheme()
              + "://"
              + target.getAuthority()
              + "; only https addresses are followed, so nothing was sent there.");
    }
    return target;
  }

  private static boolean isRedirect(Reply reply) {
    return switch (reply.status()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }
}
