package dev.mcpfly.image;

import dev.mcpfly.image.internal.FileTree;
import dev.mcpfly.image.registry.ImageEvent;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.OutgoingImage;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out an {@link ImageAssembly}. */
final class Assembler {
  private final RegistryClient client;
  private final ImageAssembly plan;
  private final Map<ImageReference, ImageFiles> sources = new HashMap<>();

  Assembler(RegistryClient client, ImageAssembly plan) {
    this.client = client;
    this.plan = plan;
  }

  ImageAssembly.Assembled assemble() {
    ImageReference name = plan.base();
    RemoteImage base = name == null ? null : client.image(name, plan.platform());
    return new ImageAssembly.Assembled(client, image(base));
  }

  private OutgoingImage image(@Nullable RemoteImage base) {
    List<OutgoingImage.Layer> layers = new ArrayList<>();
    if (base != null) {
      for (RemoteImage.Descriptor layer : base.layers()) {
        layers.add(new OutgoingImage.Layer(layer, base.reference()));
      }
      if (plan.steps().isEmpty() && plan.edits().isEmpty()) {
        return ManifestWriter.unchanged(base, layers);
      }
    }
    TargetTree target =
        new TargetTree(() -> base == null ? new FileTree() : ImageFiles.of(client, base).tree());
    List<BuiltLayer> built = new ArrayList<>();
    for (ImageAssembly.Step step : plan.steps()) {
      BuiltLayer layer = build(step, target);
      target.add(layer.items());
      client.emit(new ImageEvent.Built(layer.digest(), layer.size(), layer.what()));
      built.add(layer);
    }
    return new ManifestWriter(base, plan.platform()).write(layers, built, plan.edits());
  }

  private BuiltLayer build(ImageAssembly.Step step, TargetTree target) {
    if (step instanceof ImageAssembly.CopyStep copy) {
      ImageFiles source =
          sources.computeIfAbsent(
              copy.image(), image -> ImageFiles.of(client, client.image(image, plan.platform())));
      return new CopyLayer(source, copy.from(), copy.to(), target).build(client.cache());
    }
    if (step instanceof ImageAssembly.FilesStep files) {
      return new FilesLayer(files.files(), target).build(client.cache());
    }
    throw new ImageException(Reason.BAD_INPUT, "Unknown step " + step + ".");
  }
}
