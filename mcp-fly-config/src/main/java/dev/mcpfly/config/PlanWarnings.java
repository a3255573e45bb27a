package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.FileAttributes;
import dev.mcpfly.config.internal.file.FileKinds;
import dev.mcpfly.config.internal.file.RealPaths;
import dev.mcpfly.config.internal.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the warnings to show before a change is written. */
final class PlanWarnings {
  private final ClientConfig config;
  private final List<EditOperation> operations;
  private final EditOptions options;
  private final Path real;

  PlanWarnings(ClientConfig config, List<EditOperation> operations, EditOptions options) {
    this.config = config;
    this.operations = operations;
    this.options = options;
    this.real = config.realPath();
  }

  /**
   * Returns all warnings.
   *
   * @param ignored whether Git is told to ignore the file
   */
  List<String> all(boolean ignored) {
    List<String> warnings = new ArrayList<>(new ClientWarnings(config).of(operations));
    outOfProject().ifPresent(warnings::add);
    try {
      int names = FileKinds.names(real);
      if (names > 1) {
        warnings.add(
            real + " has " + names + " names (hard links); the others keep the previous content.");
      }
      if (!FileAttributes.canBeKept(real)) {
        warnings.add("The extended attributes of " + real + " cannot be read and will be lost.");
      }
      secretWarning(ignored).ifPresent(warnings::add);
    } catch (IOException e) {
      warnings.add("The attributes of " + real + " cannot be read: " + FailureReasons.of(e) + ".");
    }
    if (config.brokenOff() != null) {
      warnings.add(
          "An earlier change of several files was interrupted at "
              + config.path()
              + "; writing first undoes the rest of it.");
    }
    return List.copyOf(warnings);
  }

  /** Returns where a project's file leads, if that is outside of the project. */
  Optional<String> outOfProject() {
    return config
        .project()
        .filter(project -> !real.startsWith(resolved(project)))
        .map(project -> config.path() + " leads out of the project, to " + real + ".");
  }

  private static Path resolved(Path directory) {
    try {
      return RealPaths.resolve(directory);
    } catch (IOException e) {
      return directory.toAbsolutePath().normalize();
    }
  }

  private Optional<String> secretWarning(boolean ignored) throws IOException {
    String secret = secret();
    if (secret == null) {
      return Optional.empty();
    }
    Optional<String> mode = options.tighten() ? Optional.empty() : FileKinds.readByOthers(real);
    Optional<Path> repository = ignored ? Optional.empty() : repository();
    if (mode.isEmpty() && repository.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(secret).append(" would be in ").append(real);
    mode.ifPresent(m -> text.append(", which other users can read (").append(m).append(')'));
    repository.ifPresent(
        r ->
            text.append(mode.isEmpty() ? ", " : " and ")
                .append("which is in the Git repository ")
                .append(r));
    text.append('.');
    if (mode.isPresent()) {
      text.append(" Call edit.tightenPermissions().");
    }
    if (repository.isPresent() && config.project().isPresent()) {
      text.append(" Call edit.ignoreInGit().");
    }
    if (config.client().capabilities().environmentReferences()) {
      text.append(" Or keep the value out of the file: ConfigValue.fromEnvironment(\"NAME\").");
    }
    return Optional.of(text.toString());
  }

  /** Returns the repository that the file is in. */
  private Optional<Path> repository() {
    for (Path directory = real.getParent(); directory != null; directory = directory.getParent()) {
      if (Files.exists(directory.resolve(".git"))) {
        return Optional.of(directory);
      }
    }
    return Optional.empty();
  }

  /** Describes the first secret that would be written; null if there is none. */
  private @Nullable String secret() {
    for (EditOperation operation : operations) {
      if (!(operation instanceof EditOperation.Put put)) {
        continue;
      }
      String name = " of \"" + Visible.name(put.name()) + "\"";
      McpServerEntry entry = put.entry();
      String variable = secretIn(entry.env());
      String header = secretIn(entry.headers());
      if (variable != null) {
        return "The variable " + Visible.name(variable) + name;
      } else if (header != null) {
        return "The header " + Visible.name(header) + name;
      } else if (!Secrets.hideInCommand(command(entry)).equals(command(entry))) {
        return "A secret in the arguments" + name;
      } else if (!Secrets.hideInUrl(entry.url().orElse("")).equals(entry.url().orElse(""))) {
        return "A secret in the address" + name;
      }
    }
    return null;
  }

  private static List<String> command(McpServerEntry entry) {
    List<String> words = new ArrayList<>();
    entry.command().ifPresent(words::add);
    words.addAll(entry.args());
    return words;
  }

  private static @Nullable String secretIn(Map<String, ConfigValue> values) {
    for (Map.Entry<String, ConfigValue> value : values.entrySet()) {
      String literal = value.getValue().literalValue().orElse("");
      if (Secrets.isSecret(value.getKey(), literal)) {
        return value.getKey();
      }
    }
    return null;
  }
}
