package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What adding an entry leaves behind when the entry alone is removed again: the map that was made
 * for it, and the questions for its secrets. They are told from what was there before by the backup
 * of the file: if the entry is all that the file has beyond it, removing the entry gives the
 * backup's bytes back.
 */
final class Traces {
  private static final Pattern QUESTION = Pattern.compile("\\$\\{input:([^}]+)}");

  private final FileLayout layout;
  private final TextFormat engine;
  private final String former;

  /**
   * Creates the comparison with a former text.
   *
   * @param former the backup's text
   */
  Traces(FileLayout layout, String former) {
    this.layout = layout;
    this.engine = layout.format().fileEngine();
    this.former = former;
  }

  /** Returns whether removing an entry might leave a trace, without a look at the backup. */
  static boolean mayBeLeft(FileLayout layout, String present, String name) {
    TextFormat engine = layout.format().fileEngine();
    List<Entry> entries = engine.entries(present, layout.targetIn(present, name).container());
    return entries.stream()
        .anyMatch(
            entry ->
                entry.name().equals(name)
                    && (entries.size() == 1
                        || QUESTION.matcher(String.valueOf(entry.tree())).find()));
  }

  /** Returns whether a text is what adding its entry of this name to the former one gives. */
  boolean isWith(String present, String name) {
    Container container = layout.targetIn(present, name).container();
    Map<String, Object> members = members(present, container, name);
    if (members == null || former.isBlank() || isIn(former, name)) {
      return false;
    }
    String asked = former;
    Matcher questions = QUESTION.matcher(members.toString());
    while (questions.find()) {
      asked = ask(asked, present, questions.group(1));
    }
    return engine.put(asked, container, name, members).equals(present);
  }

  private boolean isIn(String text, String name) {
    return layout.shapesIn(text).stream()
        .anyMatch(shape -> shape.holds(text, layout.format(), name));
  }

  private String ask(String text, String present, String id) {
    Container questions = layout.questions();
    Map<String, Object> question = members(present, questions, id);
    boolean there = engine.entries(text, questions).stream().anyMatch(e -> e.name().equals(id));
    return there || question == null ? text : engine.put(text, questions, id, question);
  }

  private @Nullable Map<String, Object> members(String text, Container container, String name) {
    Map<String, Object> members = null;
    for (Entry entry : engine.entries(text, container)) {
      if (entry.name().equals(name) && entry.tree() instanceof Map<?, ?> tree) {
        Map<String, Object> found = new LinkedHashMap<>();
        tree.forEach((key, value) -> found.put((String) key, value));
        members = found;
      }
    }
    return members;
  }
}
