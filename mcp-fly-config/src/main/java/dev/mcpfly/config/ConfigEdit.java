package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is to change in a file, in order. Given to the function that {@link ClientConfig#plan}
 * takes; nothing happens to the file.
 */
public final class ConfigEdit {
  private final List<EditOperation> operations = new ArrayList<>();
  private EditOptions options = EditOptions.DEFAULT;
  private boolean ignoredInGit;

  ConfigEdit() {}

  /** Adds an entry, or merges it into the one that has the name: {@link PutMode#MERGE}. */
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
   * Removes an entry. Nothing happens if there is none of the name.
   *
   * <p>What was made when the entry was added goes with it: the map around it, and the file where
   * there was none. They are recognized by their text: adding the entry to a file without them must
   * give the present text, character for character, or the backup must show that they were not
   * there. So a map or file that holds anything else, a comment or another layout, stays. An empty
   * map that somebody wrote just as this library writes it goes too, unless the backup shows it. A
   * file that is reached through a link is never deleted.
   */
  public ConfigEdit remove(String name) {
    return record(new EditOperation.Remove(Objects.requireNonNull(name, "name")));
  }

  /** Gives an entry another name; the entry stays where it is. */
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

  /** Sets where the file's former content is kept. Default: as the host has it. */
  public ConfigEdit backup(BackupPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    options = new EditOptions(policy, options.tighten(), options.outOfProject());
    return this;
  }

  /**
   * Takes the right to read the file from everybody but its owner, where there are such rights
   * (POSIX). Default: a file that is there keeps its mode; {@link ConfigPlan#warnings()} says when
   * a secret would be readable.
   */
  public ConfigEdit tightenPermissions() {
    options = new EditOptions(options.backup(), true, options.outOfProject());
    return this;
  }

  /**
   * Adds the file of a project, and the copy that is kept of its former content, to the {@code
   * .gitignore} in the project's directory, so that secrets in it do not get into the repository. A
   * file that git follows already must be taken out with {@code git rm --cached} too. Default: no
   * {@code .gitignore} is touched; {@link ConfigPlan#warnings()} says when a secret would be in a
   * repository.
   */
  public ConfigEdit ignoreInGit() {
    ignoredInGit = true;
    return this;
  }

  boolean isIgnoredInGit() {
    return ignoredInGit;
  }

  /**
   * Allows a project's file to be a link that leads out of the project, so that a file elsewhere is
   * changed. Default: {@link ConfigPlan#write()} refuses that.
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
}
