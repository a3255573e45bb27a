package dev.mcpfly.config;

import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The machine whose clients are configured: its operating system, home directory and environment
 * variables.
 *
 * <p>{@link #current()} is this machine and user. A test or a demonstration gives a scratch home,
 * on any file system:
 *
 * <pre>{@code
 * HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, scratchHome, Map.of());
 * McpClients.in(host).zed().userConfig();
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class HostEnvironment {
  private final OperatingSystem system;
  private final Path home;
  private final Map<String, String> variables;
  private final BackupPolicy backups;

  private HostEnvironment(
      OperatingSystem system, Path home, Map<String, String> variables, BackupPolicy backups) {
    this.system = Objects.requireNonNull(system, "system");
    this.home = Objects.requireNonNull(home, "home");
    // Windows looks variables up without regard to case.
    Map<String, String> copy =
        system == OperatingSystem.WINDOWS
            ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER)
            : new TreeMap<>();
    copy.putAll(variables);
    this.variables = copy;
    this.backups = backups;
  }

  /**
   * Returns this machine, with the home directory and the variables of this process. The home
   * directory is the one that the clients see: {@code HOME}, on Windows {@code USERPROFILE}, or
   * else the one that the system has for the user.
   */
  public static HostEnvironment current() {
    OperatingSystem system = OperatingSystem.current();
    Map<String, String> variables = System.getenv();
    return of(system, Path.of(home(system, variables)), variables);
  }

  static String home(OperatingSystem system, Map<String, String> variables) {
    String home = variables.get(system == OperatingSystem.WINDOWS ? "USERPROFILE" : "HOME");
    return home == null || home.isBlank() ? System.getProperty("user.home", ".") : home;
  }

  /**
   * Returns a machine.
   *
   * @param system its operating system
   * @param home the user's home directory; its file system is the one that is used
   * @param variables its environment variables; nothing else is looked up
   */
  public static HostEnvironment of(
      OperatingSystem system, Path home, Map<String, String> variables) {
    return new HostEnvironment(system, home, variables, BackupPolicy.beside());
  }

  /**
   * Returns this machine with another policy for the backups of changed files. Default: {@link
   * BackupPolicy#beside()}.
   */
  public HostEnvironment withBackups(BackupPolicy policy) {
    return new HostEnvironment(system, home, variables, Objects.requireNonNull(policy, "policy"));
  }

  /** Returns where backups are kept. */
  public BackupPolicy backups() {
    return backups;
  }

  /** Returns the operating system. */
  public OperatingSystem system() {
    return system;
  }

  /** Returns the user's home directory. */
  public Path home() {
    return home;
  }

  /** Returns the file system that the home directory is on. */
  public FileSystem fileSystem() {
    return home.getFileSystem();
  }

  /** Returns an environment variable, or empty if it is not set or blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostEnvironment that
        && system == that.system
        && home.equals(that.home)
        && variables.equals(that.variables)
        && backups.equals(that.backups);
  }

  @Override
  public int hashCode() {
    return Objects.hash(system, home);
  }

  /** Returns the system and the home directory; never the variables, which may hold secrets. */
  @Override
  public String toString() {
    return system.name().toLowerCase(Locale.ROOT) + " at " + home;
  }
}
