package dev.mcpfly.transport;

/** An action that runs if the JVM ends before it is cancelled. */
final class ShutdownHook {
  private final Thread thread;

  ShutdownHook(String name, Runnable work) {
    thread = new Thread(work, name);
    try {
      Runtime.getRuntime().addShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The JVM is ending already: nothing that begins now will be finished.
    }
  }

  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs or has run.
    }
  }
}
