package dev.mcpfly.config;

import dev.mcpfly.config.internal.edit.Trees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that a client merges into one configuration, the strongest first. Most clients read one
 * file; that is {@link #NONE}.
 *
 * <p>The client merges entries of one name member by member. So a change is made in each file that
 * holds the entry: anything less would leave members of the former entry in the merged one.
 */
final class MergedFiles {
  static final MergedFiles NONE = new MergedFiles(null, List.of());

  private final @Nullable Path own;
  private final List<ClientConfig> files;

  /**
   * Creates the group.
   *
   * @param own the file that new entries go into; it is one of the files
   * @param files all files, also those that do not exist
   */
  MergedFiles(@Nullable Path own, List<ClientConfig> files) {
    this.own = own;
    this.files = List.copyOf(files);
  }

  /** An entry as a file spells it. */
  record Spelled(@Nullable Object tree, EntryDialect dialect) {
    /** Returns what the client makes of this entry and one of the same name in a weaker file. */
    Spelled over(Spelled weaker) {
      return dialect == weaker.dialect
          ? new Spelled(Trees.merged(weaker.tree, tree), dialect)
          : this;
    }
  }

  /** Returns the entries that the client sees. */
  Map<String, Spelled> trees(ClientConfig alone) {
    Map<String, Spelled> trees = new LinkedHashMap<>();
    for (ClientConfig file : files.isEmpty() ? List.of(alone) : files) {
      file.spelled().forEach((name, spelled) -> trees.merge(name, spelled, Spelled::over));
    }
    return trees;
  }

  /** Returns the names of the entries in the other files. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (ClientConfig other : others()) {
      names.addAll(other.names(other.read()));
    }
    return names;
  }

  /** Returns the changes of the other files, without files that would not change. */
  List<ConfigPlan> plans(List<EditOperation> operations, EditOptions options) {
    List<ConfigPlan> plans = new ArrayList<>();
    for (ClientConfig other : others()) {
      List<EditOperation> present = new Present(other.names(other.read())).of(operations);
      if (!present.isEmpty()) {
        other.planMerged(present, options).ifPresent(plans::add);
      }
    }
    return plans;
  }

  private List<ClientConfig> others() {
    return files.stream().filter(file -> !file.path().equals(own) && file.exists()).toList();
  }

  /** The entries of a file, while operations are gone through that concern those alone. */
  private static final class Present {
    private final Set<String> names;

    Present(Set<String> names) {
      this.names = new LinkedHashSet<>(names);
    }

    List<EditOperation> of(List<EditOperation> operations) {
      return operations.stream().filter(this::concerns).toList();
    }

    private boolean concerns(EditOperation operation) {
      if (operation instanceof EditOperation.Remove) {
        return names.remove(operation.name());
      } else if (operation instanceof EditOperation.Rename rename) {
        return names.remove(rename.name()) && names.add(rename.newName());
      }
      return names.contains(operation.name());
    }
  }
}
