package dev.mcpfly.api.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Builds a {@link FlyEmulator}. Not safe for use by several threads at once. */
public final class FlyEmulatorBuilder {
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

  FlyEmulatorBuilder() {}

  /** Sets the runtime of machines. Default: they boot at once and run nothing. */
  public FlyEmulatorBuilder runtime(MachineRuntime runtime) {
    this.runtime = Objects.requireNonNull(runtime, "runtime");
    return this;
  }

  /** Sets the clock. Default: the computer's time. */
  public FlyEmulatorBuilder clock(EmulatorClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /** Sets how long transitions take. Default: {@link LifecycleDelays#brief()}. */
  public FlyEmulatorBuilder delays(LifecycleDelays delays) {
    this.delays = Objects.requireNonNull(delays, "delays");
    return this;
  }

  /**
   * Sets whether calls beyond Fly's documented rate limits are answered with a 429. Default: true.
   * The limits are one call a second with bursts of three for each action on each app or machine,
   * five a second with bursts of ten for reading one machine, a hundred app deletions a minute.
   */
  public FlyEmulatorBuilder rateLimits(boolean on) {
    this.rateLimits = on;
    return this;
  }

  /**
   * Makes new things appear late, as on the real service: for this long a new app answers with 404
   * and then 401, and a new machine cannot be found. Default: no lag.
   *
   * @param lag how long, by the emulator's clock
   */
  public FlyEmulatorBuilder eventualConsistency(Duration lag) {
    this.eventualConsistency = Objects.requireNonNull(lag, "lag");
    return this;
  }

  /** Adds fault rules that apply from the start. */
  public FlyEmulatorBuilder fault(Fault... rules) {
    faults.addAll(List.of(rules));
    return this;
  }

  /** Sets the token to accept. Default: a random one; see {@link FlyEmulator#token()}. */
  public FlyEmulatorBuilder token(String token) {
    this.token = Objects.requireNonNull(token, "token");
    return this;
  }

  /** Sets the slug of the only organization. Default: {@code personal}. */
  public FlyEmulatorBuilder org(String slug) {
    this.org = Objects.requireNonNull(slug, "slug");
    return this;
  }

  /**
   * Sets the regions that exist, by code; the first is the nearest. Default: 18 of Fly's regions.
   */
  public FlyEmulatorBuilder regions(String... codes) {
    this.regions = List.of(codes);
    return this;
  }

  /**
   * Limits how many machines a region accepts; further creates are answered with 422 {@code
   * insufficient_capacity}. With a limit of zero, the region accepts no volumes either. Default: no
   * limit.
   */
  public FlyEmulatorBuilder capacity(String region, int machines) {
    capacity.put(region, machines);
    return this;
  }

  /** Marks apps as belonging to another organization: reading one is a 403, creating one a 422. */
  public FlyEmulatorBuilder foreignApps(String... names) {
    foreignApps.addAll(List.of(names));
    return this;
  }

  /** Makes the organization's lists fail for these regions, which they then name. */
  public FlyEmulatorBuilder errorRegions(String... codes) {
    errorRegions.addAll(List.of(codes));
    return this;
  }

  /**
   * Makes every second page of the organization's lists empty, with more to come. Default: false.
   */
  public FlyEmulatorBuilder emptyPages(boolean on) {
    this.emptyPages = on;
    return this;
  }

  /** Sets the form of error bodies. Default: {@link ErrorShape#FLAPS}. */
  public FlyEmulatorBuilder errorShape(ErrorShape shape) {
    this.errorShape = Objects.requireNonNull(shape, "shape");
    return this;
  }

  /** Sets after how much time without a connection autostop acts. Default: five minutes. */
  public FlyEmulatorBuilder idleTimeout(Duration timeout) {
    this.idleTimeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /**
   * Sets how long a request at an app's address is held while a machine boots and starts to listen.
   * Default: 60 seconds.
   */
  public FlyEmulatorBuilder edgePatience(Duration patience) {
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
  public FlyEmulatorBuilder https(SSLContext context) {
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
