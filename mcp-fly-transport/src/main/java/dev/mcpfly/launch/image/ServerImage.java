package dev.mcpfly.launch.image;

import dev.mcpfly.launch.image.registry.ImageException;
import dev.mcpfly.launch.image.registry.ImageException.Reason;
import dev.mcpfly.launch.image.registry.ImageReference;
import dev.mcpfly.launch.image.registry.Platform;
import dev.mcpfly.launch.image.registry.RegistryClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A stdio MCP server in an image, to be wrapped so that it is served over HTTP.
 *
 * <pre>{@code
 * ImagePlan plan = ServerImage.of("ghcr.io/github/github-mcp-server").plan(client);   // reads, changes nothing
 * PushedImage pushed = plan.push(ImageReference.parse("registry.fly.io/my-app:mcp"));
 * }</pre>
 *
 * What is put in front of the server is chosen by what the image holds: the relay of this library
 * where a JRE can run, else flyctl's static {@code mcp wrap}; {@link #relay} and {@link #flyctl}
 * choose by hand. The image's entrypoint, arguments, user, working directory, environment and ports
 * keep their meaning. Immutable: each call returns a new description.
 */
public final class ServerImage {
  private static final String GO = "docker.io/library/golang:latest";
  private static final String FLY_WRAPPER = "docker.io/flyio/mcp:latest";

  private final ImageReference image;
  private final Options options;

  /** What can be set, apart from the image. */
  record Options(
      List<String> command,
      List<String> setup,
      List<String[]> env,
      Platform platform,
      int port,
      Optional<Wrapper> wrapper,
      Optional<Path> relayJar,
      Parts parts) {}

  /** Where the parts of a wrapper come from. */
  record Parts(Part glibcJre, Part muslJre, Part flyctl) {}

  /** A path of an image. */
  record Part(ImageReference image, String path) {}

  private ServerImage(ImageReference image, Options options) {
    this.image = image;
    this.options = options;
  }

  /**
   * Begins with the image of a stdio server.
   *
   * @param image for example {@code ghcr.io/github/github-mcp-server}
   * @throws ImageException when that is not an image reference
   */
  public static ServerImage of(String image) {
    return new ServerImage(
        ImageReference.parse(image),
        new Options(
            List.of(),
            List.of(),
            List.of(),
            Platform.LINUX_AMD64,
            8080,
            Optional.empty(),
            Optional.empty(),
            new Parts(
                part("docker.io/library/eclipse-temurin:21-jre", "/opt/java/openjdk"),
                part("docker.io/library/eclipse-temurin:21-jre-alpine", "/opt/java/openjdk"),
                part("docker.io/flyio/flyctl:latest", "/flyctl"))));
  }

  /**
   * Begins with Go's official image and a server that {@code go run} fetches, builds and runs at
   * each start.
   *
   * @param packageAndArguments for example {@code github.com/owner/server@latest}, {@code /data}
   */
  public static ServerImage goRun(String... packageAndArguments) {
    if (packageAndArguments.length == 0) {
      throw new ImageException(
          Reason.BAD_INPUT, "'go run' needs a package, such as github.com/owner/server@latest.");
    }
    List<String> command = new ArrayList<>(List.of("go", "run"));
    command.addAll(Arrays.asList(packageAndArguments));
    return of(GO).command(command);
  }

  /**
   * Begins with Fly's own wrapper image, which has Node and uv for {@code npx} and {@code uvx}
   * commands.
   */
  public static ServerImage flyWrapper() {
    return of(FLY_WRAPPER);
  }

  /**
   * Sets what is run, after the image's entrypoint if it has one, instead of the image's own
   * arguments.
   */
  public ServerImage command(String... command) {
    return command(List.of(command));
  }

  /**
   * Sets what is run, after the image's entrypoint if it has one, instead of the image's own
   * arguments.
   */
  public ServerImage command(List<String> command) {
    Options o = options;
    return with(
        new Options(
            List.copyOf(command),
            o.setup,
            o.env,
            o.platform,
            o.port,
            o.wrapper,
            o.relayJar,
            o.parts));
  }

  /**
   * Adds setup lines: {@code RUN} lines (or plain commands) run when the machine starts, before the
   * server and as the image's user, with their output in the machine's logs; {@code ENV} lines
   * become part of the image. The image needs a shell for the former. When one fails, the server is
   * not started.
   */
  public ServerImage setup(String... lines) {
    return setup(List.of(lines));
  }

  /** Adds setup lines. */
  public ServerImage setup(List<String> lines) {
    List<String> more = new ArrayList<>(options.setup);
    more.addAll(lines);
    Options o = options;
    return with(
        new Options(
            o.command,
            List.copyOf(more),
            o.env,
            o.platform,
            o.port,
            o.wrapper,
            o.relayJar,
            o.parts));
  }

  /** Sets an environment variable of the image; no place for a secret. */
  public ServerImage env(String name, String value) {
    List<String[]> more = new ArrayList<>(options.env);
    more.add(new String[] {name, value});
    Options o = options;
    return with(
        new Options(
            o.command,
            o.setup,
            List.copyOf(more),
            o.platform,
            o.port,
            o.wrapper,
            o.relayJar,
            o.parts));
  }

  /** Sets which variant of the images is used. Default: linux/amd64. */
  public ServerImage platform(Platform platform) {
    Options o = options;
    return with(
        new Options(o.command, o.setup, o.env, platform, o.port, o.wrapper, o.relayJar, o.parts));
  }

  /**
   * Sets the port on which it is served. Default: 8080.
   *
   * @throws ImageException when it is not between 1 and 65535
   */
  public ServerImage port(int port) {
    if (port < 1 || port > 65535) {
      throw new ImageException(
          Reason.BAD_INPUT, "The port " + port + " is not between 1 and 65535.");
    }
    Options o = options;
    return with(
        new Options(o.command, o.setup, o.env, o.platform, port, o.wrapper, o.relayJar, o.parts));
  }

  /** Chooses the relay: the deployment then speaks Streamable HTTP. */
  public ServerImage relay() {
    return with(Optional.of(Wrapper.RELAY));
  }

  /** Chooses flyctl's {@code mcp wrap}. */
  public ServerImage flyctl() {
    return with(Optional.of(Wrapper.FLYCTL));
  }

  private ServerImage with(Optional<Wrapper> wrapper) {
    Options o = options;
    return with(
        new Options(o.command, o.setup, o.env, o.platform, o.port, wrapper, o.relayJar, o.parts));
  }

  /** Sets the relay's jar. Default: the one that comes with this library. */
  public ServerImage relayJar(Path jar) {
    Options o = options;
    return with(
        new Options(
            o.command, o.setup, o.env, o.platform, o.port, o.wrapper, Optional.of(jar), o.parts));
  }

  /**
   * Sets where the JRE for a C library comes from. Default: Eclipse Temurin 21's official images.
   *
   * @param library which images it is for
   * @param image an image with a JRE of Java 17 or newer
   * @param javaHome the JRE's directory in it
   */
  public ServerImage jre(CLibrary library, String image, String javaHome) {
    Parts p = options.parts;
    return switch (library) {
      case GLIBC -> with(new Parts(part(image, javaHome), p.muslJre, p.flyctl));
      case MUSL -> with(new Parts(p.glibcJre, part(image, javaHome), p.flyctl));
      case NONE ->
          throw new ImageException(
              Reason.BAD_INPUT, "A JRE needs a C library: name GLIBC or MUSL.");
    };
  }

  /** Sets where flyctl comes from. Default: {@code /flyctl} of Fly's official image. */
  public ServerImage flyctlFrom(String image, String path) {
    Parts p = options.parts;
    return with(new Parts(p.glibcJre, p.muslJre, part(image, path)));
  }

  private ServerImage with(Parts parts) {
    Options o = options;
    return with(
        new Options(o.command, o.setup, o.env, o.platform, o.port, o.wrapper, o.relayJar, parts));
  }

  private ServerImage with(Options newOptions) {
    return new ServerImage(image, newOptions);
  }

  /**
   * Finds out how the server will be wrapped. Reads from registries, and fills the client's cache;
   * pushes and changes nothing.
   *
   * @throws ImageException when the image cannot be read, says nothing of what to run, or fits no
   *     wrapper
   */
  public ImagePlan plan(RegistryClient client) {
    return new WrapPlanner(client, image, options).plan();
  }

  /** Returns the image. */
  public ImageReference image() {
    return image;
  }

  private static Part part(String image, String path) {
    return new Part(ImageReference.parse(image), path);
  }
}
