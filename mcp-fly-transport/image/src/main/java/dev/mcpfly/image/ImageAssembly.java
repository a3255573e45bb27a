package dev.mcpfly.image;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.OutgoingImage;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes an image: a base, new layers, and changes to how it is started. Each method has the
 * meaning of the Dockerfile instruction that it is named after.
 *
 * <pre>{@code
 * ImageAssembly.from("alpine:3")
 *     .layer(files -> files.file("/app/run.sh", script, 0755))
 *     .copyFrom("busybox", "/bin/busybox", "/usr/bin/busybox")
 *     .env("MODE", "stdio")
 *     .entrypoint("/app/run.sh")
 *     .push(client, "registry.fly.io/my-app:v1");
 * }</pre>
 *
 * The base's layers are reused unchanged. The same description of the same images gives the same
 * bytes (with the same Java runtime, which does the compression), and a description without changes
 * gives the base itself. Immutable: each call returns a new description.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class ImageAssembly {
  private static final Pattern VARIABLE = Pattern.compile("[^=\\x00\\s]+");
  private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(/(?:tcp|udp|sctp))?");

  private final @Nullable ImageReference base;
  private final RemoteImage.Platform platform;
  private final List<Step> steps;
  private final List<ConfigEdit> edits;
  private final boolean hasCmd;

  /** Makes one layer. */
  sealed interface Step {}

  /** A layer from files. */
  record FilesStep(LayerItems files) implements Step {}

  /** A layer from another image. */
  record CopyStep(ImageReference image, String from, String to) implements Step {}

  private ImageAssembly(
      @Nullable ImageReference base,
      RemoteImage.Platform platform,
      List<Step> steps,
      List<ConfigEdit> edits,
      boolean hasCmd) {
    this.base = base;
    this.platform = platform;
    this.steps = List.copyOf(steps);
    this.edits = List.copyOf(edits);
    this.hasCmd = hasCmd;
  }

  /**
   * Returns a description that starts from an image.
   *
   * @param image for example {@code alpine:3} or {@code ghcr.io/owner/name@sha256:…}
   * @throws ImageException if that is not an image reference
   */
  public static ImageAssembly from(String image) {
    return from(ImageReference.parse(image));
  }

  /** Returns a description that starts from an image. */
  public static ImageAssembly from(ImageReference image) {
    return new ImageAssembly(
        Objects.requireNonNull(image, "image"),
        RemoteImage.Platform.LINUX_AMD64,
        List.of(),
        List.of(),
        false);
  }

  /** Returns a description that starts from an empty image. */
  public static ImageAssembly fromScratch() {
    return new ImageAssembly(null, RemoteImage.Platform.LINUX_AMD64, List.of(), List.of(), false);
  }

  /** Sets which variant of the images is used. Default: linux/amd64, which Fly Machines run. */
  public ImageAssembly platform(RemoteImage.Platform wanted) {
    return new ImageAssembly(base, wanted, steps, edits, hasCmd);
  }

  /** Adds a layer of files. */
  public ImageAssembly layer(Consumer<Layer> files) {
    Layer collected = new Layer();
    files.accept(collected);
    if (collected.items.items().isEmpty()) {
      return this;
    }
    return with(new FilesStep(new LayerItems(collected.items)));
  }

  /** Adds a layer with a file or directory of another image, at the same path. */
  public ImageAssembly copyFrom(String image, String path) {
    return copyFrom(image, path, path);
  }

  /** Adds a layer with a file or directory of another image, at another path. */
  public ImageAssembly copyFrom(String image, String from, String to) {
    return copyFrom(ImageReference.parse(image), from, to);
  }

  /**
   * Adds a layer with a file or directory of another image. A directory is copied with everything
   * below it, and merged with an existing one.
   *
   * @param image the other image
   * @param from an absolute path in it
   * @param to an absolute path here; with a slash at its end, a file keeps its name below it
   * @throws ImageException if a path is not absolute
   */
  public ImageAssembly copyFrom(ImageReference image, String from, String to) {
    for (String path : List.of(from, to)) {
      if (!path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
        throw new ImageException(
            Reason.BAD_INPUT,
            "'" + path + "' is not a valid path in an image: write an absolute path without '..'.");
      }
    }
    return with(new CopyStep(image, from, to));
  }

  /** Sets the program and its first arguments, and drops the base's {@code cmd}. */
  public ImageAssembly entrypoint(String... command) {
    return entrypoint(List.of(command));
  }

  /** Sets the program and its first arguments, and drops the base's {@code cmd}. */
  public ImageAssembly entrypoint(List<String> command) {
    return with(ConfigEdit.entrypoint(List.copyOf(command), hasCmd), hasCmd);
  }

  /** Sets the further arguments. */
  public ImageAssembly cmd(String... arguments) {
    return cmd(List.of(arguments));
  }

  /** Sets the further arguments. */
  public ImageAssembly cmd(List<String> arguments) {
    return with(ConfigEdit.cmd(List.copyOf(arguments)), true);
  }

  /**
   * Sets an environment variable. It becomes part of the image, which others may read: do not put
   * secrets there.
   *
   * @throws ImageException if the name is not valid
   */
  public ImageAssembly env(String name, String value) {
    if (!VARIABLE.matcher(name).matches() || value.indexOf('\0') >= 0) {
      throw new ImageException(
          Reason.BAD_INPUT, "'" + name + "' is not a name and value of an environment variable.");
    }
    return with(ConfigEdit.env(name, value), hasCmd);
  }

  /** Sets the working directory; a relative path starts from the previous one. */
  public ImageAssembly workdir(String path) {
    return with(ConfigEdit.workdir(path), hasCmd);
  }

  /** Sets the user, for example {@code nobody} or {@code 1000:1000}. */
  public ImageAssembly user(String user) {
    return with(ConfigEdit.user(user), hasCmd);
  }

  /**
   * Declares a port, for example {@code 8080} or {@code 53/udp}.
   *
   * @throws ImageException if it is not a valid port
   */
  public ImageAssembly expose(String port) {
    var match = PORT.matcher(port);
    if (!match.matches() || Integer.parseInt(match.group(1)) > 65535) {
      throw new ImageException(
          Reason.BAD_INPUT, "'" + port + "' is not a port: write 8080 or 8080/udp.");
    }
    return with(ConfigEdit.expose(match.group(2) == null ? port + "/tcp" : port), hasCmd);
  }

  /** Sets a label. */
  public ImageAssembly label(String name, String value) {
    return with(ConfigEdit.label(name, value), hasCmd);
  }

  /**
   * Assembles the image: reads what is needed of the other images and builds the new layers in the
   * client's cache. Pushes nothing.
   *
   * @throws ImageException if an image cannot be read or a layer cannot be made
   */
  @CanIgnoreReturnValue
  public Assembled assemble(RegistryClient client) {
    return new Assembler(client, this).assemble();
  }

  /**
   * Assembles the image and pushes it.
   *
   * @param client the client for reading and pushing
   * @param target the tag, for example {@code registry.fly.io/my-app:v1}
   * @throws ImageException if it cannot be assembled or pushed; the tag is then unchanged
   */
  @CanIgnoreReturnValue
  public PushedImage push(RegistryClient client, String target) {
    ImageReference tag = ImageReference.parse(target);
    return client.push(making -> assemble(making).content(), tag);
  }

  /** Assembles the image and pushes it with the user's own logins and cache. */
  @CanIgnoreReturnValue
  public PushedImage push(String target) {
    return push(RegistryClient.create(), target);
  }

  @Nullable ImageReference base() {
    return base;
  }

  RemoteImage.Platform platform() {
    return platform;
  }

  List<Step> steps() {
    return steps;
  }

  List<ConfigEdit> edits() {
    return edits;
  }

  private ImageAssembly with(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new ImageAssembly(base, platform, more, edits, hasCmd);
  }

  private ImageAssembly with(ConfigEdit edit, boolean nowHasCmd) {
    List<ConfigEdit> more = new ArrayList<>(edits);
    more.add(edit);
    return new ImageAssembly(base, platform, steps, more, nowHasCmd);
  }

  /**
   * An assembled image: its new layers are in the client's cache and its digest is known.
   * Thread-safe.
   */
  public static final class Assembled {
    private final RegistryClient client;
    private final OutgoingImage image;

    Assembled(RegistryClient client, OutgoingImage image) {
      this.client = client;
      this.image = image;
    }

    /** Returns the image's digest. */
    public Digest digest() {
      return image.digest();
    }

    /** Returns manifest, configuration and layers. */
    public OutgoingImage content() {
      return image;
    }

    /**
     * Pushes the image.
     *
     * @param target the target, with a tag
     * @throws dev.mcpfly.image.registry.ImageException if it cannot be pushed; the tag is then
     *     unchanged
     */
    public PushedImage push(ImageReference target) {
      return client.push(image, target);
    }

    /** Returns the digest. */
    @Override
    public String toString() {
      return digest().toString();
    }
  }

  /**
   * The files of one new layer. Owners are root, times are fixed and the order is by path, so the
   * same files give the same layer. Files on disk are read when the layer is built. Not
   * thread-safe.
   */
  public static final class Layer {
    private final LayerItems items = new LayerItems();

    private Layer() {}

    /** Adds a file with mode 0644. */
    @CanIgnoreReturnValue
    public Layer file(String path, byte[] content) {
      return file(path, content, 0644);
    }

    /** Adds a file of text in UTF-8 with a mode. */
    @CanIgnoreReturnValue
    public Layer file(String path, String text, int mode) {
      return file(path, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    /** Adds a file with a mode, for example {@code 0755}. */
    @CanIgnoreReturnValue
    public Layer file(String path, byte[] content, int mode) {
      items.file(path, content, mode);
      return this;
    }

    /** Adds a copy of a local file: mode 0755 where it is executable, else 0644. */
    @CanIgnoreReturnValue
    public Layer file(String path, Path source) {
      items.file(path, source);
      return this;
    }

    /** Adds a copy of a local file with a mode. */
    @CanIgnoreReturnValue
    public Layer file(String path, Path source, int mode) {
      items.file(path, source, mode);
      return this;
    }

    /** Adds a directory, unless the image has one there. */
    @CanIgnoreReturnValue
    public Layer directory(String path, int mode) {
      items.directory(path, mode);
      return this;
    }

    /** Adds a symbolic link. */
    @CanIgnoreReturnValue
    public Layer symlink(String path, String target) {
      items.symlink(path, target);
      return this;
    }

    /**
     * Adds a local directory with everything below it; links stay links.
     *
     * @param path its path in the image
     * @param source the directory
     */
    @CanIgnoreReturnValue
    public Layer tree(String path, Path source) {
      items.tree(path, source);
      return this;
    }
  }
}
