package dev.mcpfly.api.emulator;

import dev.mcpfly.api.FlyClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The Fly Machines API in this process: a real HTTP server on loopback, with real state.
 *
 * <pre>{@code
 * try (FlyEmulator emulator = FlyEmulator.start()) {
 *   FlyClient fly = emulator.client();
 *   …
 * }
 * }</pre>
 *
 * <p>Apps, machines, volumes, secrets, IP addresses, certificates and the rest of the API's
 * resources live in memory until {@link #close()}, which ends everything that the emulator started.
 * Machines run what the {@link MachineRuntime} makes of them, by default nothing. Safe for use by
 * several threads.
 */
public final class FlyEmulator implements AutoCloseable {
  private final EmulatedService service;

  FlyEmulator(EmulatedService service) {
    this.service = service;
  }

  /**
   * Starts an emulator with all defaults.
   *
   * @throws java.io.UncheckedIOException if no loopback port can be opened
   */
  public static FlyEmulator start() {
    return builder().start();
  }

  /** Returns a builder with the defaults, to change some of them. */
  public static FlyEmulatorBuilder builder() {
    return new FlyEmulatorBuilder();
  }

  /** Returns the base address of the API, without {@code /v1} and without a final slash. */
  public URI uri() {
    return service.uri();
  }

  /**
   * Returns where an app's public address answers: what {@code https://<app>.fly.dev} is on Fly. It
   * is plain HTTP on a loopback port of its own, the same for as long as the emulator lives. Until
   * the app has an IP assignment and a service, requests there are answered 502 with the reason.
   *
   * <p>An answer of a machine with {@code fly-replay} (app, instance, state, and in JSON a new
   * path) is honoured: the request goes there, be that app public or not.
   *
   * @param app the app's name, which need not exist yet; for another port than those of the web
   *     followed by it, as in {@code my-app:8443}
   */
  public URI appUri(String app) {
    return service.appUri(app);
  }

  /**
   * Returns a client of this emulator, as {@link #clientBuilder()} sets it up. Each call makes a
   * new one, with rate limits and cookies of its own.
   */
  public FlyClient client() {
    return clientBuilder().build();
  }

  /**
   * Returns a builder for clients of this emulator, to change some of their settings. The token and
   * all addresses are set. The client limits its rate only if the emulator does; under a held clock
   * it takes its time from there, and its pauses end when the clock has moved.
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

  /** Returns the clock that the emulator lives by. */
  public EmulatorClock clock() {
    return service.clock();
  }

  /** Returns the fault rules, to add some while the emulator runs. */
  public Faults faults() {
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
   * have, such as {@code config.services[].autostopp}: most are misspelt. The API keeps such
   * fields, and so does the emulator.
   */
  public Set<String> unknownFields() {
    return service.unknownFields();
  }

  /** Counts what exists now. */
  public EmulatorCounts counts() {
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
}
