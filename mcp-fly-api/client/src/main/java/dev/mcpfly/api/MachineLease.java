package dev.mcpfly.api;

import dev.mcpfly.api.internal.Ulid;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a machine: while it is held, only this client can change the machine. It is
 * refreshed in the background and released by {@link #close}. Every operation of the same client on
 * the machine sends the lease's nonce automatically.
 */
public final class MachineLease implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.api");
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(30);

  private final CallEngine engine;
  private final String app;
  private final String machine;
  private final String nonce;
  private final Duration ttl;
  private volatile Instant expiresAt;
  private volatile boolean closed;
  private volatile boolean lost;
  private @Nullable Future<?> refreshing;

  private MachineLease(
      CallEngine engine,
      String app,
      String machine,
      String nonce,
      Duration ttl,
      Instant expiresAt) {
    this.engine = engine;
    this.app = app;
    this.machine = machine;
    this.nonce = nonce;
    this.ttl = ttl;
    this.expiresAt = expiresAt;
  }

  static MachineLease take(CallEngine engine, String app, String machine, Options settings) {
    String description = description(settings, Ulid.next(engine.now()));
    Instant deadline = engine.now().plus(settings.patience);
    MachineLease lease;
    String known = settings.nonce;
    if (known != null) {
      lease = new MachineLease(engine, app, machine, known, settings.ttl, engine.now());
      lease.refresh();
    } else {
      Machine.Lease info;
      while (true) {
        try {
          info = acquire(engine, app, machine, settings.ttl, description);
          break;
        } catch (LeaseHeldException e) {
          if (!engine.now().plus(BETWEEN_TRIES).isBefore(deadline)) {
            throw e;
          }
          engine.sleep(
              BETWEEN_TRIES,
              new OperationCall(FlyOperation.MACHINES_CREATE_LEASE, app, machine),
              false);
        }
      }
      String nonce = info.nonce().orElse("");
      lease =
          new MachineLease(
              engine,
              app,
              machine,
              nonce,
              settings.ttl,
              info.expiresAt().orElse(engine.now().plus(settings.ttl)));
    }
    lease.begin();
    return lease;
  }

  /** Returns the request for a lease, as {@link #take} sends it. */
  static FlyRequest<MachineLease> request(
      CallEngine engine, String app, String machine, Options settings) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_CREATE_LEASE,
        List.of(app, machine),
        Map.of("ttl", String.valueOf(settings.ttl.toSeconds())),
        body(settings.ttl, description(settings, FlyRequest.placeholder("lease_id"))),
        request -> take(engine, request.variable(0), request.variable(1), settings));
  }

  private static String description(Options settings, String id) {
    return (settings.description + " " + id).strip();
  }

  private static JsonObject body(Duration ttl, String description) {
    return JsonObject.of("ttl", ttl.toSeconds()).with("description", description);
  }

  private static Machine.Lease acquire(
      CallEngine engine, String app, String machine, Duration ttl, String description) {
    long seconds = ttl.toSeconds();
    return new CreateOnce(engine)
        .run(
            () ->
                // Servers differ in where they read the TTL.
                new OperationCall(FlyOperation.MACHINES_CREATE_LEASE, app, machine)
                    .query("ttl", seconds)
                    .body(body(ttl, description)),
            answer -> answer.enveloped(MachineLease::withNonce),
            () ->
                new Machines(engine, app)
                    .leaseInfo(machine)
                    .filter(info -> info.description().filter(description::equals).isPresent())
                    .filter(info -> info.nonce().isPresent()),
            info -> machine);
  }

  private static Machine.Lease withNonce(JsonObject json) {
    Machine.Lease info = new Machine.Lease(json);
    if (info.nonce().isEmpty()) {
      throw new JsonException("a lease without the field 'nonce'");
    }
    return info;
  }

  /** Returns the id of the machine. */
  public String machine() {
    return machine;
  }

  /** Returns the lease's nonce: whoever has it can change the machine. */
  public String nonce() {
    return nonce;
  }

  /** Returns when the lease expires unless it is refreshed. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /** Returns whether the lease is still held, as far as this client knows. */
  public boolean isHeld() {
    return !closed && !lost && engine.now().isBefore(expiresAt);
  }

  /**
   * Refreshes the lease now: {@code POST …/machines/{id}/lease}. This happens in the background
   * after each third of the TTL.
   *
   * @throws LeaseHeldException if it expired and another caller has taken it
   */
  public void refresh() {
    Machine.Lease info =
        engine
            .send(
                new OperationCall(FlyOperation.MACHINES_CREATE_LEASE, app, machine)
                    .header("fly-machine-lease-nonce", nonce)
                    .query("ttl", ttl.toSeconds())
                    .body(JsonObject.of("ttl", ttl.toSeconds()))
                    .callTimeout(ttl)
                    .repeatable())
            .enveloped(Machine.Lease::new);
    expiresAt = info.expiresAt().orElse(engine.now().plus(ttl));
    engine.emit(new FlyEvent.LeaseRefreshed(app, machine));
  }

  /**
   * Releases the lease: {@code DELETE …/machines/{id}/lease}. Does nothing if that was tried
   * before, or if the lease has expired meanwhile.
   *
   * @throws FlyException if it may not have been released; it then expires with its TTL, and this
   *     client can still change the machine until then
   */
  public void release() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (refreshing != null) {
        refreshing.cancel(false);
      }
    }
    release(engine, app, machine, nonce);
  }

  /** Releases a lease by its nonce; returns false if it was over already. */
  static boolean release(CallEngine engine, String app, String machine, String nonce) {
    try {
      engine.send(
          new OperationCall(FlyOperation.MACHINES_RELEASE_LEASE, app, machine)
              .header("fly-machine-lease-nonce", nonce)
              .callTimeout(RELEASE_TIMEOUT));
      engine.nonces.release(app, machine, nonce);
      return true;
    } catch (NotFoundException e) {
      LOG.log(System.Logger.Level.DEBUG, "The lease of {0} has already ended.", machine);
      engine.nonces.release(app, machine, nonce);
      return false;
    } catch (LeaseHeldException e) {
      // It expired, and another caller holds it now.
      engine.nonces.release(app, machine, nonce);
      throw e;
    }
  }

  /**
   * Releases the lease like {@link #release}; a failure is only logged, and the lease expires with
   * its TTL.
   */
  @Override
  public void close() {
    try {
      release();
    } catch (FlyException e) {
      LOG.log(System.Logger.Level.DEBUG, "The lease of " + machine + " was not released.", e);
    }
  }

  private synchronized void begin() {
    engine.nonces.hold(app, machine, nonce);
    long period = ttl.toMillis() / 3;
    refreshing =
        engine
            .settings
            .scheduler
            .get()
            .scheduleWithFixedDelay(this::keep, period, period, TimeUnit.MILLISECONDS);
  }

  /** Refreshes in the background. After a failure the next turn tries again, until it is late. */
  private void keep() {
    if (closed || lost) {
      return;
    }
    try {
      refresh();
    } catch (FlyException e) {
      boolean definite =
          e instanceof LeaseHeldException
              || e instanceof NotFoundException
              || e instanceof ApiException.BadRequest;
      if (!closed && (definite || !engine.now().isBefore(expiresAt))) {
        // The nonce is still sent: the server then refuses a call that is no longer guarded.
        lost = true;
        engine.emit(new FlyEvent.LeaseLost(app, machine, String.valueOf(e.getMessage())));
      }
    }
  }

  /** Returns text that does not show the nonce. */
  @Override
  public String toString() {
    return "MachineLease[" + app + "/" + machine + ", until " + expiresAt + "]";
  }

  /** Options for taking a lease. */
  public static final class Options {
    private Duration ttl = Duration.ofSeconds(30);
    private Duration patience = Duration.ZERO;
    private String description = "";
    private @Nullable String nonce;

    Options() {}

    /** Sets how long the lease lasts without a refresh, in whole seconds. Default: 30 seconds. */
    public Options ttl(Duration ttl) {
      Rules.seconds("ttl", ttl);
      this.ttl = ttl;
      return this;
    }

    /** Sets the description of the lease that others see. */
    public Options description(String description) {
      this.description = description;
      return this;
    }

    /** Sets how long to wait for a lease that another caller holds. Default: no waiting. */
    public Options waitFor(Duration patience) {
      this.patience = Rules.positive("waitFor", patience);
      return this;
    }

    /** Continues a lease that was taken before, together with a create for example. */
    public Options nonce(String nonce) {
      this.nonce = Rules.secret("nonce", nonce);
      return this;
    }
  }
}
