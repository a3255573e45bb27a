package dev.mcpfly.api.emulator;

import dev.mcpfly.api.FlyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The Fly Machines API in this process: a real HTTP server on loopback, with real state.
 *
 * <pre>{@code
 * try (FlyEmulator emulator = FlyEmulator.start()) {           // on a free port of loopback
 *   FlyClient fly = emulator.client();
 *   fly.apps().create("my-app", app -> app.org("personal"));
 *   emulator.requests().forEach(System.out::println);          // what it was asked, as recorded
 * }
 * }</pre>
 *
 * <p>Apps, machines, volumes, secrets, IP addresses, certificates and the rest of the API's
 * resources live in memory until {@link #close()}, which ends everything that the emulator started.
 * What machines run is up to the {@link MachineRuntime}; by default they run nothing. Safe for use
 * by several threads.
 */
public final class FlyEmulator implements AutoCloseable {
  private final EmulatedService service;

  FlyEmulator(EmulatedService service) {
    this.service = service;
  }

  /**
   * Starts an emulator with the default settings.
   *
   * @throws java.io.UncheckedIOException if no loopback port can be opened
   */
  public static FlyEmulator start() {
    return builder().start();
  }

  /** Returns a builder for a customized emulator. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the base address of the API, without {@code /v1} and without a final slash. */
  public URI uri() {
    return service.uri();
  }

  /**
   * Returns an app's public address, the counterpart of {@code https://<app>.fly.dev}. It is plain
   * HTTP on a separate loopback port, which stays the same until the emulator closes. Until the app
   * has an IP assignment and a service, requests there get a 502 with the reason.
   *
   * <p>A machine's response with {@code fly-replay} (app, instance, state, and in JSON a new path)
   * is honoured: the request goes to its target, whether that app is public or not.
   *
   * @param app the app's name, which need not exist yet; for a port other than 80 and 443, followed
   *     by that port, as in {@code my-app:8443}
   */
  public URI appUri(String app) {
    return service.appUri(app);
  }

  /**
   * Returns a new client of this emulator, as {@link #clientBuilder()} sets it up. Each client has
   * its own rate limits and cookies.
   */
  public FlyClient client() {
    return clientBuilder().build();
  }

  /**
   * Returns a builder for customized clients of this emulator. The token and all addresses are set.
   * The client limits its rate only if the emulator does; a held clock is also the client's clock,
   * and the client's pauses end when it advances.
   */
  public FlyClient.Builder clientBuilder() {
    FlyClient.Builder builder =
        FlyClient.builder()
            .token(token())
            .baseUri(uri())
            .apiBaseUri(uri())
            .appUris(this::appUri)
            .rateLimiting(service.limitsRates());
    SSLContext https = service.https();
    if (https != null) {
      builder.httpClient(HttpClient.newBuilder().sslContext(https).build());
    }
    if (clock() instanceof HeldClock held) {
      builder.clock(held.withZone(ZoneOffset.UTC)).sleeper(service::sleep);
    }
    return builder;
  }

  /** Returns the token that the emulator accepts for everything. */
  public String token() {
    return service.token();
  }

  /** Returns the emulator's clock. */
  public EmulatorClock clock() {
    return service.clock();
  }

  /** Returns the fault rules, which can be changed while the emulator runs. */
  public Fault.Rules faults() {
    return service.faults();
  }

  /**
   * Returns the names of all operations, as {@link Fault#on} takes them and {@link
   * RecordedRequest#operation()} gives them.
   */
  public Set<String> operations() {
    return service.operations();
  }

  /** Returns the requests that were answered so far, oldest first; at most the last 10,000. */
  public List<RecordedRequest> requests() {
    return service.requests();
  }

  /**
   * Returns the fields of machine configs that callers sent and the API's description does not
   * have, such as {@code config.services[].autostopp}: they are usually misspelt. The API keeps
   * such fields, and so does the emulator.
   */
  public Set<String> unknownFields() {
    return service.unknownFields();
  }

  /** Counts what exists now. */
  public Counts counts() {
    return service.counts();
  }

  /**
   * Stops the servers and every machine's process, and deletes the volumes' directories. A second
   * call does nothing.
   */
  @Override
  public void close() {
    service.close();
  }

  @Override
  public String toString() {
    return "FlyEmulator[" + uri() + "]";
  }

  /**
   * The number of resources in an emulator at one moment, counted from its state and not through
   * its API.
   *
   * @param apps apps, also those that are being deleted
   * @param machines machines that are not destroyed
   * @param started machines whose state is {@code started}
   * @param volumes volumes that are not destroyed
   * @param ips IP assignments
   * @param secrets app secrets
   * @param secretKeys secret keys
   * @param certificates hostnames with a certificate
   * @param leases leases that have not expired
   */
  public record Counts(
      int apps,
      int machines,
      int started,
      int volumes,
      int ips,
      int secrets,
      int secretKeys,
      int certificates,
      int leases) {

    /** Returns whether nothing is left: no app, and therefore nothing inside one. */
    public boolean isEmpty() {
      return equals(new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0));
    }
  }

  /**
   * A request that the emulator received, without its token.
   *
   * @param time when it came, by the emulator's clock
   * @param operation the operation's name, such as {@code Machines_create}; empty if the path is
   *     not part of the API
   * @param method the HTTP method
   * @param path the path as sent, with the query
   * @param headers the headers, names in lower case; without {@code authorization}
   * @param body the body as text; may hold secrets that the caller sent
   * @param status the HTTP status of the answer, or empty if the connection was dropped
   */
  public record RecordedRequest(
      Instant time,
      String operation,
      String method,
      String path,
      Map<String, List<String>> headers,
      String body,
      OptionalInt status) {

    /** Copies the headers. */
    public RecordedRequest {
      headers = Map.copyOf(headers);
    }

    /** Describes the request by method, path and status; bodies can hold secrets. */
    @Override
    public String toString() {
      String answer = status.isPresent() ? String.valueOf(status.getAsInt()) : "dropped";
      return method + " " + path + " -> " + answer;
    }
  }

  /** The forms of errors from Fly and from the proxies in front of it. */
  public enum ErrorShape {
    /**
     * {@code {"error":"text","status":"code"}}, the status only where there is a code. The default.
     */
    FLAPS,
    /** {@code {"status":"error","message":"text"}}, as lease conflicts come. */
    MESSAGE,
    /** {@code {"errors":{"detail":"text"}}}. */
    DETAIL,
    /** {@code {"error":"text","status":422}}: the HTTP status where a code is expected. */
    NUMERIC_STATUS,
    /** The bare text, as {@code text/plain}. */
    PLAIN_TEXT,
    /** A proxy's HTML page. */
    HTML,
    /** No body. */
    EMPTY
  }

  /** Builds a {@link FlyEmulator}. Not safe for use by several threads at once. */
  public static final class Builder {
    MachineRuntime runtime = MachineRuntime.nothing();
    EmulatorClock clock = EmulatorClock.running();
    LifecycleDelays delays = LifecycleDelays.brief();
    boolean rateLimits = true;
    Duration eventualConsistency = Duration.ZERO;
    final List<Fault> faults = new ArrayList<>();
    @Nullable String token;
    @Nullable SSLContext https;
    String org = "personal";
    List<String> regions = List.of();
    final Map<String, Integer> capacity = new LinkedHashMap<>();
    final Set<String> foreignApps = new LinkedHashSet<>();
    final Set<String> errorRegions = new LinkedHashSet<>();
    boolean emptyPages;
    ErrorShape errorShape = ErrorShape.FLAPS;
    Duration idleTimeout = Duration.ofMinutes(5);
    Duration edgePatience = Duration.ofSeconds(60);

    Builder() {}

    /** Sets the runtime of machines. Default: they boot at once and run nothing. */
    public Builder runtime(MachineRuntime runtime) {
      this.runtime = Objects.requireNonNull(runtime, "runtime");
      return this;
    }

    /** Sets the clock. Default: the computer's time. */
    public Builder clock(EmulatorClock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Sets how long transitions take. Default: {@link LifecycleDelays#brief()}. */
    public Builder delays(LifecycleDelays delays) {
      this.delays = Objects.requireNonNull(delays, "delays");
      return this;
    }

    /**
     * Sets whether calls beyond Fly's documented rate limits are answered with a 429. Default:
     * true. The limits are one call a second with bursts of three for each action on each app or
     * machine, five a second with bursts of ten for reading one machine, a hundred app deletions a
     * minute.
     */
    public Builder rateLimits(boolean on) {
      this.rateLimits = on;
      return this;
    }

    /**
     * Makes new things appear late, as on the real service: for this long a new app answers with
     * 404 and then 401, and a new machine cannot be found. Default: no lag.
     *
     * @param lag how long, by the emulator's clock
     */
    public Builder eventualConsistency(Duration lag) {
      this.eventualConsistency = Objects.requireNonNull(lag, "lag");
      return this;
    }

    /** Adds fault rules that apply from the start. */
    public Builder fault(Fault... rules) {
      faults.addAll(List.of(rules));
      return this;
    }

    /** Sets the token to accept. Default: a random one; see {@link FlyEmulator#token()}. */
    public Builder token(String token) {
      this.token = Objects.requireNonNull(token, "token");
      return this;
    }

    /** Sets the slug of the only organization. Default: {@code personal}. */
    public Builder org(String slug) {
      this.org = Objects.requireNonNull(slug, "slug");
      return this;
    }

    /**
     * Sets the regions that exist, by code; the first is the nearest. Default: 18 of Fly's regions.
     */
    public Builder regions(String... codes) {
      this.regions = List.of(codes);
      return this;
    }

    /**
     * Limits how many machines a region accepts; further creates are answered with 422 {@code
     * insufficient_capacity}. With a limit of zero, the region accepts no volumes either. Default:
     * no limit.
     */
    public Builder capacity(String region, int machines) {
      capacity.put(region, machines);
      return this;
    }

    /**
     * Marks apps as belonging to another organization: reading one is a 403, creating one a 422.
     */
    public Builder foreignApps(String... names) {
      foreignApps.addAll(List.of(names));
      return this;
    }

    /** Makes the organization's lists fail for these regions, which they then name. */
    public Builder errorRegions(String... codes) {
      errorRegions.addAll(List.of(codes));
      return this;
    }

    /**
     * Makes every second page of the organization's lists empty, with more to come. Default: false.
     */
    public Builder emptyPages(boolean on) {
      this.emptyPages = on;
      return this;
    }

    /** Sets the form of error bodies. Default: {@link ErrorShape#FLAPS}. */
    public Builder errorShape(ErrorShape shape) {
      this.errorShape = Objects.requireNonNull(shape, "shape");
      return this;
    }

    /** Sets after how much time without a connection autostop acts. Default: five minutes. */
    public Builder idleTimeout(Duration timeout) {
      this.idleTimeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Sets how long a request at an app's address is held while a machine boots and starts to
     * listen. Default: 60 seconds.
     */
    public Builder edgePatience(Duration patience) {
      this.edgePatience = Objects.requireNonNull(patience, "patience");
      return this;
    }

    /**
     * Serves the API over HTTPS with the test's own certificate; {@link FlyEmulator#uri()} then
     * begins with {@code https}. The addresses of apps stay plain HTTP. Default: plain HTTP.
     *
     * @param context holds the key; the emulator's clients use it too, so it must trust its own
     *     certificate, which must be valid for {@code 127.0.0.1}
     */
    public Builder https(SSLContext context) {
      this.https = Objects.requireNonNull(context, "context");
      return this;
    }

    /**
     * Starts the emulator.
     *
     * @throws UncheckedIOException if no loopback port can be opened
     * @throws IllegalArgumentException if a fault rule names an operation that does not exist
     */
    public FlyEmulator start() {
      try {
        return new FlyEmulator(new EmulatedService(this));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot open a loopback port for the emulator", e);
      }
    }
  }
}
