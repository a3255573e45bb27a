package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.FileKinds;
import dev.mcpfly.config.internal.file.Journal;
import dev.mcpfly.config.internal.file.RealPaths;
import dev.mcpfly.config.internal.text.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One configuration file of one client.
 *
 * <pre>{@code
 * ClientConfig zed = McpClients.zed().userConfig();
 * ConfigPlan plan = zed.plan(edit -> edit.put("slack", entry));
 * System.out.println(plan.diff());
 * plan.write();
 * }</pre>
 *
 * <p>Where the client merges several files, a configuration from {@link McpClient#userConfig()} or
 * {@link McpClient#projectConfig} stands for all of them: its entries are the merged ones, and a
 * change of an entry is made in each file that holds it.
 *
 * <p>Immutable and safe for use by several threads; each call reads the file again.
 */
public final class ClientConfig {
  private final McpClient client;
  private final ClientDefinition definition;
  private final Path path;
  private final FileLayout layout;
  private final MergedFiles merged;
  private final @Nullable Path project;

  ClientConfig(McpClient client, ClientDefinition definition, Path path, FileLayout layout) {
    this(client, definition, path, layout, MergedFiles.NONE, null);
  }

  private ClientConfig(
      McpClient client,
      ClientDefinition definition,
      Path path,
      FileLayout layout,
      MergedFiles merged,
      @Nullable Path project) {
    this.client = client;
    this.definition = definition;
    this.path = path;
    this.layout = layout;
    this.merged = merged;
    this.project = project;
  }

  /** Returns this file as one of several that the client merges, given the strongest first. */
  ClientConfig mergedWith(List<ClientConfig> files) {
    return new ClientConfig(
        client, definition, path, layout, new MergedFiles(path, files), project);
  }

  /** Returns this file as one of a project's. */
  ClientConfig inProject(Path directory) {
    return new ClientConfig(client, definition, path, layout, merged, directory);
  }

  /** Returns the directory of the project that the file belongs to, if it belongs to one. */
  Optional<Path> project() {
    return Optional.ofNullable(project);
  }

  /** Returns the client whose file this is. */
  public McpClient client() {
    return client;
  }

  /**
   * Returns the file's path; links are followed when it is read or written. Of several merged files
   * it is the one that new entries go into.
   */
  public Path path() {
    return path;
  }

  /** Returns whether the file exists. */
  public boolean exists() {
    return Files.exists(path);
  }

  /**
   * Returns the entries of the file by name, in the file's order; empty if there is no file. An
   * entry that cannot be understood has transport {@link McpServerEntry.Transport#OTHER}.
   *
   * @throws ConfigException.Malformed if the file is not what the client reads
   * @throws ConfigException if the file cannot be read
   */
  public Map<String, McpServerEntry> servers() {
    Map<String, McpServerEntry> servers = new LinkedHashMap<>();
    merged
        .trees(this)
        .forEach(
            (name, spelled) ->
                servers.put(name, EntryReader.read(name, spelled.tree(), spelled.dialect())));
    return Collections.unmodifiableMap(servers);
  }

  /** Returns the entries of this file alone, as they stand there. */
  Map<String, MergedFiles.Spelled> spelled() {
    return text().with(text().decode(read()), this::spelled);
  }

  /** Returns the names of the entries of this file alone, given what it holds. */
  Set<String> names(byte @Nullable [] content) {
    return text().with(text().decode(content), this::names);
  }

  private Set<String> names(String text) {
    Set<String> names = new LinkedHashSet<>();
    for (EntryShape shape : layout.shapesIn(text)) {
      names.addAll(shape.namesIn(text, layout.format()));
    }
    return names;
  }

  private Map<String, MergedFiles.Spelled> spelled(String text) {
    Map<String, MergedFiles.Spelled> all = new LinkedHashMap<>();
    for (EntryShape shape : layout.shapesIn(text)) {
      Map<String, MergedFiles.Spelled> here = new LinkedHashMap<>();
      for (Entry entry : shape.entriesIn(text, layout.format())) {
        here.put(entry.name(), new MergedFiles.Spelled(entry.tree(), shape.dialect()));
      }
      here.keySet().removeAll(all.keySet());
      all.putAll(here);
    }
    return all;
  }

  /**
   * Computes what a change would do. Reads the file, and changes nothing.
   *
   * @param changes makes the changes on the given edit
   * @throws ConfigException.EntryRefused if the client could not use an entry
   * @throws ConfigException.NameInUse if the name of an entry to add is in use
   * @throws ConfigException.Malformed if the file is not what the client reads
   * @throws ConfigException if the file cannot be read, or is not to be written
   */
  public ConfigPlan plan(Consumer<ConfigEdit> changes) {
    ConfigEdit edit = new ConfigEdit();
    changes.accept(edit);
    ConfigPlan plan = plan(edit.operations(), edit.options());
    if (!edit.isIgnoredInGit()) {
      return plan;
    }
    if (project == null) {
      throw new ConfigException(
          path,
          path
              + " is not the file of a project, so it cannot be added to a .gitignore. Use"
              + " projectConfig(dir), or do not call ignoreInGit().",
          null);
    }
    return plan.ignoring(new GitIgnore(this, project, backupPath(edit.options())));
  }

  private ConfigPlan plan(List<EditOperation> operations, EditOptions options) {
    byte[] before = readForPlan();
    byte[] after = edited(before, operations, options);
    if (before != after) {
      refuseReadOnly();
    }
    List<ConfigPlan> others = merged.plans(operations, options);
    return new ConfigPlan(this, operations, options, before, after, others);
  }

  /** Returns the change of a file that is merged with another one, if it would change. */
  Optional<ConfigPlan> planMerged(List<EditOperation> operations, EditOptions options) {
    byte[] before = readForPlan();
    byte[] after = edited(before, operations, options);
    if (before == after) {
      return Optional.empty();
    }
    refuseReadOnly();
    return Optional.of(new ConfigPlan(this, operations, options, before, after, List.of()));
  }

  /** Returns the content that a plan starts from: the one before an interrupted change, if any. */
  private byte @Nullable [] readForPlan() {
    byte[] present = read();
    Journal.Former former = brokenOff();
    return former == null ? present : former.content();
  }

  /** Returns what the file held before an interrupted change of several files. */
  Journal.@Nullable Former brokenOff() {
    try {
      return Journal.former(realPath()).orElse(null);
    } catch (IOException e) {
      throw new ConfigException(
          path, "The records beside " + path + " cannot be read: " + reason(e) + ".", e);
    }
  }

  /**
   * Returns the bytes after the changes; null if there is no file and nothing to write, or if the
   * file is to be deleted because it was created for entries that are gone.
   */
  byte @Nullable [] edited(
      byte @Nullable [] before, List<EditOperation> operations, EditOptions options) {
    ConfigText text = text();
    String present = text.decode(before);
    String old = present.isBlank() && !layout.start().isEmpty() ? layout.start() : present;
    // A file behind a link existed before.
    boolean mayDelete = before != null && !Files.isSymbolicLink(path);
    Traces.Past past = new Traces.Past(() -> backupText(options), mayDelete);
    String changed =
        text.with(old, t -> new EntryEditor(this, merged.names(), past).apply(t, operations));
    if (changed.equals(old)) {
      return before; // the engine gives back the same text, which saves a copy of a huge file
    }
    return changed.equals(Traces.NO_FILE) && mayDelete ? null : text.encode(changed, before);
  }

  private Optional<String> backupText(EditOptions options) {
    byte[] backup = backup(options);
    try {
      return backup == null ? Optional.empty() : Optional.of(text().decode(backup));
    } catch (ConfigException e) {
      return Optional.empty(); // some other file
    }
  }

  private byte @Nullable [] backup(EditOptions options) {
    Optional<Path> backup = backupPath(options);
    if (backup.isEmpty()) {
      return null;
    }
    try {
      FileKinds.requireFileItself(backup.get());
      return new AtomicFile(backup.get()).read();
    } catch (IOException e) {
      return null; // an unreadable backup counts as missing
    }
  }

  /** Returns where the former content of this file is kept, if it is kept. */
  Optional<Path> backupPath(EditOptions options) {
    BackupPolicy policy = options.backup() == null ? client.backups() : options.backup();
    return policy.pathOf(realPath());
  }

  /** Returns the file's format. */
  public ConfigFormat format() {
    return layout.format();
  }

  /** Returns the keys that lead from the file's root to its entries. */
  public List<String> keys() {
    return layout.target().path();
  }

  /** Returns why the client could not use an entry and what to do instead; empty if it could. */
  public Optional<String> refusal(String name, McpServerEntry entry) {
    return client.refusal(layout, name, entry);
  }

  ConfigText text() {
    return new ConfigText(path, layout, definition.displayName);
  }

  FileLayout layout() {
    return layout;
  }

  ClientDefinition definition() {
    return definition;
  }

  boolean locksWithDirectory() {
    return definition.has(ClientTrait.LOCKS_WITH_DIRECTORY);
  }

  Path realPath() {
    try {
      return RealPaths.resolve(path);
    } catch (IOException e) {
      throw new ConfigException(
          path, "The path " + path + " leads nowhere: " + reason(e) + ". Check its links.", e);
    }
  }

  byte @Nullable [] read() {
    Path real = realPath();
    if (Files.isDirectory(real)) {
      throw new ConfigException(
          path, path + " is a directory where a file should be. Move it out of the way.", null);
    }
    try {
      Optional<String> other = FileKinds.otherThanFile(real);
      if (other.isPresent()) {
        String link =
            real.equals(path.toAbsolutePath().normalize()) ? "" : " a link to " + real + ",";
        throw new ConfigException(
            path,
            path
                + " is"
                + link
                + " "
                + other.get()
                + " where a file should be. Move it out of the way.",
            null);
      }
      return new AtomicFile(real).read();
    } catch (IOException e) {
      throw new ConfigException(
          path,
          "The file " + path + " cannot be read: " + reason(e) + ". Check its permissions.",
          e);
    }
  }

  void refuseReadOnly() {
    try {
      if (new AtomicFile(realPath()).isReadOnly()) {
        throw new ConfigException(
            path, "The file " + path + " is read-only. Make it writable and try again.", null);
      }
    } catch (IOException e) {
      throw new ConfigException(
          path, "The rights of " + path + " cannot be read: " + reason(e) + ".", e);
    }
  }

  static String reason(IOException e) {
    return FailureReasons.of(e);
  }

  /** Returns the client and the path. */
  @Override
  public String toString() {
    return definition.displayName + " at " + path;
  }
}
