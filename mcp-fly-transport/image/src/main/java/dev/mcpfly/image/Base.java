package dev.mcpfly.image;

import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The image that a server comes in: what it runs and what can run in it, read from its layers on
 * demand.
 */
final class Base {
  private static final String OWN_PLACE = "/opt/mcp-fly/";

  private final RegistryClient client;
  private final RemoteImage image;
  private final RemoteImage.Platform platform;
  private @Nullable ImageFiles files;

  Base(RegistryClient client, RemoteImage image, RemoteImage.Platform platform) {
    this.client = client;
    this.image = image;
    this.platform = platform;
  }

  RemoteImage image() {
    return image;
  }

  /**
   * Returns the C library whose loader is where programs look for it. If both are there, the native
   * one: Alpine's gcompat puts a stand-in for glibc's loader beside musl.
   */
  ServerImage.CLibrary cLibrary() {
    boolean glibc = platform.glibcLoader().filter(files()::hasFile).isPresent();
    boolean musl = platform.muslLoader().filter(files()::hasFile).isPresent();
    if (glibc && !(musl && files().hasFile("/lib/libgcompat.so.0"))) {
      return ServerImage.CLibrary.GLIBC;
    }
    return musl ? ServerImage.CLibrary.MUSL : ServerImage.CLibrary.NONE;
  }

  boolean hasShell() {
    return files().hasFile("/bin/sh");
  }

  /** Returns flyctl's path if the base is already wrapped by it. */
  Optional<String> flyctl() {
    List<String> entrypoint = image.config().entrypoint();
    boolean wraps =
        entrypoint.size() >= 3
            && entrypoint.get(0).matches("(?:.*/)?(?:flyctl|fly)")
            && entrypoint.get(1).equals("mcp")
            && entrypoint.get(2).equals("wrap");
    return wraps ? Optional.of(entrypoint.get(0)) : Optional.empty();
  }

  /**
   * Returns the command that speaks stdio, split into entrypoint and arguments, without flyctl's
   * wrap if that is in front.
   *
   * @param command what to run instead of the image's own arguments, or empty
   */
  Command command(List<String> command) {
    RemoteImage.Config config = image.config();
    if (config.entrypoint().stream().anyMatch(word -> word.startsWith(OWN_PLACE))) {
      throw new ImageException(
          Reason.BAD_INPUT,
          image
              + " was wrapped before: launch it as an HTTP server, or name the image that it was"
              + " made from.");
    }
    List<String> entrypoint = config.entrypoint();
    if (flyctl().isPresent()) {
      int dashes = entrypoint.indexOf("--");
      entrypoint = dashes < 0 ? List.of() : entrypoint.subList(dashes + 1, entrypoint.size());
    }
    List<String> arguments = command.isEmpty() ? config.cmd() : command;
    if (entrypoint.isEmpty() && arguments.isEmpty()) {
      throw new ImageException(
          Reason.BAD_INPUT, image + " does not say what to run: name the server's command.");
    }
    return new Command(List.copyOf(entrypoint), List.copyOf(arguments));
  }

  /** The command of an image, split into entrypoint and arguments. */
  record Command(List<String> entrypoint, List<String> arguments) {}

  private ImageFiles files() {
    if (files == null) {
      files = ImageFiles.of(client, image);
    }
    return files;
  }
}
