package dev.mcpfly.image;

import dev.mcpfly.image.internal.FileNode;
import dev.mcpfly.image.internal.FileTree;
import dev.mcpfly.image.internal.LayerListing;
import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.internal.TarException;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of an image's file system, read from its layers. Listings are kept in the cache, so
 * each is made only once.
 */
final class ImageFiles {
  private final RegistryClient client;
  private final RemoteImage image;
  private final FileTree tree;

  private ImageFiles(RegistryClient client, RemoteImage image, FileTree tree) {
    this.client = client;
    this.image = image;
    this.tree = tree;
  }

  /** Reads an image's layers, from the cache or from its registry. */
  static ImageFiles of(RegistryClient client, RemoteImage image) {
    FileTree tree = new FileTree();
    for (RemoteImage.Descriptor layer : image.layers()) {
      try {
        tree.add(listing(client, image, layer));
      } catch (TarException e) {
        throw badLayer(image, layer, e);
      }
    }
    return new ImageFiles(client, image, tree);
  }

  private static List<LayerListing.Item> listing(
      RegistryClient client, RemoteImage image, RemoteImage.Descriptor layer) throws TarException {
    String key = "listing 1 " + layer.digest();
    Optional<String> noted = client.cache().note(key);
    if (noted.isPresent()) {
      try {
        return LayerListing.parse(noted.get());
      } catch (IllegalArgumentException e) {
        // Damaged: make it again.
      }
    }
    try (InputStream in = open(client, image, layer)) {
      List<LayerListing.Item> items = LayerListing.read(in);
      client.cache().note(key, LayerListing.format(items));
      return items;
    } catch (TarException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(client, e);
    }
  }

  /** Opens a layer as it lies in the registry, compressed. */
  static InputStream open(RegistryClient client, RemoteImage image, RemoteImage.Descriptor layer)
      throws IOException {
    if (layer.foreign()) {
      throw new TarException("is not in the registry, as its licence forbids it");
    }
    Path file = client.blob(image.reference(), layer);
    return Files.newInputStream(file);
  }

  FileTree tree() {
    return tree;
  }

  RemoteImage image() {
    return image;
  }

  /** Returns whether there is a file at a path, links followed. */
  boolean hasFile(String path) {
    return node(path).filter(node -> node.type() == TarEntry.Type.FILE).isPresent();
  }

  Optional<FileNode> node(String path) {
    try {
      return tree.find(path, true);
    } catch (TarException e) {
      throw new ImageException(Reason.BAD_LAYER, "Image " + image + " " + e.getMessage() + ".", e);
    }
  }

  /** Visits the entries of one layer with their contents. */
  void eachEntry(int layer, LayerEntries.Visitor visitor) {
    RemoteImage.Descriptor descriptor = image.layers().get(layer);
    try (InputStream in = open(client, image, descriptor)) {
      LayerEntries.visit(in, visitor);
    } catch (TarException e) {
      throw badLayer(image, descriptor, e);
    } catch (IOException e) {
      throw unreadable(client, e);
    }
  }

  private static ImageException badLayer(
      RemoteImage image, RemoteImage.Descriptor layer, TarException e) {
    return new ImageException(
        Reason.BAD_LAYER,
        "Layer " + layer.digest() + " of " + image + " " + e.getMessage() + ".",
        e);
  }

  private static ImageException unreadable(RegistryClient client, IOException e) {
    return new ImageException(
        Reason.LOCAL_FILE,
        "The image cache " + client.cache().directory() + " cannot be used (" + e + ").",
        e);
  }
}
