package dev.mcpfly.launch;

import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.launch.Change.Progress;
import dev.mcpfly.launch.Change.UndoLog;
import java.util.List;

/** What is done before and after the change of one machine, for those who call its server. */
interface Rotation {
  /** Nothing: a single machine is there for all requests, and Fly's proxy keeps them waiting. */
  Rotation NONE =
      new Rotation() {
        @Override
        public boolean needsLease() {
          return false;
        }

        @Override
        public boolean endsMachine() {
          return false;
        }

        @Override
        public List<FlyRequest<?>> leaving() {
          return List.of();
        }

        @Override
        public List<FlyRequest<?>> joining() {
          return List.of();
        }

        @Override
        public boolean leave(RunState state, UndoLog undo) {
          return false;
        }

        @Override
        public void join(RunState state, Progress progress) {}
      };

  /** Returns whether others are kept from the machine meanwhile. */
  boolean needsLease();

  /** Returns whether the machine has ended before the change, and has to be started after it. */
  boolean endsMachine();

  /** Returns what is sent before the change. */
  List<FlyRequest<?>> leaving();

  /** Returns what is sent after it. */
  List<FlyRequest<?>> joining();

  /**
   * Takes the machine out of rotation.
   *
   * @return whether what ran in it has ended
   */
  boolean leave(RunState state, UndoLog undo) throws InterruptedException;

  /** Waits until the machine answers again, and puts it back into rotation. */
  void join(RunState state, Progress progress) throws InterruptedException;
}
