package dev.mcpfly.transport.bench;

/** Looks four times a second how much memory a process has. */
final class Watch implements AutoCloseable {
  private final Thread thread;
  private volatile double peak;

  Watch(Started process) {
    thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  peak = Math.max(peak, process.residentMb());
                  Thread.sleep(250);
                }
              } catch (InterruptedException e) {
                // The measurement is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  double peak() {
    return peak;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
