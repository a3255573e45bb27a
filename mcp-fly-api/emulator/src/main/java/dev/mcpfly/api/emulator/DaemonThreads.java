package dev.mcpfly.api.emulator;

/** Lets the JVM exit even if an emulator was not closed. */
final class DaemonThreads {
  private DaemonThreads() {}

  /** Runs something on a daemon thread, so the threads that it starts are daemons too. */
  static void run(Runnable work) {
    Thread thread = new Thread(work, "fly-emulator-starter");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
