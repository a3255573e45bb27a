package dev.mcpfly.api;

import dev.mcpfly.api.internal.time.Times;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.JobResult;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The machines of one app. Obtained from {@link FlyApp#machines()}.
 *
 * <pre>{@code
 * Machines machines = fly.app("my-app").machines();
 * Machine web = machines.create(m -> m.region("fra").config(c -> c.image("nginx").env("A", "b")));
 * machines.awaitHealthy(web.id(), Duration.ofMinutes(2));
 * machines.update(web.id(), u -> u.config(c -> c.env("LOG_LEVEL", "debug")));
 * machines.stop(web.id());
 * }</pre>
 *
 * <p>Operations on a machine whose lease this client holds send its nonce automatically. Without a
 * region, Fly chooses one near the caller. Every method throws a {@link FlyException} if it fails:
 * a {@link NotFoundException} for a machine that is gone, a {@link LeaseHeldException} for one that
 * another caller has leased. Thread-safe.
 */
public final class Machines {
  private static final int MOST_EVENTS = 50;

  private final CallEngine engine;
  private final String app;

  Machines(CallEngine engine, String app) {
    this.engine = engine;
    this.app = app;
  }

  /**
   * Creates a machine and, unless told otherwise, starts it: {@code POST /v1/apps/{app}/machines}.
   * The call returns when the machine exists, not when it runs: see {@link #await}.
   *
   * <p>The machine's metadata get an entry {@code create_request_id}. It finds a machine whose
   * create response was lost, so no second one is created.
   *
   * @throws InvalidRequestException if the API would reject the configuration
   * @throws InsufficientCapacityException if there is no capacity
   * @throws ApiException.NameTaken if the app has a machine of that name
   */
  public Machine create(Consumer<Create> settings) {
    return new MachineWrites(engine, app).create(settings);
  }

  /**
   * Runs a job to its end, for at most 10 minutes, as {@link #runJob(Duration, Consumer)} does.
   *
   * <pre>{@code
   * JobResult job = machines.runJob(m -> m.config(c -> c.image("my-image").cmd("migrate")));
   * if (!job.isSuccess()) { … }
   * }</pre>
   */
  public JobResult runJob(Consumer<Create> settings) {
    return runJob(Duration.ofMinutes(10), settings);
  }

  /**
   * Runs a job to its end: creates a machine that is not restarted, waits until its process has
   * exited, reads exit code and log, and destroys the machine, also after a failure or an
   * interruption.
   *
   * @param timeout how long the machine may take, from its creation to the exit of its process
   * @throws WaitTimeoutException if it takes longer
   * @throws MachineStartException if it ended without an exit code
   */
  public JobResult runJob(Duration timeout, Consumer<Create> settings) {
    return new MachineJob(engine, app, timeout).run(settings);
  }

  /**
   * Returns a machine: {@code GET /v1/apps/{app}/machines/{id}}.
   *
   * @throws NotFoundException if it does not exist
   */
  public Machine get(String id) {
    return engine.send(new OperationCall(FlyOperation.MACHINES_SHOW, app, id)).as(Machine::new);
  }

  /** Returns a machine together with who holds its lease. */
  public Machine getWithLease(String id) {
    return engine
        .send(new OperationCall(FlyOperation.MACHINES_SHOW, app, id).query("include_leases", true))
        .as(Machine::new);
  }

  /** Returns a machine, or empty if it does not exist. */
  public Optional<Machine> find(String id) {
    return Absence.find(() -> get(id));
  }

  /** Lists all machines of the app: {@code GET /v1/apps/{app}/machines}. */
  public List<Machine> list() {
    return list(f -> {});
  }

  /** Lists machines of the app: {@code GET /v1/apps/{app}/machines}. */
  public List<Machine> list(Consumer<ListFilter> filter) {
    ListFilter chosen = new ListFilter();
    filter.accept(chosen);
    OperationCall call = new OperationCall(FlyOperation.MACHINES_LIST, app);
    chosen.apply(call);
    return engine.send(call).list(Machine::new);
  }

  /**
   * Changes a machine: reads it, applies the changes and sends all of it back, {@code POST
   * /v1/apps/{app}/machines/{id}}. Fields that the change does not name stay unchanged. A running
   * machine is restarted; a stopped one stays stopped.
   *
   * @throws VersionConflictException if the machine was changed in between
   * @throws LeaseHeldException if another caller holds its lease
   */
  public Machine update(String id, Consumer<Update> changes) {
    return new MachineWrites(engine, app).update(id, changes);
  }

  /**
   * Destroys a machine that is not running: {@code DELETE /v1/apps/{app}/machines/{id}}.
   *
   * @return false if there was no such machine
   */
  public boolean delete(String id) {
    return delete(id, false);
  }

  /**
   * Destroys a machine: {@code DELETE /v1/apps/{app}/machines/{id}}.
   *
   * @param force whether a running machine is killed
   * @return false if there was no such machine
   */
  public boolean delete(String id, boolean force) {
    boolean deleted =
        Absence.of(
            () ->
                engine.send(
                    new OperationCall(FlyOperation.MACHINES_DELETE, app, id)
                        .query("force", force ? true : null)));
    if (deleted) {
      engine.machines.deleted(app, id);
    }
    return deleted;
  }

  /** Starts a machine: {@code POST …/machines/{id}/start}. Returns before it runs. */
  public Machine.StartResult start(String id) {
    return new MachineWrites(engine, app).start(id);
  }

  /** Stops a machine: {@code POST …/machines/{id}/stop}. Returns before it has stopped. */
  public void stop(String id) {
    engine.send(new OperationCall(FlyOperation.MACHINES_STOP, app, id).body(JsonObject.empty()));
  }

  /**
   * Stops a machine with a signal: {@code POST …/machines/{id}/stop}.
   *
   * @param timeout how long the process has before it is killed
   */
  public void stop(String id, Signal signal, Duration timeout) {
    engine.send(
        new OperationCall(FlyOperation.MACHINES_STOP, app, id)
            .body(
                JsonObject.of("signal", signal.value())
                    .with("timeout", Times.format(Rules.positive("timeout", timeout)))));
  }

  /**
   * Suspends a machine and saves its memory: {@code POST …/machines/{id}/suspend}. If Fly cannot
   * suspend it, it stops the machine instead.
   */
  public void suspend(String id) {
    engine.send(new OperationCall(FlyOperation.MACHINES_SUSPEND, app, id));
  }

  /**
   * Restarts a machine: {@code POST …/machines/{id}/restart}. Does not pick up new secrets; use an
   * update. Never repeated automatically.
   */
  public void restart(String id) {
    restart(id, r -> {});
  }

  /** Restarts a machine, with settings: {@code POST …/machines/{id}/restart}. */
  public void restart(String id, Consumer<RestartSettings> settings) {
    RestartSettings chosen = new RestartSettings();
    settings.accept(chosen);
    OperationCall call = new OperationCall(FlyOperation.MACHINES_RESTART, app, id);
    chosen.apply(call);
    engine.send(call);
  }

  /** Sends a signal to the main process: {@code POST …/machines/{id}/signal}. Never repeated. */
  public void signal(String id, Signal signal) {
    engine.send(new OperationCall(FlyOperation.MACHINES_SIGNAL, app, id).body(signalBody(signal)));
  }

  static JsonObject signalBody(Signal signal) {
    return JsonObject.of("signal", signal.value());
  }

  /** Stops the proxy from sending requests to a machine: {@code POST …/machines/{id}/cordon}. */
  public void cordon(String id) {
    engine.send(new OperationCall(FlyOperation.MACHINES_CORDON, app, id));
  }

  /** Lets the proxy send requests to a machine again: {@code POST …/machines/{id}/uncordon}. */
  public void uncordon(String id) {
    engine.send(new OperationCall(FlyOperation.MACHINES_UNCORDON, app, id));
  }

  /**
   * Waits until a machine is in a state: {@code GET …/machines/{id}/wait}, as often as it takes.
   *
   * <p>A started machine is running, but its server may not be listening yet: see {@link
   * #awaitHealthy}.
   *
   * @return the machine in that state
   * @throws WaitTimeoutException if it does not get there in time
   * @throws MachineStartException if it can no longer get there
   * @throws NotFoundException if there is no such machine; when waiting for destroyed, that is
   *     success
   */
  public Machine await(String id, MachineState state, Duration timeout) {
    return await(id, w -> w.state(state).timeout(timeout));
  }

  /**
   * Waits as {@link #await(String, MachineState, Duration)} does, without reading the machine once
   * the API says that it is there: one call less.
   */
  public void awaitState(String id, MachineState state, Duration timeout) {
    new MachineWaits(engine, app, id, new WaitSettings().state(state).timeout(timeout)).reach();
  }

  /**
   * Waits until a machine is in one of several states; the settings name the states and the
   * timeout.
   */
  public Machine await(String id, Consumer<WaitSettings> settings) {
    WaitSettings chosen = new WaitSettings();
    settings.accept(chosen);
    return new MachineWaits(engine, app, id, chosen).run();
  }

  /**
   * Waits until all health checks of a machine pass; a machine without checks only has to run.
   *
   * @throws WaitTimeoutException if they do not in time
   * @throws MachineStartException if the machine cannot run any more
   */
  public Machine awaitHealthy(String id, Duration timeout) {
    return new MachineWaits(engine, app, id, new WaitSettings().timeout(timeout)).untilHealthy();
  }

  /**
   * Takes the lease of a machine: {@code POST …/machines/{id}/lease}. Until it is closed, it is
   * refreshed in the background, and only this client can change the machine.
   *
   * @throws LeaseHeldException if another caller holds it
   */
  public MachineLease lease(String id) {
    return lease(id, l -> {});
  }

  /** Takes the lease of a machine, with settings: {@code POST …/machines/{id}/lease}. */
  public MachineLease lease(String id, Consumer<MachineLease.Options> settings) {
    MachineLease.Options chosen = new MachineLease.Options();
    settings.accept(chosen);
    return MachineLease.take(engine, app, id, chosen);
  }

  /** Returns who holds the lease of a machine, if anyone: {@code GET …/machines/{id}/lease}. */
  public Optional<Machine.Lease> leaseInfo(String id) {
    return Absence.find(
        () ->
            engine
                .send(new OperationCall(FlyOperation.MACHINES_SHOW_LEASE, app, id))
                .enveloped(Machine.Lease::new));
  }

  /**
   * Runs a command in a running machine and returns what it printed: {@code POST
   * …/machines/{id}/exec}. Never repeated automatically.
   */
  public Machine.ExecResult exec(String id, String... command) {
    return exec(id, e -> e.command(command));
  }

  /** Runs a command in a running machine, with settings: {@code POST …/machines/{id}/exec}. */
  public Machine.ExecResult exec(String id, Consumer<ExecRequest> settings) {
    ExecRequest request = new ExecRequest();
    settings.accept(request);
    return engine
        .send(
            new OperationCall(FlyOperation.MACHINES_EXEC, app, id)
                .body(request.build())
                .attemptTimeout(request.patience(engine.settings.attemptTimeout)))
        .as(Machine.ExecResult::new);
  }

  /** Lists the processes of a running machine: {@code GET …/machines/{id}/ps}. */
  public List<Machine.ProcessStat> processes(String id) {
    return processes(id, null, null);
  }

  /**
   * Lists the processes of a running machine in an order: {@code GET …/machines/{id}/ps}.
   *
   * @param sortBy the field to sort by
   * @param order {@code asc} or {@code desc}
   */
  public List<Machine.ProcessStat> processes(
      String id, @Nullable String sortBy, @Nullable String order) {
    return engine
        .send(
            new OperationCall(FlyOperation.MACHINES_LIST_PROCESSES, app, id)
                .query("sort_by", sortBy)
                .query("order", order))
        .list(Machine.ProcessStat::new);
  }

  /** Lists the latest 20 events of a machine, newest first: {@code GET …/machines/{id}/events}. */
  public List<Machine.Event> events(String id) {
    return engine
        .send(new OperationCall(FlyOperation.MACHINES_LIST_EVENTS, app, id))
        .list(Machine.Event::new);
  }

  /** Lists the latest events of a machine, newest first; at most 50. */
  public List<Machine.Event> events(String id, int limit) {
    return engine
        .send(
            new OperationCall(FlyOperation.MACHINES_LIST_EVENTS, app, id)
                .query("limit", Rules.between("limit", limit, 1, MOST_EVENTS)))
        .list(Machine.Event::new);
  }

  /** Lists the versions of a machine: {@code GET …/machines/{id}/versions}. */
  public List<Machine.Version> versions(String id) {
    return engine
        .send(new OperationCall(FlyOperation.MACHINES_LIST_VERSIONS, app, id))
        .list(Machine.Version::new);
  }

  /** Returns the memory of a running machine: {@code GET …/machines/{id}/memory}. */
  public Machine.Memory memory(String id) {
    return engine
        .send(new OperationCall(FlyOperation.MACHINES_GET_MEMORY, app, id))
        .as(Machine.Memory::new);
  }

  /** Sets the limit of a running machine's memory: {@code PUT …/machines/{id}/memory}. */
  public Machine.Memory setMemoryLimit(String id, int megabytes) {
    return engine
        .send(
            new OperationCall(FlyOperation.MACHINES_SET_MEMORY_LIMIT, app, id)
                .body(JsonObject.of("limit_mb", Rules.atLeast("limit_mb", megabytes, 1))))
        .as(Machine.Memory::new);
  }

  /**
   * Reclaims unused memory from a running machine: {@code POST …/machines/{id}/memory/reclaim}.
   * Never repeated automatically.
   *
   * @return how many megabytes were reclaimed
   */
  public int reclaimMemory(String id, int megabytes) {
    Answer answer =
        engine.send(
            new OperationCall(FlyOperation.MACHINES_RECLAIM_MEMORY, app, id)
                .body(JsonObject.of("amount_mb", Rules.atLeast("amount_mb", megabytes, 1))));
    JsonObject reply = answer.object();
    return answer.read(() -> reply.integer("actual_mb", 0));
  }

  /** Returns the metadata of a machine: {@code GET …/machines/{id}/metadata}. */
  public Map<String, String> metadata(String id) {
    Answer answer = engine.send(new OperationCall(FlyOperation.MACHINES_SHOW_METADATA, app, id));
    JsonObject reply = answer.objectOrEmpty();
    return answer.read(() -> JsonObject.of("metadata", reply).textMap("metadata"));
  }

  /** Returns one metadata entry: {@code GET …/machines/{id}/metadata/{key}}. */
  public Optional<String> metadata(String id, String key) {
    return Absence.find(
        () -> {
          Answer answer =
              engine.send(new OperationCall(FlyOperation.MACHINES_GET_METADATA_KEY, app, id, key));
          JsonObject reply = answer.object();
          return answer.read(() -> reply.text("value", ""));
        });
  }

  /** Sets one metadata entry: {@code POST …/machines/{id}/metadata/{key}}. */
  public void setMetadata(String id, String key, String value) {
    engine.send(
        new OperationCall(FlyOperation.MACHINES_UPSERT_METADATA, app, id, key)
            .body(JsonObject.of("value", value)));
  }

  /** Sets metadata entries, and removes those given as null: {@code PATCH …/metadata}. */
  public void updateMetadata(String id, Map<String, @Nullable String> entries) {
    updateMetadata(id, m -> m.putAll(entries));
  }

  /**
   * Changes metadata entries, optionally only if the machine still has a given version: {@code
   * PATCH …/machines/{id}/metadata}.
   *
   * @throws VersionConflictException if it has another
   */
  public void updateMetadata(String id, Consumer<MetadataUpdate> changes) {
    metadata(FlyOperation.MACHINES_PATCH_METADATA, id, changes);
  }

  /** Does the same as {@link #updateMetadata}, by {@code PUT}, which merges too. */
  public void putMetadata(String id, Map<String, @Nullable String> entries) {
    putMetadata(id, m -> m.putAll(entries));
  }

  /** Does the same as {@link #updateMetadata}, by {@code PUT}, which merges too. */
  public void putMetadata(String id, Consumer<MetadataUpdate> changes) {
    metadata(FlyOperation.MACHINES_PUT_METADATA, id, changes);
  }

  /** Removes one metadata entry: {@code DELETE …/machines/{id}/metadata/{key}}. */
  public boolean deleteMetadata(String id, String key) {
    return Absence.of(
        () -> engine.send(new OperationCall(FlyOperation.MACHINES_DELETE_METADATA, app, id, key)));
  }

  private void metadata(FlyOperation operation, String id, Consumer<MetadataUpdate> changes) {
    MetadataUpdate update = new MetadataUpdate();
    changes.accept(update);
    engine.send(new OperationCall(operation, app, id).body(update.json()));
  }

  /** A machine to be created. */
  public static final class Create extends MachineRequest<Create> {
    Create() {
      super(null);
    }

    /** Sets the name, unique in the app. Default: a name that Fly chooses. */
    public Create name(String name) {
      return put("name", Rules.notBlank("name", name));
    }

    /**
     * Sets where the machine runs: a region, several in order of preference ({@code "iad,dfw"}), or
     * an alias such as {@code any} or {@code eu}. Default: the nearest region.
     */
    public Create region(String region) {
      return put("region", Rules.notBlank("region", region));
    }

    JsonObject build(String requestId) {
      MachineConfig config = config();
      if (config == null) {
        throw new InvalidRequestException("config", null, "must be set");
      }
      JsonObject metadata = config.json().object("metadata");
      return json()
          .with(
              "config",
              config
                  .json()
                  .with(
                      "metadata",
                      (metadata == null ? JsonObject.empty() : metadata)
                          .with(MachineWrites.REQUEST_ID, requestId)));
    }
  }

  /** Changes to a machine. It starts from the configuration that the machine has. */
  public static final class Update extends MachineRequest<Update> {
    private final Machine current;

    Update(Machine current) {
      super(current.config().orElse(null));
      this.current = current;
    }

    /** Returns the machine as it was read. */
    public Machine current() {
      return current;
    }

    JsonObject build() {
      @Nullable MachineConfig config = config();
      if (config == null) {
        throw new InvalidRequestException(
            "config",
            "The update needs the machine's current configuration, but the server did not return"
                + " it; its host may be unreachable.");
      }
      JsonObject body = json().with("config", config.json());
      String version = current.version().orElse(null);
      return version == null ? body : body.with("current_version", version);
    }
  }

  /** Which machines of an app to list. */
  public static final class ListFilter extends Filter<ListFilter> {
    ListFilter() {}

    /**
     * Lists only machines with a metadata entry; if called repeatedly, all entries are required.
     */
    public ListFilter metadata(String key, String value) {
      return set("metadata." + Rules.notBlank("metadata", key), value);
    }

    /** Includes the holders of leases. */
    public ListFilter includeLeases() {
      return set("include_leases", true);
    }
  }

  /** A change of some metadata entries of a machine; the others stay unchanged. */
  public static final class MetadataUpdate extends JsonFields<MetadataUpdate> {
    MetadataUpdate() {
      super(JsonObject.of("metadata", JsonObject.empty()));
    }

    /** Sets an entry. */
    public MetadataUpdate entry(String key, String value) {
      return putIn("metadata", Rules.notBlank("metadata", key), value);
    }

    /** Removes an entry. */
    public MetadataUpdate withoutEntry(String key) {
      return putIn("metadata", Rules.notBlank("metadata", key), null);
    }

    /** Makes the change only if the machine still has the given version. */
    public MetadataUpdate ifVersion(String machineVersion) {
      return set("machine_version", Rules.notBlank("machine_version", machineVersion));
    }

    /** Sets the time of the change. Default: now. */
    public MetadataUpdate updatedAt(Instant time) {
      return set("updated_at", time.toString());
    }

    MetadataUpdate putAll(Map<String, @Nullable String> entries) {
      entries.forEach((key, value) -> putIn("metadata", Rules.notBlank("metadata", key), value));
      return this;
    }
  }

  /** Settings for restarting a machine. */
  public static final class RestartSettings {
    private @Nullable String timeout;
    private @Nullable Signal signal;
    private @Nullable Boolean force;

    RestartSettings() {}

    /** Sets how long the process has before it is killed. */
    public RestartSettings timeout(Duration timeout) {
      this.timeout = Times.format(Rules.positive("timeout", timeout));
      return this;
    }

    /** Sets the signal that stops the process. */
    public RestartSettings signal(Signal signal) {
      this.signal = signal;
      return this;
    }

    /** Sets whether the process is killed at once. */
    public RestartSettings forceStop(boolean force) {
      this.force = force;
      return this;
    }

    void apply(OperationCall call) {
      call.query("timeout", timeout).query("signal", signal).query("force_stop", force);
    }
  }

  /** What to wait for, and how long. */
  public static final class WaitSettings {
    private List<MachineState> states = List.of(MachineState.STARTED);
    private Duration timeout = Duration.ofMinutes(5);
    private @Nullable String version;
    private @Nullable String fromEvent;

    WaitSettings() {}

    /** Sets the states, any of which ends the wait. Default: {@link MachineState#STARTED}. */
    public WaitSettings state(MachineState... states) {
      if (states.length == 0) {
        throw new InvalidRequestException("state", "empty", "must not be empty");
      }
      this.states = List.of(states);
      return this;
    }

    /**
     * Sets how long to wait in all, which may be longer than the API's limit of a minute. Default:
     * 5 minutes.
     */
    public WaitSettings timeout(Duration timeout) {
      this.timeout = Rules.positive("timeout", timeout);
      return this;
    }

    /** Waits for a version of the machine; if it is replaced, the wait follows the new one. */
    public WaitSettings version(String version) {
      this.version = Rules.notBlank("version", version);
      return this;
    }

    /** Considers only what happens after an event. */
    public WaitSettings fromEvent(String eventId) {
      this.fromEvent = Rules.notBlank("from_event_id", eventId);
      return this;
    }

    List<MachineState> states() {
      return states;
    }

    Duration timeout() {
      return timeout;
    }

    @Nullable String version() {
      return version;
    }

    @Nullable String fromEvent() {
      return fromEvent;
    }
  }

  /** A command to run in a machine. */
  public static final class ExecRequest extends JsonFields<ExecRequest> {
    private static final Duration UNLESS_SAID = Duration.ofSeconds(60);
    private static final Duration ON_THE_WAY = Duration.ofSeconds(15);

    private Duration timeout = Duration.ZERO;

    ExecRequest() {
      super(JsonObject.empty());
    }

    /** Sets the command, word by word; required. */
    public ExecRequest command(String... words) {
      return put("command", List.of(words));
    }

    /** Runs the command in a container of the machine. */
    public ExecRequest container(String name) {
      unset("machine");
      return put("container", Rules.notBlank("container", name));
    }

    /** Runs the command in the machine itself, outside of its containers. */
    public ExecRequest inMachine() {
      unset("container");
      return put("machine", true);
    }

    /** Sets the command's standard input. */
    public ExecRequest stdin(String text) {
      return put("stdin", text);
    }

    /** Sets how long the command may take, in whole seconds. */
    public ExecRequest timeout(Duration timeout) {
      this.timeout = timeout;
      return put("timeout", Rules.seconds("timeout", timeout));
    }

    Duration patience(Duration otherwise) {
      Duration own = (timeout.isZero() ? UNLESS_SAID : timeout).plus(ON_THE_WAY);
      return timeout.isZero() && otherwise.compareTo(own) < 0 ? otherwise : own;
    }

    JsonObject build() {
      if (json().texts("command").isEmpty()) {
        throw new InvalidRequestException("command", "empty", "must not be empty");
      }
      return json();
    }
  }
}
