package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes recorded changes to a text. Pure: knows the path only for messages. */
final class EntryEditor {
  private final McpClient client;
  private final FileLayout layout;
  private final Path path;
  private final TextFormat format;
  private final EntryRules rules;
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
    this.rules = client.rules(layout);
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
        text = beforeLast; // what was added just now leaves no trace, not even an empty map
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
      for (Container container : layout.containersIn(text)) {
        boolean nameless = container.nameMember().isPresent() && remove.name().isEmpty();
        result = nameless ? result : format.remove(result, container, remove.name());
      }
      return result;
    } else if (operation instanceof EditOperation.Rename rename) {
      return rename(text, rename);
    } else {
      return turn(text, (EditOperation.Switch) operation);
    }
  }

  private String put(String text, EditOperation.Put put) {
    EntryDialect dialect = layout.dialect();
    Found found = find(text, put.name());
    if (put.mode() == PutMode.ADD && (found != null || elsewhere.contains(put.name()))) {
      throw new NameInUseException(path, put.name());
    }
    if (found == null && elsewhere.contains(put.name())) {
      return text; // it is changed there
    }
    Set<String> references = new HashSet<>(put.references());
    if (found != null) {
      // What is there already is what its user wanted.
      McpServerEntry present = EntryReader.read(put.name(), found.tree(), dialect);
      references.addAll(EntryRules.texts(present));
    }
    rules
        .withReferencesIn(references)
        .refusal(put.name(), put.entry())
        .ifPresent(
            reason -> {
              throw new EntryRefusedException(client.id(), put.name(), reason);
            });
    String asked = ask(text, put.entry());
    Container target = layout.targetIn(text);
    if (found == null
        || put.mode() == PutMode.REPLACE
        || !found.container().equals(target) // where the client looked in the past
        || !(found.tree() instanceof Map<?, ?> present)) {
      Map<String, Object> members = EntryWriter.members(put.name(), put.entry(), dialect);
      return format.put(asked, target, put.name(), members);
    }
    Map<String, Object> set = EntryWriter.set(put.entry(), present, dialect);
    Set<String> stale = EntryWriter.stale(put.entry(), present, set.keySet(), dialect);
    return format.merge(asked, target, put.name(), set, stale);
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
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("type", "promptString");
        question.put("description", value.description());
        question.put("password", true);
        boolean there = format.names(result, questions).contains(value.content());
        if (!there) {
          result = format.put(result, questions, value.content(), question);
        }
      }
    }
    return result;
  }

  private String rename(String text, EditOperation.Rename rename) {
    rules
        .nameRefusal(rename.newName())
        .ifPresent(
            reason -> {
              throw new EntryRefusedException(client.id(), rename.newName(), reason);
            });
    Found found = require(text, rename.name());
    if (rename.name().equals(rename.newName())) {
      return text;
    }
    if (find(text, rename.newName()) != null || elsewhere.contains(rename.newName())) {
      throw new NameInUseException(path, rename.newName());
    }
    if (elsewhere.remove(rename.name())) {
      elsewhere.add(rename.newName());
    }
    if (found == null) {
      return text;
    }
    String renamed = format.rename(text, found.container(), rename.name(), rename.newName());
    return layout.dialect().nameInside
        ? format.merge(
            renamed,
            found.container(),
            rename.newName(),
            Map.of("name", rename.newName()),
            Set.of())
        : renamed;
  }

  private String turn(String text, EditOperation.Switch turn) {
    EntryDialect dialect = layout.dialect();
    String member = dialect.switchMember;
    if (member == null) {
      throw new EntryRefusedException(
          client.id(),
          turn.name(),
          client.displayName()
              + " has no switch for a server in its file. Remove the entry, or switch it in the"
              + " client.");
    }
    Found found = require(text, turn.name());
    if (found == null || !(found.tree() instanceof Map<?, ?> map)) {
      return text;
    }
    Object value = turn.on() == dialect.switchMeansOn;
    if (turn.on() && !map.containsKey(member)) {
      return text;
    }
    return format.merge(text, found.container(), turn.name(), Map.of(member, value), Set.of());
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

  private record Found(Container container, @Nullable Object tree) {}

  private @Nullable Found find(String text, String name) {
    for (Container container : layout.containersIn(text)) {
      Optional<Entry> entry = format.entry(text, container, name);
      if (entry.isPresent()) {
        return new Found(container, entry.get().tree());
      }
    }
    return null;
  }
}
