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
  public static FlyEmulatorBuilder builder() {
    return new FlyEmulatorBuilder();
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
   * have, such as {@code config.services[].autostopp}: they are usually misspelt. The API keeps
   * such fields, and so does the emulator.
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
