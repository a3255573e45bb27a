package dev.mcpfly.launch;

import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageEvent;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.PushedImage;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One push in its own thread, because its events come from several threads and a launch tells its
 * own on one.
 */
final class ImagePush {
  private final ServerImage.Plan plan;
  private final ImageReference target;
  private final BlockingQueue<Optional<ImageEvent>> events = new LinkedBlockingQueue<>();
  private volatile @Nullable PushedImage pushed;
  private volatile @Nullable RuntimeException failure;

  ImagePush(ServerImage.Plan plan, ImageReference target) {
    this.plan = plan;
    this.target = target;
  }

  /** Takes an event from any thread. */
  void heard(ImageEvent event) {
    events.add(Optional.of(event));
  }

  /**
   * Pushes, and returns when nothing of it goes on any more, whatever happens.
   *
   * @param listener is told on this thread
   */
  void run(Consumer<ImageEvent> listener) throws InterruptedException {
    Thread worker = new Thread(this::push, "mcp-fly-image");
    worker.setDaemon(true);
    worker.start();
    try {
      for (Optional<ImageEvent> event = events.take(); event.isPresent(); event = events.take()) {
        listener.accept(event.get());
      }
    } finally {
      end(worker);
    }
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  private void push() {
    try {
      pushed = plan.push(target);
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      events.add(Optional.empty());
    }
  }

  /** Stops the push, which would otherwise write its tag after everything has been undone. */
  private static void end(Thread worker) {
    worker.interrupt();
    boolean interrupted = false;
    while (worker.isAlive()) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns what was pushed; empty if nothing was. */
  Optional<PushedImage> pushed() {
    return Optional.ofNullable(pushed);
  }
}
