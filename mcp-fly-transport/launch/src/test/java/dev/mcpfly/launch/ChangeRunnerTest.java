package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeRunnerTest {
  private final List<LaunchEvent> events = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final ChangeRunner runner = new ChangeRunner("launch", events::add);

  @AfterEach
  void clearTheInterrupt() {
    Thread.interrupted();
  }

  @FunctionalInterface
  private interface Body {
    String run(Change.UndoLog undo) throws InterruptedException;
  }

  private static Change step(Kind kind, Body body) {
    LaunchPlan.Step description = new LaunchPlan.Step(kind, "do " + kind);
    return new Change() {
      @Override
      public LaunchPlan.Step describe() {
        return description;
      }

      @Override
      public String run(RunState state, Progress progress, UndoLog undo)
          throws InterruptedException {
        progress.report("half way");
        return body.run(undo);
      }
    };
  }

  private Change done(Kind kind) {
    return step(
        kind,
        undo -> {
          log.add("did " + kind);
          undo.add(
              () -> {
                log.add("undid " + kind);
                return "undid " + kind;
              });
          return "done";
        });
  }

  private static Change failing(Kind kind) {
    return step(
        kind,
        undo -> {
          throw new IllegalStateException("The thing broke.");
        });
  }

  @Test
  void runsStepsInOrderAndReportsEach() {
    runner.run(List.of(done(Kind.APP), done(Kind.MACHINE)), new RunState());
    assertThat(log).containsExactly("did APP", "did MACHINE");
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "StepStarted",
            "StepProgressed",
            "StepFinished",
            "StepStarted",
            "StepProgressed",
            "StepFinished");
  }

  @Test
  void undoesNewestFirstWhenAStepFails() {
    LaunchException thrown =
        catchThrowableOfType(
            LaunchException.class,
            () ->
                runner.run(
                    List.of(done(Kind.APP), done(Kind.SECRETS), failing(Kind.MACHINE)),
                    new RunState()));
    assertThat(log).containsExactly("did APP", "did SECRETS", "undid SECRETS", "undid APP");
    assertThat(thrown)
        .hasMessageContaining("The thing broke")
        .hasMessageContaining("has been undone")
        .hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(thrown.failedStep().kind()).isEqualTo(Kind.MACHINE);
    assertThat(thrown.undone())
        .extracting(LaunchPlan.Step::kind)
        .containsExactly(Kind.SECRETS, Kind.APP);
    assertThat(thrown.notUndone()).isEmpty();
  }

  @Test
  void continuesAfterAFailedUndoAndReportsWhatIsLeft() {
    Change stubborn =
        step(
            Kind.SECRETS,
            undo -> {
              undo.add(
                  () -> {
                    throw new Change.CannotUndoException("the secret A keeps its new value");
                  });
              return "set";
            });
    LaunchException thrown =
        catchThrowableOfType(
            LaunchException.class,
            () ->
                runner.run(
                    List.of(done(Kind.APP), stubborn, failing(Kind.MACHINE)), new RunState()));
    assertThat(log).containsExactly("did APP", "undid APP");
    assertThat(thrown).hasMessageContaining("the secret A keeps its new value");
    assertThat(thrown.notUndone()).hasSize(1);
  }

  @Test
  void undoesWhatAStepDidBeforeItFailed() {
    Change half =
        step(
            Kind.MACHINE,
            undo -> {
              undo.add(
                  () -> {
                    log.add("undid half");
                    return "half";
                  });
              throw new IllegalStateException("late");
            });
    assertThatThrownBy(() -> runner.run(List.of(half), new RunState()))
        .isInstanceOf(LaunchException.class);
    assertThat(log).containsExactly("undid half");
  }

  @Test
  void undoesOnAnInterruptAndRestoresIt() {
    Change interrupted =
        step(
            Kind.WAIT,
            undo -> {
              throw new InterruptedException();
            });
    assertThatThrownBy(() -> runner.run(List.of(done(Kind.APP), interrupted), new RunState()))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("interrupted");
    assertThat(log).containsExactly("did APP", "undid APP");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void startsNoStepOnceInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> runner.run(List.of(done(Kind.APP)), new RunState()))
        .isInstanceOf(LaunchException.class);
    assertThat(log).isEmpty();
  }

  @Test
  void undoesOnAVirtualMachineErrorAndRethrowsIt() {
    Error full = new OutOfMemoryError("no memory");
    Change huge =
        step(
            Kind.MACHINE,
            undo -> {
              throw full;
            });
    assertThatThrownBy(() -> runner.run(List.of(done(Kind.APP), huge), new RunState()))
        .isSameAs(full)
        .hasSuppressedException(
            new LaunchException(
                "no memory. (Step that failed: do MACHINE.) Everything done before it has been"
                    + " undone.",
                null));
    assertThat(log).containsExactly("did APP", "undid APP");
  }

  @Test
  void isNotDisturbedByAListenerThatThrows() {
    ChangeRunner disturbed =
        new ChangeRunner(
            "launch",
            event -> {
              if (event instanceof LaunchEvent.StepStarted) {
                throw new IllegalStateException("listener");
              }
              throw new AssertionError("listener");
            });
    disturbed.run(List.of(done(Kind.APP)), new RunState());
    assertThat(log).containsExactly("did APP");
  }
}
