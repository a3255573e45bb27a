package dev.mcpfly.config;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.text.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what adding an entry left behind besides the entry itself: the file or map that was created
 * for it, and the prompts for its secrets.
 *
 * <p>The previous text is found by repeating the addition: of the possible previous texts (the
 * backup; no file; the current text without the entry and the map around it), the first to which
 * adding the entry gives the current text, character for character, is restored. A map or file that
 * holds anything else, such as a comment, a different layout or an entry that is spelled
 * differently, stays. An empty map written by hand exactly as this library writes it cannot be told
 * from a created one and is removed too, unless the backup contains it.
 */
final class Traces {
  /** The former text of a file that did not exist. */
  static final String NO_FILE = "";

  /**
   * What is known of the time before.
   *
   * @param backup gives the text of the backup, if there is one
   * @param mayDelete whether the file may be one that was made
   */
  record Past(Supplier<Optional<String>> backup, boolean mayDelete) {}

  private static final Pattern QUESTION = Pattern.compile("\\$\\{input:([^}]+)}");

  private final FileLayout layout;
  private final TextFormat engine;
  private final String present;
  private final String name;

  /**
   * Creates the search.
   *
   * @param present the text that the entry is to be removed from
   * @param name the name of the entry
   */
  Traces(FileLayout layout, String present, String name) {
    this.layout = layout;
    this.engine = layout.format().fileEngine();
    this.present = present;
    this.name = name;
  }

  /**
   * Returns the text before the entry was added, {@link #NO_FILE} if there was none; empty if the
   * entry leaves no traces, or what it left cannot be told from other things.
   */
  Optional<String> former(Past past) {
    EntryShape shape = layout.targetIn(present, name);
    Container container = shape.container();
    List<String> names = engine.names(present, container);
    Map<String, Object> members = members(present, container, name);
    if (members == null
        || Collections.frequency(names, name) > 1
        || (names.size() > 1 && questions(members).isEmpty())
        || !isSpelledByUs(members, shape.dialect())) {
      return Optional.empty();
    }
    Optional<String> kept = past.backup().get().filter(text -> !text.isBlank() && !isIn(text));
    if (kept.isPresent() && isBefore(kept.get(), container, members)) {
      return kept;
    }
    if (past.mayDelete() && isBefore(layout.start(), container, members)) {
      return Optional.of(NO_FILE);
    }
    return Optional.of(stripped(container, members))
        .filter(text -> !isIn(text) && isBefore(text, container, members));
  }

  /** Returns whether the entry is written the way that this library writes it. */
  private boolean isSpelledByUs(Map<String, Object> members, EntryDialect dialect) {
    McpServerEntry entry = EntryReader.read(name, members, dialect);
    return Trees.equal(EntryWriter.members(name, entry, dialect), members);
  }

  /** Returns whether adding the entry to a text gives the present one. */
  private boolean isBefore(String text, Container container, Map<String, Object> members) {
    try {
      String asked = text;
      for (String question : questions(members)) {
        asked = ask(asked, question);
      }
      return engine.put(asked, container, name, members).equals(present);
    } catch (TextFormatException | IllegalArgumentException e) {
      return false; // some other text
    }
  }

  /** Returns the present text without the entry, its questions, and the maps that they empty. */
  private String stripped(Container container, Map<String, Object> members) {
    String text = engine.remove(present, container, name);
    Container questions = layout.questions();
    for (String question : questions(members)) {
      if (!text.contains("${input:" + question + "}")) {
        text = engine.remove(text, questions, question);
      }
    }
    text = withoutEmpty(text, container.path());
    return questions(members).isEmpty() ? text : withoutEmpty(text, questions.path());
  }

  /** Removes the map at a path if it is empty, and then those around it that are. */
  private String withoutEmpty(String text, List<String> path) {
    String result = text;
    for (int depth = path.size(); depth > 0; depth--) {
      Object tree = engine.read(result, path.subList(0, depth)).map(Value::tree).orElse(null);
      boolean empty =
          (tree instanceof Map<?, ?> map && map.isEmpty())
              || (tree instanceof List<?> list && list.isEmpty());
      if (!empty) {
        break;
      }
      Container around = Container.map(path.subList(0, depth - 1));
      result = engine.remove(result, around, path.get(depth - 1));
    }
    return result;
  }

  private boolean isIn(String text) {
    try {
      return layout.shapesIn(text).stream()
          .anyMatch(shape -> shape.holds(text, layout.format(), name));
    } catch (TextFormatException e) {
      return true; // some other text
    }
  }

  private static Set<String> questions(Map<String, Object> members) {
    Set<String> ids = new LinkedHashSet<>();
    Matcher questions = QUESTION.matcher(members.toString());
    while (questions.find()) {
      ids.add(questions.group(1));
    }
    return ids;
  }

  private String ask(String text, String id) {
    Container questions = layout.questions();
    Map<String, Object> question = members(present, questions, id);
    boolean there = engine.names(text, questions).contains(id);
    return there || question == null ? text : engine.put(text, questions, id, question);
  }

  private @Nullable Map<String, Object> members(String text, Container container, String id) {
    return engine.entry(text, container, id).map(Traces::members).orElse(null);
  }

  private static @Nullable Map<String, Object> members(Entry entry) {
    if (!(entry.tree() instanceof Map<?, ?> tree)) {
      return null;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    tree.forEach((key, value) -> members.put((String) key, value));
    return members;
  }
}
