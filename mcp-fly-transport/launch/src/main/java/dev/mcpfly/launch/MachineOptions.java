package dev.mcpfly.launch;

import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.model.Autostop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What can be chosen of the machine that runs the server: where it is, how large, and what is in
 * it.
 *
 * @param <L> the launcher itself
 */
public abstract sealed class MachineOptions<L extends MachineOptions<L>> extends ClientOptions<L>
    permits McpLauncher {
  private static final int DEFAULT_MEMORY_MB = 1024;

  final List<String> regions = new ArrayList<>();
  final List<SecretSource> secrets = new ArrayList<>();
  final List<ServerFile> files = new ArrayList<>();
  final List<ServerVolume> volumes = new ArrayList<>();
  final Map<String, String> environment = new LinkedHashMap<>();
  MachineSize size = MachineSize.SHARED_CPU_1X;
  int memoryMb = DEFAULT_MEMORY_MB;
  int cpus;
  Autostop autostop = Autostop.SUSPEND;

  MachineOptions() {}

  /**
   * Chooses the region, or several in order of preference: where one has no capacity the next is
   * tried. By default Fly chooses.
   *
   * @param codes region codes, such as {@code iad}
   */
  public final L region(String... codes) {
    regions.clear();
    for (String code : codes) {
      if (!code.matches("[a-z]{2,4}")) {
        throw new InvalidLaunchException(
            "\"%s\" is no region; use a code such as iad, or leave the region out."
                .formatted(code));
      }
      regions.add(code);
    }
    return self();
  }

  /**
   * Gives the server a secret as an environment variable, by way of Fly's secrets.
   *
   * @param name letters, digits and underscores
   * @param value the value
   * @throws InvalidLaunchException if the name is not valid
   */
  public final L secret(String name, String value) {
    secrets.add(SecretSource.value(name, value));
    return self();
  }

  /**
   * Gives the server a secret whose value is asked for when the launch begins.
   *
   * @param name letters, digits and underscores
   * @param value asked once for each launch
   * @throws InvalidLaunchException if the name is not valid
   */
  public final L secret(String name, Supplier<String> value) {
    secrets.add(SecretSource.supplied(name, value));
    return self();
  }

  /**
   * Gives the server secrets that this process has as environment variables of the same names.
   *
   * @param names the variables' names
   * @throws InvalidLaunchException if a name is not valid; at the launch, if one is not set
   */
  public final L secretsFromEnvironment(String... names) {
    for (String name : names) {
      secrets.add(SecretSource.environment(name, System.getenv()));
    }
    return self();
  }

  /**
   * Gives the server a secret that a file holds; a line end at the file's end is left out.
   *
   * @param name letters, digits and underscores
   * @param file the file, read when the launch begins
   * @throws InvalidLaunchException if the name is not valid; at the launch, if the file cannot be
   *     read
   */
  public final L secretFromFile(String name, Path file) {
    secrets.add(SecretSource.file(name, file));
    return self();
  }

  /**
   * Gives the server an environment variable that is no secret: it can be read in the machine's
   * configuration.
   *
   * @param name the variable's name
   * @param value its value
   */
  public final L environment(String name, String value) {
    environment.put(name, value);
    return self();
  }

  /**
   * Puts a file into the machine. Its content can be read in the machine's configuration: for a
   * secret use {@link #fileFromSecret}.
   *
   * @param guestPath its absolute path in the machine
   * @param content its bytes
   * @throws InvalidLaunchException if the path is not absolute
   */
  public final L file(String guestPath, byte[] content) {
    files.add(ServerFile.literal(guestPath, content));
    return self();
  }

  /**
   * Puts a file with a text into the machine, in UTF-8.
   *
   * @param guestPath its absolute path in the machine
   * @param text its content
   * @throws InvalidLaunchException if the path is not absolute
   */
  public final L file(String guestPath, String text) {
    return file(guestPath, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Puts a copy of a file of this computer into the machine.
   *
   * @param guestPath its absolute path in the machine
   * @param file the file, read when the launch begins
   * @throws InvalidLaunchException if the path is not absolute; at the launch, if the file cannot
   *     be read
   */
  public final L file(String guestPath, Path file) {
    files.add(ServerFile.local(guestPath, file));
    return self();
  }

  /**
   * Puts a file into the machine whose content is a secret of the app.
   *
   * @param guestPath its absolute path in the machine
   * @param secretName the secret; its value must be the content in base64
   * @throws InvalidLaunchException if the path is not absolute
   */
  public final L fileFromSecret(String guestPath, String secretName) {
    files.add(ServerFile.secret(guestPath, secretName));
    return self();
  }

  /**
   * Mounts a volume. Fly mounts one for each machine.
   *
   * @param volume its name, path and size
   */
  public final L volume(ServerVolume volume) {
    volumes.add(volume);
    return self();
  }

  /**
   * Chooses the machine's size; by default one shared CPU. Its memory becomes the size's own, or 1
   * GB if that is more.
   *
   * @param size a size with shared or performance CPUs
   * @throws InvalidLaunchException if it is a size with a GPU
   */
  public final L size(MachineSize size) {
    this.size = Sizes.checked(size);
    this.memoryMb = Math.max(DEFAULT_MEMORY_MB, size.memoryMb());
    return self();
  }

  /**
   * Chooses the memory; by default 1024 MB.
   *
   * @param megabytes in steps of 256; how much depends on the CPUs
   */
  public final L memoryMb(int megabytes) {
    this.memoryMb = megabytes;
    return self();
  }

  /**
   * Chooses the number of CPUs of the size's kind; by default the size's own.
   *
   * @param count how many
   */
  public final L cpus(int count) {
    this.cpus = count;
    return self();
  }

  /**
   * Chooses what Fly does with the machine when it is idle; by default it is suspended. A machine
   * with 2 GB or more cannot be suspended and is stopped instead.
   *
   * @param autostop off, stop or suspend
   */
  public final L autostop(Autostop autostop) {
    this.autostop = Objects.requireNonNull(autostop);
    return self();
  }
}
