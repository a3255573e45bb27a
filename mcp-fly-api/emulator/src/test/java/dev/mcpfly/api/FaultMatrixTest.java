package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mcpfly.api.FaultDeeds.Deed;
import dev.mcpfly.api.emulator.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every operation that is not a GET, under every fault: it happened exactly once, or the error says
 * that the outcome is unknown, or it surely did not happen. The emulator is asked what exists.
 */
@Timeout(300)
class FaultMatrixTest {
  /** Faults that strike the first call, and whether they keep it from taking effect. */
  private enum Strike {
    DROPPED_BEFORE(true),
    DROPPED_AFTER(false),
    STATUS_408(true),
    STATUS_429(true),
    STATUS_500(true),
    STATUS_502(true),
    STATUS_503(true),
    BAD_GATEWAY_AFTER_THE_EFFECT(false),
    STALLED_BODY(false);

    final boolean keepsOut;

    Strike(boolean keepsOut) {
      this.keepsOut = keepsOut;
    }

    Fault on(String operation, int calls) {
      Fault.Trigger trigger = Fault.on(operation).calls(1, calls);
      return switch (this) {
        case DROPPED_BEFORE -> trigger.dropBefore();
        case DROPPED_AFTER -> trigger.dropAfter();
        case STALLED_BODY -> trigger.stallBody();
        case BAD_GATEWAY_AFTER_THE_EFFECT ->
            trigger.answerAfterEffect(502, "<html>Bad Gateway</html>");
        default -> trigger.answer(Integer.parseInt(name().substring("STATUS_".length())));
      };
    }
  }

  private static final Set<Strike> ALSO_FOR_EVERY_CALL =
      Set.of(Strike.DROPPED_BEFORE, Strike.DROPPED_AFTER, Strike.STATUS_503);

  private static final int EVERY_CALL = 1000;

  @Test
  void coversEveryOperationExceptGets() throws IOException {
    Set<String> table =
        OperationTable.lines("emulator/operations.tsv").stream()
            .skip(1)
            .filter(row -> !row.startsWith("GET"))
            .map(row -> row.split("\t", -1)[2])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(FaultDeeds.all().stream().map(Deed::operation).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(table);
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT) // each world is its own, and most of the time is waiting
  List<DynamicTest> changeHappensOnceOrTheErrorSaysThatTheOutcomeIsUnknown() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Deed deed : FaultDeeds.all()) {
      for (Strike strike : Strike.values()) {
        tests.add(dynamicTest(deed + ", first call: " + strike, () -> run(deed, strike, 1)));
        if (ALSO_FOR_EVERY_CALL.contains(strike)) {
          tests.add(
              dynamicTest(deed + ", every call: " + strike, () -> run(deed, strike, EVERY_CALL)));
        }
      }
    }
    return tests;
  }

  private static void run(Deed deed, Strike strike, int calls) {
    // Only what stalls has to wait for the end of the client's patience.
    Duration patience = Duration.ofMillis(strike == Strike.STALLED_BODY ? 250 : 60_000);
    try (FaultWorld world = new FaultWorld(patience)) {
      deed.prepare().accept(world);
      world.emulator.faults().add(strike.on(deed.operation(), calls));
      FlyException failure = null;
      try {
        deed.act().accept(world);
      } catch (FlyException e) {
        failure = e;
      }
      int applied = world.emulator.faults().applied();
      assertThat(applied).as("the fault struck").isPositive();
      world.keptOut = strike.keepsOut ? applied : 0;
      world.emulator.faults().clear();
      int effects = deed.effects().applyAsInt(world);
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      // What goes on after the reply, such as deleting an app, may take a moment.
      while (effects == 0 && failure == null && System.nanoTime() < end) {
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        effects = deed.effects().applyAsInt(world);
      }
      assertThat(effects).as("how often it happened, after %s", failure).isBetween(0, 1);
      if (failure == null) {
        assertThat(effects).as("how often it happened, without an error").isEqualTo(1);
      } else if (effects > 0) {
        assertThat(failure.outcomeUnknown()).as("outcome unknown: %s", failure).isTrue();
        assertThat(failure.getMessage()).contains("may have taken effect");
      }
    }
  }
}
