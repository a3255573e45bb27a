package dev.mcpfly.config.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.internal.edit.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random texts with comments in every place that the grammar allows, under every edit. Another
 * parser than ours reads what the edited text says. The system property {@code
 * mcpfly.comments.runs} says how many texts are tried, {@code mcpfly.comments.seed} which one is
 * the first.
 *
 * <p>A generator marks every comment with {@code m<number>o<owner>z}. The owner is the entry that
 * the comment may go with, or {@code x} if it stays whatever is edited. {@code e<i>} is the name of
 * entry {@code i}.
 */
public abstract class CommentsEverywhere {
  private static final Pattern MARK = Pattern.compile("m\\d+o(\\d+|x)z");

  /** A random text with its container and the names of the entries there. */
  public record Sample(String text, Container container, List<String> names) {}

  protected abstract TextFormat format();

  protected abstract Sample sample(Random random);

  /** Returns what a text says, read by another parser. */
  protected abstract Object oracle(String text);

  /** Returns how the names of such files end. */
  protected abstract String extension();

  /** Returns whether a container may go with its last entry, where that alone made it exist. */
  protected boolean goesWithItsEntries() {
    return false;
  }

  @Test
  void editsKeepEveryCommentAndEveryOtherValue() {
    long seed = Long.getLong("mcpfly.comments.seed", 20261128L);
    long runs = Long.getLong("mcpfly.comments.runs", 3_400);
    System.out.printf(
        "%s: %d random texts with comments everywhere, first seed %d%n",
        format().name(), runs, seed);
    for (long run = seed; run < seed + runs; run++) {
      Sample sample = null;
      try {
        Random random = new Random(run * 0x9E3779B97F4A7C15L);
        sample = sample(random);
        check(sample, random);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "-Dmcpfly.comments.seed=" + run + ", text:\n" + (sample == null ? "" : sample.text()),
            e);
      }
    }
  }

  @Test
  void aByteOrderMarkChangesNothingAndStays(@TempDir Path folder) throws IOException {
    long seed = Long.getLong("mcpfly.comments.seed", 20261128L);
    long runs = Long.getLong("mcpfly.marks.runs", 300);
    System.out.printf(
        "%s: %d random texts with a byte order mark, first seed %d%n", format().name(), runs, seed);
    Path plain = folder.resolve("plain." + extension());
    Path marked = folder.resolve("marked." + extension());
    for (long run = seed; run < seed + runs; run++) {
      Random random = new Random(run * 0x9E3779B97F4A7C15L);
      Sample sample = sample(random);
      if (sample.container().nameMember().isPresent()) {
        continue;
      }
      String name = sample.names().isEmpty() ? "none" : sample.names().get(0);
      List<Consumer<ConfigEdit>> edits =
          List.of(
              edit -> edit.put("new", McpServerEntry.stdio("npx", "-y")),
              edit -> edit.remove(name),
              edit -> edit.rename(name, "renamed"),
              edit -> edit.disable(name));
      for (int i = 0; i < edits.size(); i++) {
        String what = "-Dmcpfly.comments.seed=" + run + ", edit " + i + ", text:\n" + sample.text();
        String expected = edited(plain, sample.text(), edits.get(i));
        assertThat(edited(marked, "\ufeff" + sample.text(), edits.get(i)))
            .as(what)
            .isEqualTo(expected.startsWith("no text") ? expected : "\ufeff" + expected);
      }
    }
  }

  private static String edited(Path file, String text, Consumer<ConfigEdit> edit)
      throws IOException {
    Files.writeString(file, text);
    try {
      McpClients.file(file, "mcp").plan(edit).write();
      return Files.exists(file) ? Files.readString(file) : "no text: the file went with its entry";
    } catch (ConfigException | IllegalArgumentException e) {
      // The same, for the same reason.
      return "no text: " + String.valueOf(e.getMessage()).replace(file.toString(), "");
    }
  }

  private void check(Sample sample, Random random) {
    Edited all = new Edited(sample, oracle(sample.text()));
    all.put("new", value(random));
    if (sample.names().isEmpty()) {
      return;
    }
    int owner = random.nextInt(sample.names().size());
    String name = sample.names().get(owner);
    all.remove(name, owner);
    all.rename(name, "renamed");
    all.merge(name, Map.of("disabled", true));
    all.merge(name, Map.of("args", List.of("-y", "// x # y")));
  }

  /** Every edit of one text, compared with what it should lead to. */
  private final class Edited {
    private final String text;
    private final Container container;
    private final Object before;
    private final List<String> names;

    Edited(Sample sample, Object before) {
      this.text = sample.text();
      this.container = sample.container();
      this.names = entryNames(text);
      this.before = before;
      same(Set.copyOf(names), Set.copyOf(sample.names()));
    }

    void put(String name, Map<String, Object> value) {
      String put = format().put(text, container, name, value);
      Map<String, Object> expected = copy();
      add(expected, name, value);
      says("put", put, expected);
      same(marks(put, -1), marks(text, -1));
      if (isThere(before)) {
        same(format().remove(put, container, name), text);
      }
    }

    void remove(String name, int owner) {
      String removed = format().remove(text, container, name);
      Map<String, Object> expected = copy();
      if (container.nameMember().isPresent()) {
        items(expected).removeIf(item -> isNamed(item, name));
      } else {
        Objects.requireNonNull(members(expected)).remove(name);
      }
      says("remove " + name, removed, expected);
      same(marks(removed, owner), marks(text, owner));
    }

    void rename(String name, String newName) {
      String renamed = format().rename(text, container, name, newName);
      Map<String, Object> expected = copy();
      if (container.nameMember().isPresent()) {
        for (Object item : items(expected)) {
          if (isNamed(item, name)) {
            map(item).put(container.nameMember().get(), newName);
          }
        }
      } else {
        Map<String, Object> members = Objects.requireNonNull(members(expected));
        members.put(newName, members.remove(name));
      }
      says("rename " + name, renamed, expected);
      same(marks(renamed, -1), marks(text, -1));
      List<String> order = new ArrayList<>(names);
      order.replaceAll(other -> other.equals(name) ? newName : other);
      same(entryNames(renamed), order);
    }

    void merge(String name, Map<String, Object> set) {
      String merged = format().merge(text, container, name, set, Set.of());
      Map<String, Object> expected = copy();
      Object entry =
          container.nameMember().isPresent()
              ? items(expected).stream().filter(item -> isNamed(item, name)).findFirst().get()
              : Objects.requireNonNull(members(expected)).get(name);
      boolean fresh = set.keySet().stream().noneMatch(map(entry)::containsKey);
      map(entry).putAll(set);
      says("merge " + set + " into " + name, merged, expected);
      int owner =
          fresh
              ? -1
              : Integer.parseInt(name.substring(1)); // comments inside an old value go with it
      same(marks(merged, owner), marks(text, owner));
      same(entryNames(merged), names);
      same(format().merge(merged, container, name, set, Set.of()), merged);
    }

    private void add(Map<String, Object> root, String name, Map<String, Object> value) {
      List<String> path = container.path();
      Map<String, Object> parent = root;
      for (int i = 0; i < path.size(); i++) {
        boolean list = i == path.size() - 1 && container.nameMember().isPresent();
        if (parent.get(path.get(i)) == null) {
          parent.put(path.get(i), list ? new ArrayList<>() : new LinkedHashMap<>());
        }
        if (list) {
          Map<String, Object> named = new LinkedHashMap<>(value);
          named.put(container.nameMember().get(), name);
          items(root).add(named);
          return;
        }
        parent = map(parent.get(path.get(i)));
      }
      parent.put(name, value);
    }

    private Map<String, Object> copy() {
      return before == null ? new LinkedHashMap<>() : map(Trees.copy(before));
    }

    private boolean isThere(Object tree) {
      Object at = tree;
      for (String key : container.path()) {
        at = at instanceof Map<?, ?> map ? map.get(key) : null;
      }
      return at != null;
    }

    private boolean isEmpty(Map<String, Object> root) {
      return root.get(container.path().get(0)) instanceof Map<?, ?> map && map.isEmpty();
    }

    private Map<String, Object> members(Map<String, Object> root) {
      Object at = root;
      for (String key : container.path()) {
        at = map(at).get(key);
      }
      return map(at);
    }

    @SuppressWarnings("unchecked") // the items of a plain tree are plain trees
    private List<Object> items(Map<String, Object> root) {
      Object at = root;
      for (String key : container.path()) {
        at = map(at).get(key);
      }
      return (List<Object>) at;
    }

    private boolean isNamed(Object item, String name) {
      return item instanceof Map<?, ?> map
          && name.equals(map.get(container.nameMember().orElseThrow()));
    }

    private List<String> entryNames(String of) {
      return format().entries(of, container).stream().map(Entry::name).toList();
    }

    private void says(String what, String after, Map<String, Object> expected) {
      Object actual;
      try {
        actual = oracle(after);
      } catch (RuntimeException e) {
        throw new AssertionError(what + " breaks the text:\n" + after, e);
      }
      if (goesWithItsEntries() && isEmpty(expected) && !isThere(actual)) {
        expected.remove(container.path().get(0));
      }
      if (!Trees.equal(actual == null ? Map.of() : actual, expected)) {
        assertThat(actual).as(what + " gives:\n" + after).isEqualTo(expected);
        throw new AssertionError(what + " gives " + actual + ":\n" + after);
      }
    }
  }

  private static void same(Object actual, Object expected) {
    if (!actual.equals(expected)) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  /** Returns the marks that do not belong to an owner, in the order of the text. */
  private static List<String> marks(String text, int owner) {
    List<String> marks = new ArrayList<>();
    for (Matcher matcher = MARK.matcher(text); matcher.find(); ) {
      if (!matcher.group(1).equals(String.valueOf(owner))) {
        marks.add(matcher.group());
      }
    }
    return marks;
  }

  @SuppressWarnings("unchecked") // the keys of a plain tree are strings
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }

  private static Map<String, Object> value(Random random) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("command", random.nextBoolean() ? "npx" : "a \"b\" # c // d");
    if (random.nextBoolean()) {
      value.put("args", random.nextBoolean() ? List.of() : List.of("-y", "a b"));
    }
    if (random.nextBoolean()) {
      value.put("env", new LinkedHashMap<>(Map.of("K", "v" + random.nextInt(9))));
    }
    return value;
  }
}
