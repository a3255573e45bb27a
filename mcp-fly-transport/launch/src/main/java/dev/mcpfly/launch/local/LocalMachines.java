package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.MachineRuntime;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.image.registry.RegistryClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the emulator's machines as processes of this computer.
 *
 * <pre>{@code
 * try (FlyEmulator emulator = FlyEmulator.builder().runtime(LocalMachines.create()).start()) { … }
 * }</pre>
 *
 * <p>A machine with the image {@code flyio/mcp} runs its {@code init.cmd} behind a relay that
 * speaks the dialect of {@code flyctl mcp wrap}, with the authorization that the wrapper's secrets
 * ask for. Other images run here if {@link Builder#image} says how. A process gets the machine's
 * variables and secrets, and of this JVM's own environment nothing but PATH, HOME and the locale.
 * Volumes are directories, and guest paths in arguments and variables are replaced by the real
 * ones.
 *
 * <p>There is no isolation: a process can do what the user can do. Safe for use by several threads.
 */
public final class LocalMachines implements MachineRuntime {
  private static final String WRAPPER = "flyio/mcp";

  private final CallerEnvironment environment;
  private final Map<String, ServerCommand> images;
  private final Optional<BuiltImages> built;

  private LocalMachines(
      CallerEnvironment environment,
      Map<String, ServerCommand> images,
      Optional<BuiltImages> built) {
    this.environment = environment;
    this.images = Map.copyOf(images);
    this.built = built;
  }

  /** Returns a runtime that knows the wrapper image only. */
  public static LocalMachines create() {
    return builder().build();
  }

  /** Begins a runtime that knows more images. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public EmulatedProcess start(MachineSpec spec) throws IOException {
    String image = repository(spec.image());
    if (image.equals(WRAPPER)) {
      return WrappedServer.start(
          spec, spec.cmd(), WrappedServer.port(spec.entrypoint()), environment);
    }
    ServerCommand command = images.get(image);
    if (command == null && built.isPresent()) {
      Optional<EmulatedProcess> process = built.get().start(spec, environment);
      if (process.isPresent()) {
        return process.get();
      }
    }
    if (command == null) {
      throw new IOException(
          "The image %s cannot run as a local process; describe how with LocalMachines.builder().image(\"%s\", …)."
              .formatted(spec.image(), image));
    }
    return HttpServerProcess.start(spec, command, environment);
  }

  /** Leaves out the registry of the wrapper, the tag and the digest. */
  private static String repository(String reference) {
    String name = reference;
    int at = name.indexOf('@');
    name = at < 0 ? name : name.substring(0, at);
    int colon = name.lastIndexOf(':');
    name = colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
    return name.endsWith("/" + WRAPPER) ? WRAPPER : name;
  }

  /** The command that replaces an image whose server speaks HTTP. */
  @FunctionalInterface
  public interface ServerCommand {
    /**
     * Returns the program and its arguments.
     *
     * @param machine what the machine would run
     * @param port where the server must listen on loopback; also in the variable {@code PORT}
     */
    List<String> of(MachineSpec machine, int port);
  }

  /** Collects the images that can run locally. */
  public static final class Builder {
    private final Map<String, ServerCommand> images = new LinkedHashMap<>();
    private Map<String, String> environment = System.getenv();
    private Optional<BuiltImages> built = Optional.empty();

    private Builder() {}

    /**
     * Says how to run an image here.
     *
     * @param image the image without tag or digest
     * @param command the command that stands for it
     */
    public Builder image(String image, ServerCommand command) {
      images.put(image, command);
      return this;
    }

    /**
     * Also runs images that this library has made of stdio servers, read from their registry: with
     * the relay and the setup lines that are in the image, and with the Java and the server's
     * program of this computer.
     *
     * @param client fetches images
     */
    public Builder registries(RegistryClient client) {
      built = Optional.of(new BuiltImages(client));
      return this;
    }

    /**
     * Replaces the environment of which PATH, HOME and the locale are taken; by default this
     * process's own.
     *
     * @param variables names and values
     */
    public Builder callerEnvironment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    /** Returns the runtime. */
    public LocalMachines build() {
      return new LocalMachines(CallerEnvironment.of(environment), images, built);
    }
  }
}
