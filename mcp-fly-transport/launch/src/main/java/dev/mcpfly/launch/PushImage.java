package dev.mcpfly.launch;

import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageEvent;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the server's image and pushes it to the app's registry. */
final class PushImage implements Change {
  private static final int PERCENT = 100;
  private static final int SHOWN_EVERY_PERCENT = 10;

  private final String tag;
  private final boolean appExists;
  private final ServerSource.Built source;

  PushImage(Blueprint blueprint, ServerSource.Built source) {
    this(blueprint.imageTag(), blueprint.found().app().exists(), source);
  }

  PushImage(String tag, boolean appExists, ServerSource.Built source) {
    this.tag = tag;
    this.appExists = appExists;
    this.source = source;
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.IMAGE, "push the image " + tag, List.of(), "", source.plan().lines());
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    ImagePush push = new ImagePush(source.plan(), ImageReference.parse(tag));
    source.events().listen(push::heard);
    try {
      Map<Digest, Long> shown = new HashMap<>();
      push.run(event -> report(event, shown, progress));
    } finally {
      push.pushed().ifPresent(pushed -> undo.add(() -> takeBack(pushed)));
    }
    PushedImage pushed = push.pushed().orElseThrow();
    state.learn(Blueprint.IMAGE, pushed.pinned().toString());
    return "%s %s (%d bytes sent)"
        .formatted(
            pushed.changed() ? "pushed" : "found", pushed.reference(), pushed.uploadedBytes());
  }

  /** Reports the progress of a layer, at most a few times each second. */
  private static void report(ImageEvent event, Map<Digest, Long> shown, Progress progress) {
    if (event instanceof ImageEvent.Downloading down) {
      reportBytes("downloaded", down.blob(), down.bytes(), down.total(), shown, progress);
    } else if (event instanceof ImageEvent.Uploading up) {
      reportBytes("uploaded", up.blob(), up.bytes(), up.total(), shown, progress);
    } else {
      progress.report(event.text());
    }
  }

  private static void reportBytes(
      String what,
      Digest blob,
      long bytes,
      long total,
      Map<Digest, Long> shown,
      Progress progress) {
    long percent = total == 0 ? PERCENT : bytes * PERCENT / total;
    long step = percent / SHOWN_EVERY_PERCENT;
    Long last = shown.put(blob, step);
    if (last == null || last != step) {
      progress.report(
          "%s %d %% of %s (%d bytes)".formatted(what, percent, blob.hex().substring(0, 12), total));
    }
  }

  private @Nullable String takeBack(PushedImage pushed) {
    try {
      return pushed.changed() ? pushed.undo() : null;
    } catch (ImageException e) {
      if (appExists) {
        throw e;
      }
      return null; // its repository goes with the app
    }
  }
}
