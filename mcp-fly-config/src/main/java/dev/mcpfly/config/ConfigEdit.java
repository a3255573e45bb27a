package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Collects the changes to make in a file, in order. Passed to the function given to {@link
 * ClientConfig#plan}; does not touch the file.
 */
public final class ConfigEdit {
  private final List<EditOperation> operations = new ArrayList<>();
  private EditOptions options = EditOptions.DEFAULT;
  private boolean ignoredInGit;

  ConfigEdit() {}

  /** Adds an entry, or merges it into the existing entry of that name: {@link PutMode#MERGE}. */
  public ConfigEdit put(String name, McpServerEntry entry) {
    return put(name, entry, PutMode.MERGE);
  }

  /** Adds an entry; the mode says what happens if the name is in use. */
  public ConfigEdit put(String name, McpServerEntry entry, PutMode mode) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(entry, "entry");
    return record(
        new EditOperation.Put(name, entry, Objects.requireNonNull(mode, "mode"), Set.of()));
  }

  /** Puts an entry of a file whose client replaces references in the same way. */
  ConfigEdit putWithReferences(String name, McpServerEntry entry) {
    Set<String> texts = Set.copyOf(EntryRules.texts(entry));
    return record(new EditOperation.Put(name, entry, PutMode.MERGE, texts));
  }

  /**
   * Removes an entry. Does nothing if there is no entry of that name.
   *
   * <p>Whatever was created along with the entry is removed with it: the map around it, and the
   * file if there was none. Both are recognized by their text: adding the entry to a file without
   * them must give the current text, character for character, or the backup must show that they did
   * not exist. A map or file that holds anything else, such as a comment or a different layout,
   * stays. An empty map written by hand exactly as this library writes it is removed too, unless
   * the backup contains it. A file reached through a link is never deleted.
   */
  public ConfigEdit remove(String name) {
    return record(new EditOperation.Remove(Objects.requireNonNull(name, "name")));
  }

  /** Renames an entry in place. */
  public ConfigEdit rename(String name, String newName) {
    Objects.requireNonNull(name, "name");
    return record(new EditOperation.Rename(name, Objects.requireNonNull(newName, "newName")));
  }

  /** Switches an entry on. */
  public ConfigEdit enable(String name) {
    return record(new EditOperation.Switch(Objects.requireNonNull(name, "name"), true));
  }

  /** Switches an entry off. The entry stays in the file. */
  public ConfigEdit disable(String name) {
    return record(new EditOperation.Switch(Objects.requireNonNull(name, "name"), false));
  }

  /** Sets where the file's previous content is kept. Default: the host's policy. */
  public ConfigEdit backup(BackupPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    options = new EditOptions(policy, options.tighten(), options.outOfProject());
    return this;
  }

  /**
   * Restricts read access to the file's owner, where the file system supports it (POSIX). Default:
   * an existing file keeps its mode; {@link ConfigPlan#warnings()} says when a secret would be
   * readable.
   */
  public ConfigEdit tightenPermissions() {
    options = new EditOptions(options.backup(), true, options.outOfProject());
    return this;
  }

  /**
   * Adds a project's file and its backup to the {@code .gitignore} in the project's directory, to
   * keep secrets out of the repository. A file that git already tracks must be removed with {@code
   * git rm --cached} too. Default: no {@code .gitignore} is changed; {@link ConfigPlan#warnings()}
   * says when a secret would be in a repository.
   */
  public ConfigEdit ignoreInGit() {
    ignoredInGit = true;
    return this;
  }

  boolean isIgnoredInGit() {
    return ignoredInGit;
  }

  /**
   * Allows a project's file to be a link out of the project, in which case the file it points to is
   * changed. Default: {@link ConfigPlan#write()} refuses such a link.
   */
  public ConfigEdit followLinkOutOfProject() {
    options = new EditOptions(options.backup(), options.tighten(), true);
    return this;
  }

  private ConfigEdit record(EditOperation operation) {
    operations.add(operation);
    return this;
  }

  EditOptions options() {
    return options;
  }

  List<EditOperation> operations() {
    return List.copyOf(operations);
  }

  /** What happens when the name of a new entry is in use. */
  public enum PutMode {
    /** Planning fails with {@link ConfigException.NameInUse}. */
    ADD,
    /**
     * The existing entry is updated; members that a user or the client added ({@code autoApprove},
     * {@code disabled}, {@code tools} and the like) stay, those of another transport go.
     */
    MERGE,
    /** The existing entry is replaced, with all its members. */
    REPLACE
  }
}
