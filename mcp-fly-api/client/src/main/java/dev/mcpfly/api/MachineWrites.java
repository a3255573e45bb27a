package dev.mcpfly.api;

import dev.mcpfly.api.internal.Ulid;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates, updates and starts machines, each of which takes more than one request to do reliably.
 */
final class MachineWrites {
  /** The metadata entry that finds a machine whose create response was lost. */
  static final String REQUEST_ID = "create_request_id";

  private static final Duration SETTLING = Duration.ofSeconds(30);

  private final CallEngine engine;
  private final String app;

  MachineWrites(CallEngine engine, String app) {
    this.engine = engine;
    this.app = app;
  }

  Machine create(Consumer<Machines.Create> settings) {
    return create(new FlyRequests(engine).createMachine(app, settings));
  }

  Machine create(FlyRequest<Machine> request) {
    JsonObject body = request.with(Map.of(REQUEST_ID, Ulid.next(engine.now()))).json();
    // The caller may have chosen it, to find the machine again.
    JsonObject config = body.object("config");
    JsonObject metadata = config == null ? null : config.object("metadata");
    String requestId = metadata == null ? "" : metadata.text(REQUEST_ID, "");
    Machine created =
        whileUnsettled(
            () ->
                new CreateOnce(engine)
                    .run(
                        () -> new OperationCall(FlyOperation.MACHINES_CREATE, app).body(body),
                        answer -> answer.as(Machine::new),
                        () -> byRequestId(requestId),
                        Machine::id),
            e -> message(e).contains("min_secrets_version"));
    engine.machines.created(app, created.id());
    return takesLease(body) ? withNonce(created) : created;
  }

  Machine update(String id, Consumer<Machines.Update> changes) {
    Machine before = new Machines(engine, app).get(id);
    Machines.Update request = new Machines.Update(before);
    changes.accept(request);
    return update(before, request.build());
  }

  /** Updates a machine from the state that was read. */
  Machine update(Machine before, JsonObject body) {
    String id = before.id();
    Machines machines = new Machines(engine, app);
    Machine updated =
        whileUnsettled(
            () ->
                new CreateOnce(engine)
                    .run(
                        () -> new OperationCall(FlyOperation.MACHINES_UPDATE, app, id).body(body),
                        answer -> answer.as(Machine::new),
                        () -> ifUpdated(machines.get(id), before, body),
                        Machine::id),
            e -> message(e).contains("min_secrets_version"));
    return takesLease(body) ? withNonce(updated) : updated;
  }

  private static boolean takesLease(JsonObject body) {
    return body.get("lease_ttl") != null;
  }

  Machine.StartResult start(String id) {
    return whileUnsettled(
        () ->
            engine
                .send(new OperationCall(FlyOperation.MACHINES_START, app, id))
                .orEmpty(Machine.StartResult::new),
        e -> {
          String text = message(e);
          return text.contains("getting replaced")
              || text.contains("still attempting to start")
              || text.contains("from current state: 'created'");
        });
  }

  private Optional<Machine> byRequestId(String requestId) {
    List<Machine> found =
        new Machines(engine, app).list(filter -> filter.metadata(REQUEST_ID, requestId));
    return found.stream()
        .filter(
            machine ->
                machine
                    .config()
                    .map(config -> requestId.equals(config.metadata().get(REQUEST_ID)))
                    .orElse(true))
        .findFirst();
  }

  /**
   * Accepts a machine as the result of an update if it has a new version with the configuration
   * that was sent.
   */
  private static Optional<Machine> ifUpdated(Machine now, Machine before, JsonObject body) {
    boolean moved = !now.version().equals(before.version());
    JsonObject sent = body.object("config");
    boolean same =
        sent != null && now.config().isPresent() && contains(now.config().get().json(), sent);
    return moved && same ? Optional.of(now) : Optional.empty();
  }

  /**
   * Returns whether a value contains everything that another one has; servers add their own
   * defaults.
   */
  private static boolean contains(@Nullable Object whole, @Nullable Object part) {
    if (part instanceof JsonObject wanted && whole instanceof JsonObject object) {
      return wanted.asMap().entrySet().stream()
          .allMatch(
              field ->
                  field.getValue() == null
                      || contains(object.get(field.getKey()), field.getValue()));
    }
    if (part instanceof List<?> wanted && whole instanceof List<?> list) {
      if (wanted.size() != list.size()) {
        return false;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!contains(list.get(i), wanted.get(i))) {
          return false;
        }
      }
      return true;
    }
    return part == null ? whole == null : part.equals(whole);
  }

  /** Adds the nonce if the reply, or the machine found in its place, lacks it. */
  private Machine withNonce(Machine machine) {
    if (machine.nonce().isPresent()) {
      return machine;
    }
    return new Machines(engine, app)
        .leaseInfo(machine.id())
        .flatMap(Machine.Lease::nonce)
        .map(nonce -> new Machine(machine.json().with("nonce", nonce)))
        .orElse(machine);
  }

  /**
   * Repeats an action that the server refuses only because an earlier change has not propagated
   * yet.
   */
  private <T> T whileUnsettled(Supplier<T> action, Predicate<FlyException> unsettled) {
    Instant deadline = engine.now().plus(SETTLING);
    for (int attempt = 1; ; attempt++) {
      try {
        return action.get();
      } catch (ApiException.PreconditionFailed | ApiException.Conflict e) {
        Duration pause = Duration.ofMillis(Math.min(5000, 500L * attempt));
        if (!unsettled.test(e) || engine.now().plus(pause).isAfter(deadline)) {
          throw e;
        }
        engine.sleep(pause, new OperationCall(FlyOperation.MACHINES_LIST, app), e.outcomeUnknown());
      }
    }
  }

  private static String message(FlyException e) {
    return String.valueOf(e.getMessage());
  }
}
