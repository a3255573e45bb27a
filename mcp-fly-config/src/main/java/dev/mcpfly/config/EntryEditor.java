package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies recorded changes to a text. Pure: uses the path only in messages. */
final class EntryEditor {
  private final McpClient client;
  private final FileLayout layout;
  private final Path path;
  private final TextFormat format;
  private final Set<String> elsewhere;
  private final Traces.Past past;

  /**
   * Creates an editor.
   *
   * @param elsewhere the names of the entries in other files that the client merges with this one;
   *     an entry that is only there is changed there
   * @param past what is known of the file before entries were added
   */
  EntryEditor(ClientConfig config, Set<String> elsewhere, Traces.Past past) {
    this.client = config.client();
    this.layout = config.layout();
    this.path = config.path();
    this.format = layout.format().fileEngine();
    this.elsewhere = new LinkedHashSet<>(elsewhere);
    this.past = past;
  }

  /** Returns the text after all changes. */
  String apply(String original, List<EditOperation> operations) {
    if (operations.isEmpty()) {
      format.check(original); // each operation checks the text it works on
    }
    String text = original;
    String beforeLast = original;
    EditOperation last = null;
    for (EditOperation operation : operations) {
      String before = text;
      if (last instanceof EditOperation.Put put
          && operation instanceof EditOperation.Remove remove
          && put.name().equals(remove.name())
          && find(beforeLast, put.name()) == null) {
        text =
            beforeLast; // an entry added by this very plan leaves no trace, not even an empty map
      } else {
        text = apply(text, operation);
      }
      beforeLast = before;
      last = operation;
    }
    return text;
  }

  private String apply(String text, EditOperation operation) {
    if (operation instanceof EditOperation.Put put) {
      return put(text.isEmpty() ? layout.start() : text, put);
    } else if (operation instanceof EditOperation.Remove remove) {
      elsewhere.remove(remove.name());
      Optional<String> former = new Traces(layout, text, remove.name()).former(past);
      if (former.isPresent()) {
        return former.get();
      }
      String result = text;
      for (EntryShape shape : layout.shapesIn(text)) {
        if (shape.mayHold(result, layout.format(), remove.name())) {
          result = format.remove(result, shape.container(), remove.name());
        }
      }
      return result;
    } else if (operation instanceof EditOperation.Rename rename) {
      return rename(text, rename);
    } else {
      return turn(text, (EditOperation.Switch) operation);
    }
  }

  private String put(String text, EditOperation.Put put) {
    Found found = find(text, put.name());
    if (put.mode() == ConfigEdit.PutMode.ADD && (found != null || elsewhere.contains(put.name()))) {
      throw new ConfigException.NameInUse(path, put.name());
    }
    if (found == null && elsewhere.contains(put.name())) {
      return text; // it is changed there
    }
    EntryShape target = layout.targetIn(text, put.name());
    EntryDialect dialect = target.dialect();
    refuse(found, put, dialect);
    String asked = ask(text, put.entry());
    if (found == null
        || put.mode() == ConfigEdit.PutMode.REPLACE
        || !found.shape().equals(target) // where the client looked in the past
        || !(found.tree() instanceof Map<?, ?> present)) {
      Map<String, Object> members = EntryWriter.members(put.name(), put.entry(), dialect);
      return format.put(asked, target.container(), put.name(), members);
    }
    Map<String, Object> set = EntryWriter.set(put.entry(), present, dialect);
    Set<String> stale = EntryWriter.stale(put.entry(), present, set.keySet(), dialect);
    return format.merge(asked, target.container(), put.name(), set, stale);
  }

  /** Checks that the client can use an entry. */
  private void refuse(@Nullable Found found, EditOperation.Put put, EntryDialect dialect) {
    Set<String> references = new HashSet<>(put.references());
    if (found != null) {
      // What is there already is what its user wanted.
      McpServerEntry present = EntryReader.read(put.name(), found.tree(), found.shape().dialect());
      references.addAll(EntryRules.texts(present));
    }
    Optional<String> refusal =
        client
            .rules(dialect)
            .withReferencesIn(references)
            .refusal(put.name(), put.entry())
            .or(() -> found == null ? client.unverifiedRefusal() : Optional.empty());
    if (refusal.isPresent()) {
      throw new ConfigException.EntryRefused(client.id(), put.name(), refusal.get());
    }
  }

  /**
   * Adds the questions for values that the client asks for; a question that is there already stays.
   */
  private String ask(String text, McpServerEntry entry) {
    Container questions = layout.questions();
    String result = text;
    for (Map<String, ConfigValue> values : List.of(entry.env(), entry.headers())) {
      for (ConfigValue value : values.values()) {
        if (value.kind() != ConfigValue.Kind.PROMPT) {
          continue;
        }
        Map<String, Object> question = Prompts.question(value);
        question.remove("id"); // the engine writes it
        boolean there = format.names(result, questions).contains(value.content());
        if (!there) {
          result = format.put(result, questions, value.content(), question);
        }
      }
    }
    return result;
  }

  private String rename(String text, EditOperation.Rename rename) {
    client
        .rules(layout.dialect())
        .nameRefusal(rename.newName())
        .ifPresent(
            reason -> {
              throw new ConfigException.EntryRefused(client.id(), rename.newName(), reason);
            });
    Found found = require(text, rename.name());
    if (rename.name().equals(rename.newName())) {
      return text;
    }
    if (find(text, rename.newName()) != null || elsewhere.contains(rename.newName())) {
      throw new ConfigException.NameInUse(path, rename.newName());
    }
    if (elsewhere.remove(rename.name())) {
      elsewhere.add(rename.newName());
    }
    if (found == null) {
      return text;
    }
    Container container = found.shape().container();
    String renamed = format.rename(text, container, rename.name(), rename.newName());
    return found.shape().dialect().nameInside
        ? format.merge(
            renamed, container, rename.newName(), Map.of("name", rename.newName()), Set.of())
        : renamed;
  }

  private String turn(String text, EditOperation.Switch turn) {
    if (layout.dialect().switchMember == null) {
      throw new ConfigException.EntryRefused(
          client.id(),
          turn.name(),
          client.displayName()
              + " cannot enable or disable a server in its file. Remove the entry, or use the"
              + " client's own switch.");
    }
    Found found = require(text, turn.name());
    EntryDialect dialect = found == null ? layout.dialect() : found.shape().dialect();
    String member = dialect.switchMember;
    if (found == null || member == null || !(found.tree() instanceof Map<?, ?> map)) {
      return text;
    }
    Object value = turn.on() == dialect.switchMeansOn;
    if (turn.on() && !map.containsKey(member)) {
      return text;
    }
    return format.merge(
        text, found.shape().container(), turn.name(), Map.of(member, value), Set.of());
  }

  /** Returns the entry of this name; null if it is in other files alone. */
  private @Nullable Found require(String text, String name) {
    Found found = find(text, name);
    if (found == null && !elsewhere.contains(name)) {
      throw new ConfigException(
          path,
          "There is no server \"" + Visible.name(name) + "\" in " + path + ". Nothing was changed.",
          null);
    }
    return found;
  }

  private record Found(EntryShape shape, @Nullable Object tree) {}

  private @Nullable Found find(String text, String name) {
    for (EntryShape shape : layout.shapesIn(text)) {
      Optional<Entry> entry = shape.entryIn(text, layout.format(), name);
      if (entry.isPresent()) {
        return new Found(shape, entry.get().tree());
      }
    }
    return null;
  }
}
