package dev.mcpfly.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes creates safe to repeat. When a reply is lost, looks for what the request may have created
 * and adopts it; sends the request again only if there is nothing.
 */
final class CreateOnce {
  private static final int LOOKS = 3;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final CallEngine engine;

  CreateOnce(CallEngine engine) {
    this.engine = engine;
  }

  <T> T run(
      Supplier<OperationCall> call,
      Function<Answer, T> read,
      Supplier<Optional<T>> find,
      Function<T, String> id) {
    Instant deadline = engine.now().plus(engine.settings.callTimeout);
    List<FlyException> earlier = new ArrayList<>();
    for (int attempt = 1; ; attempt++) {
      OperationCall next = call.get();
      try {
        return read.apply(engine.send(next));
      } catch (CallInterruptedException e) {
        throw FlyException.suppress(e, earlier);
      } catch (FlyException e) {
        if (!e.outcomeUnknown() && earlier.isEmpty()) {
          throw e;
        }
        Optional<T> found;
        try {
          found = look(next, find, e.outcomeUnknown());
        } catch (FlyException lookup) {
          e.addSuppressed(lookup);
          throw FlyException.suppress(e, earlier);
        }
        if (found.isPresent()) {
          engine.emit(new FlyEvent.Adopted(next.operation(), next.target(), id.apply(found.get())));
          return found.get();
        }
        if (!e.outcomeUnknown()
            || attempt >= engine.settings.retry.maxAttempts()
            || engine.now().isAfter(deadline)) {
          throw FlyException.suppress(e, earlier);
        }
        earlier.add(e);
      }
    }
  }

  /** Looks a few times: a new resource may not be visible at once. */
  private <T> Optional<T> look(OperationCall call, Supplier<Optional<T>> find, boolean patiently) {
    for (int look = 1; ; look++) {
      if (patiently) {
        engine.sleep(BETWEEN_LOOKS, call, true);
      }
      Optional<T> found = find.get();
      if (found.isPresent() || !patiently || look == LOOKS) {
        return found;
      }
    }
  }
}
