package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchException.NotUndone;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The only place that runs changes: in order, with events; when one fails, the caller's thread is
 * interrupted or the JVM is shut down, it undoes what was done, newest first.
 */
final class ChangeRunner {
  private static final System.Logger LOG = System.getLogger(ChangeRunner.class.getName());

  private static final int MAX_DEPTH = 10;

  private final Consumer<LaunchEvent> listener;
  private final long startNanos = System.nanoTime();
  private final Deque<Done> done = new ArrayDeque<>();
  private final String what;
  private final Masking masking;

  private record Done(LaunchPlan.Step step, Change.Undo undo) {}

  /**
   * Makes a runner for one run.
   *
   * @param what is done, as a noun for messages: launch, update
   * @param listener called on the running thread
   */
  ChangeRunner(String what, Consumer<LaunchEvent> listener) {
    this(what, listener, Masking.NOTHING);
  }

  /**
   * Makes a runner for one run.
   *
   * @param masking of secrets that an answer of others may repeat
   */
  ChangeRunner(String what, Consumer<LaunchEvent> listener, Masking masking) {
    this.what = what;
    this.listener = listener;
    this.masking = masking;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /**
   * Runs the changes.
   *
   * @throws LaunchException if one fails; what could be undone is undone then
   */
  void run(List<? extends Change> changes, RunState state) {
    ShutdownGuard guard = new ShutdownGuard();
    try {
      for (int i = 0; i < changes.size(); i++) {
        runOne(changes.get(i), state, i + 1, changes.size());
      }
    } finally {
      state.close();
      guard.close();
    }
  }

  private void runOne(Change step, RunState state, int number, int total) {
    LaunchPlan.Step description = step.describe();
    Duration began = elapsed();
    emit(new LaunchEvent.StepStarted(description, number, total, began));
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException("before " + description.kind());
      }
      String outcome =
          step.run(
              state,
              progress(description, number, total),
              undo -> done.push(new Done(description, undo)));
      emit(
          new LaunchEvent.StepFinished(
              description, number, total, outcome, elapsed().minus(began), elapsed()));
    } catch (InterruptedException e) {
      throw undoAfter(description, "the " + what + " was interrupted", e, true);
    } catch (RuntimeException e) {
      boolean interrupted = Thread.interrupted();
      throw undoAfter(description, reason(e), e, interrupted);
    } catch (Error e) {
      // Not much can be relied on now, but what was made must not stay because of that.
      e.addSuppressed(undoAfter(description, reason(e), null, Thread.interrupted()));
      throw e;
    }
  }

  private Change.Progress progress(LaunchPlan.Step step, int number, int total) {
    return new Change.Progress() {
      @Override
      public void report(String message) {
        emit(new LaunchEvent.StepProgressed(step, number, total, message, elapsed()));
      }

      @Override
      public void warn(String warning) {
        emit(new LaunchEvent.Warned(step, warning, elapsed()));
      }
    };
  }

  private LaunchException undoAfter(
      LaunchPlan.Step failed, String reason, @Nullable Throwable cause, boolean interrupted) {
    emit(new LaunchEvent.StepFailed(failed, reason, elapsed()));
    boolean hadChanged = done.stream().anyMatch(change -> !change.step().equals(failed));
    List<LaunchPlan.Step> undone = new ArrayList<>();
    List<NotUndone> notUndone = undoAll(undone);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new LaunchException(
        message(failed, reason, hadChanged, undone, notUndone),
        withoutSecrets(cause),
        failed,
        undone,
        notUndone);
  }

  /** Returns the cause, or null if its text contains a secret; the message quotes it masked. */
  private @Nullable Throwable withoutSecrets(@Nullable Throwable cause) {
    int depth = 0;
    for (Throwable e = cause; e != null && depth < MAX_DEPTH; e = e.getCause(), depth++) {
      String text = String.valueOf(e.getMessage());
      if (!masking.mask(text).equals(text)) {
        return null;
      }
      for (Throwable suppressed : e.getSuppressed()) {
        if (withoutSecrets(suppressed) == null) {
          return null;
        }
      }
    }
    return cause;
  }

  /** Undoes everything that has been run, after something else than a change has failed. */
  void undo() {
    boolean interrupted = Thread.interrupted();
    for (NotUndone left : undoAll(new ArrayList<>())) {
      LOG.log(
          System.Logger.Level.WARNING,
          "This could not be undone: {0} ({1})",
          left.reason(),
          left.step().description());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<NotUndone> undoAll(List<LaunchPlan.Step> undone) {
    List<NotUndone> notUndone = new ArrayList<>();
    while (!done.isEmpty()) {
      Done last = done.pop();
      String problem = undo(last, undone);
      if (problem != null) {
        notUndone.add(new NotUndone(last.step(), problem));
        emit(new LaunchEvent.UndoFailed(last.step(), problem, elapsed()));
      }
    }
    return notUndone;
  }

  private @Nullable String undo(Done last, List<LaunchPlan.Step> undone) {
    try {
      String outcome = last.undo().run();
      if (outcome != null) {
        undone.add(last.step());
        emit(new LaunchEvent.StepUndone(last.step(), outcome, elapsed()));
      }
      return null;
    } catch (InterruptedException e) {
      return "interrupted while undoing \"" + last.step().description() + "\"; undo it by hand";
    } catch (RuntimeException e) {
      return reason(e);
    }
  }

  private static String message(
      LaunchPlan.Step failed,
      String reason,
      boolean hadChanged,
      List<LaunchPlan.Step> undone,
      List<NotUndone> notUndone) {
    StringBuilder message = new StringBuilder();
    message.append(stripFullStop(reason)).append(". ");
    message.append("(Step that failed: ").append(failed.description()).append(".) ");
    if (undone.isEmpty() && notUndone.isEmpty()) {
      message.append(
          hadChanged
              ? "Everything done before it is already gone."
              : "Nothing was changed before it.");
    } else if (notUndone.isEmpty()) {
      message.append("Everything done before it has been undone.");
    } else {
      message.append(
          notUndone.stream()
              .map(NotUndone::reason)
              .map(ChangeRunner::stripFullStop)
              .collect(Collectors.joining("; ", "This could not be undone: ", ".")));
    }
    return message.toString();
  }

  private String reason(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : masking.mask(message);
  }

  private static String stripFullStop(String sentence) {
    String text = sentence.strip();
    return text.endsWith(".") && !text.endsWith("...")
        ? text.substring(0, text.length() - 1)
        : text;
  }

  /** Calls the listener; its failure is logged, and fails neither the launch nor the undo. */
  void emit(LaunchEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "A launch listener threw an exception", e);
    }
  }
}
