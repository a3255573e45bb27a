package dev.mcpfly.image;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Wraps a stdio MCP server in an image, so it is served over HTTP.
 *
 * <pre>{@code
 * RegistryClient registry = RegistryClient.create();        // with the credentials of Docker's file
 * ServerImage.Plan plan = ServerImage.of("ghcr.io/github/github-mcp-server")
 *     .relayJar(Path.of("mcp-fly-relay.jar"))
 *     .plan(registry);                                      // reads, changes nothing
 * plan.lines().forEach(System.out::println);
 * PushedImage pushed = plan.push(ImageReference.parse("registry.fly.io/my-app:mcp"));
 * }</pre>
 *
 * <p>What is put in front of the server is chosen by what the image holds: the relay of this
 * library where a JRE can run, else flyctl's static {@code mcp wrap}; {@link #relay} and {@link
 * #flyctl} choose by hand. The image's entrypoint, arguments, user, working directory, environment
 * and ports keep their meaning. By default the image is the one for linux/amd64, is served on port
 * 8080, and refuses to start without credentials.
 *
 * <p>What fails is an {@link ImageException}, whose reason says of which kind it is. Immutable and
 * thread-safe: each call returns a new description.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class ServerImage {
  private static final String GO = "docker.io/library/golang:latest";
  private static final String FLY_WRAPPER = "docker.io/flyio/mcp:latest";

  private final ImageReference image;
  private final WrapOptions options;

  private ServerImage(ImageReference image, WrapOptions options) {
    this.image = image;
    this.options = options;
  }

  /**
   * Returns a description that starts from the image of a stdio server.
   *
   * @param image for example {@code ghcr.io/github/github-mcp-server}
   * @throws ImageException if that is not an image reference
   */
  public static ServerImage of(String image) {
    return new ServerImage(ImageReference.parse(image), new WrapOptions());
  }

  /**
   * Returns a description that starts from Go's official image, with a server that {@code go run}
   * fetches, builds and runs at each start.
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
    return go().command(command);
  }

  /** Returns a description that starts from Go's official image, for a command of {@code go}. */
  public static ServerImage go() {
    return of(GO);
  }

  /**
   * Returns a description that starts from Fly's own wrapper image, which has Node and uv for
   * {@code npx} and {@code uvx} commands.
   */
  public static ServerImage flyWrapper() {
    return of(FLY_WRAPPER);
  }

  /**
   * Sets the command to run, after the image's entrypoint if it has one, instead of the image's own
   * arguments.
   */
  public ServerImage command(String... command) {
    return command(List.of(command));
  }

  /**
   * Sets the command to run, after the image's entrypoint if it has one, instead of the image's own
   * arguments.
   */
  public ServerImage command(List<String> command) {
    return with(o -> o.command = List.copyOf(command));
  }

  /**
   * Adds setup lines: {@code RUN} lines (or plain commands) run when the machine starts, before the
   * server and as the image's user, with their output in the machine's logs; {@code ENV} lines
   * become part of the image. {@code RUN} lines need a shell in the image. If one fails, the server
   * is not started.
   */
  public ServerImage setup(String... lines) {
    return setup(List.of(lines));
  }

  /** Adds setup lines. */
  public ServerImage setup(List<String> lines) {
    List<String> more = new ArrayList<>(options.setup);
    more.addAll(lines);
    return with(o -> o.setup = List.copyOf(more));
  }

  /** Sets an environment variable of the image; do not put secrets there. */
  public ServerImage env(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options.env);
    more.put(name, value);
    return with(o -> o.env = more);
  }

  /**
   * Adds a file to the image, in a separate layer with the other added files; do not put secrets
   * there.
   *
   * @param path its absolute path in the image
   * @param content its bytes
   * @param mode for example {@code 0755}
   */
  public ServerImage file(String path, byte[] content, int mode) {
    Map<String, WrapOptions.Added> more = new LinkedHashMap<>(options.files);
    more.put(path, new WrapOptions.Added(content.clone(), mode));
    return with(o -> o.files = more);
  }

  /** Sets which variant of the images is used. Default: linux/amd64. */
  public ServerImage platform(RemoteImage.Platform platform) {
    return with(o -> o.platform = platform);
  }

  /**
   * Sets the port on which the server is reached. Default: 8080.
   *
   * @throws ImageException if it is not between 1 and 65535
   */
  public ServerImage port(int port) {
    if (port < 1 || port > 65535) {
      throw new ImageException(
          Reason.BAD_INPUT, "The port must be between 1 and 65535, but was " + port + ".");
    }
    return with(o -> o.port = port);
  }

  /** Chooses the relay, which speaks Streamable HTTP. */
  public ServerImage relay() {
    return with(o -> o.wrapper = Optional.of(Wrapper.RELAY));
  }

  /** Chooses flyctl's {@code mcp wrap}. */
  public ServerImage flyctl() {
    return with(o -> o.wrapper = Optional.of(Wrapper.FLYCTL));
  }

  /**
   * Accepts every caller. Without it, the relay starts only if its environment has a token or a
   * user and password for clients to show; flyctl's wrap asks only for what the environment has.
   */
  public ServerImage unauthenticated() {
    return with(o -> o.unauthenticated = true);
  }

  /**
   * Sets the relay's jar. There is no default: a launcher sets the jar that it carries.
   *
   * @throws ImageException if the file cannot be read
   */
  public ServerImage relayJar(Path jar) {
    byte[] bytes = RelayFile.read(jar);
    return with(o -> o.relayJar = Optional.of(bytes));
  }

  /** Sets the relay's jar by its bytes if {@link #relayJar(Path)} has not set one. */
  public ServerImage relayJarIfAbsent(byte[] jar) {
    byte[] bytes = options.relayJar.orElseGet(jar::clone);
    return with(o -> o.relayJar = Optional.of(bytes));
  }

  /**
   * Sets where the JRE for a C library comes from. Default: Eclipse Temurin 25's official images.
   *
   * <p>The image carries no ahead-of-time cache (JEP 483) for it. Such a cache holds for one build
   * of the JVM, which would have to run while the image is built; and one that is made in a Machine
   * is gone at its next start, because its root file system then begins afresh from the image.
   *
   * @param library which images it is for
   * @param image an image with a JRE of Java 17 or newer
   * @param javaHome the JRE's directory in it
   */
  public ServerImage jre(CLibrary library, String image, String javaHome) {
    WrapOptions.Part part = WrapOptions.part(image, javaHome);
    return switch (library) {
      case GLIBC -> with(o -> o.glibcJre = part);
      case MUSL -> with(o -> o.muslJre = part);
      case NONE ->
          throw new ImageException(
              Reason.BAD_INPUT, "A JRE needs a C library: name GLIBC or MUSL.");
    };
  }

  /** Sets where flyctl comes from. Default: {@code /flyctl} of Fly's official image. */
  public ServerImage flyctlFrom(String image, String path) {
    return with(o -> o.flyctl = WrapOptions.part(image, path));
  }

  private ServerImage with(Consumer<WrapOptions> change) {
    WrapOptions changed = options.copy();
    change.accept(changed);
    return new ServerImage(image, changed);
  }

  /**
   * Plans how the server will be wrapped. Reads from registries and fills the client's cache;
   * pushes and changes nothing.
   *
   * @throws ImageException if the image cannot be read, does not say what to run, or fits no
   *     wrapper
   */
  @CanIgnoreReturnValue
  public Plan plan(RegistryClient client) {
    return new WrapPlanner(client, image, options).plan();
  }

  /** Returns the image. */
  public ImageReference image() {
    return image;
  }

  /** The C library of an image, which decides what programs run in it. */
  public enum CLibrary {
    /** The GNU C library: Debian, Ubuntu, Fedora, distroless/base, Wolfi. */
    GLIBC("the GNU C library"),

    /** musl: Alpine. */
    MUSL("musl"),

    /** No known C library: scratch, distroless/static. */
    NONE("no C library that a JRE is made for");

    private final String text;

    CLibrary(String text) {
      this.text = text;
    }

    /** Returns a readable name. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** The program that serves a wrapped stdio server over HTTP. */
  public enum Wrapper {
    /**
     * The relay of this library on a JRE: Streamable HTTP, which every HTTP-capable client speaks.
     */
    RELAY("/mcp", true),

    /**
     * flyctl's {@code mcp wrap}, a static program: its own dialect, which needs a proxy beside the
     * client.
     */
    FLYCTL("/", false);

    private final String path;
    private final boolean streamableHttp;

    Wrapper(String path, boolean streamableHttp) {
      this.path = path;
      this.streamableHttp = streamableHttp;
    }

    /** Returns where the server answers. */
    public String path() {
      return path;
    }

    /** Returns whether clients can connect straight to it. */
    public boolean streamableHttp() {
      return streamableHttp;
    }
  }

  /**
   * The result of wrapping a {@link ServerImage}, read back from its registry.
   *
   * @param wrapper what serves the server
   * @param command the whole command of the image, wrapper and server
   * @param server the server's own command
   * @param files the files that were added for the wrapper, except its JRE or program, and those of
   *     {@link ServerImage#file}; by their paths in the image
   * @param config the image's configuration
   */
  public record Wrapped(
      ServerImage.Wrapper wrapper,
      List<String> command,
      List<String> server,
      Map<String, byte[]> files,
      RemoteImage.Config config) {
    /** Copies the lists and the map. */
    public Wrapped {
      command = List.copyOf(command);
      server = List.copyOf(server);
      files = Map.copyOf(files);
    }

    /**
     * Reads an image.
     *
     * @param client fetches it
     * @param image its name
     * @return its content; empty if it was not made by this library
     * @throws dev.mcpfly.image.registry.ImageException if it cannot be read
     */
    public static Optional<Wrapped> read(RegistryClient client, ImageReference image) {
      return WrappedReader.read(client, image);
    }

    /** Returns the image's variables, in their order. */
    public Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      for (String variable : config.env()) {
        int equals = variable.indexOf('=');
        if (equals > 0) {
          environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
      }
      return environment;
    }
  }

  /**
   * A plan for a server's image: complete and checked against the registries, but not yet carried
   * out. Thread-safe.
   */
  public static final class Plan {
    private final RegistryClient client;
    private final ImageReference base;
    private final ServerImage.Wrapper wrapper;
    private final int port;
    private final ImageAssembly assembly;
    private final List<String> lines;
    private final String fingerprint;

    Plan(
        RegistryClient client,
        ImageReference base,
        ServerImage.Wrapper wrapper,
        int port,
        ImageAssembly assembly,
        List<String> lines,
        String fingerprint) {
      this.client = client;
      this.base = base;
      this.wrapper = wrapper;
      this.port = port;
      this.assembly = assembly;
      this.lines = List.copyOf(lines);
      this.fingerprint = fingerprint;
    }

    /** Returns the server's image, pinned to its digest. */
    public ImageReference base() {
      return base;
    }

    /** Returns what will serve it, which determines path and protocol. */
    public ServerImage.Wrapper wrapper() {
      return wrapper;
    }

    /** Returns the port on which it will be served. */
    public int port() {
      return port;
    }

    /** Returns the image's description, to which more can be added. */
    public ImageAssembly assembly() {
      return assembly;
    }

    /** Returns the plan as readable lines. */
    public List<String> lines() {
      return lines;
    }

    /**
     * Returns a fingerprint that is the same for all plans of the same image. It is computed
     * without making the image, so a later launch can tell whether anything has changed.
     */
    public String fingerprint() {
      return fingerprint;
    }

    /** Assembles the image without pushing it. */
    @CanIgnoreReturnValue
    public ImageAssembly.Assembled assemble() {
      return assembly.assemble(client);
    }

    /**
     * Assembles the image and pushes it; {@link PushedImage#undo} reverts that.
     *
     * @param target the tag, for example {@code registry.fly.io/my-app:mcp}
     * @throws dev.mcpfly.image.registry.ImageException if it cannot be assembled or pushed; the tag
     *     is then unchanged
     */
    @CanIgnoreReturnValue
    public PushedImage push(ImageReference target) {
      return assemble().push(target);
    }

    /** Returns the lines. */
    @Override
    public String toString() {
      return String.join("\n", lines);
    }
  }
}
