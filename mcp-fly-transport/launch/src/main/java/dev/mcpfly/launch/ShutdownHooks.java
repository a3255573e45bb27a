package dev.mcpfly.launch;

/** Shutdown hooks, for code that may also run while the JVM is going down. */
final class ShutdownHooks {
  private ShutdownHooks() {}

  /** Returns whether the hook was added: it is not while the JVM is going down already. */
  static boolean add(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down, and the hook runs or has run.
    }
  }
}
