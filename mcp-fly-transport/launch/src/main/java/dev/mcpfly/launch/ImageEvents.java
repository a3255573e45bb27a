package dev.mcpfly.launch;

import dev.mcpfly.image.registry.ImageEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Forwards the events of an image's push to the launch's listener. Thread-safe. */
final class ImageEvents implements Consumer<ImageEvent> {
  private final List<Consumer<ImageEvent>> listeners = new CopyOnWriteArrayList<>();

  void listen(Consumer<ImageEvent> listener) {
    listeners.add(listener);
  }

  @Override
  public void accept(ImageEvent event) {
    listeners.forEach(listener -> listener.accept(event));
  }
}
