package dev.mcpfly.config.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Random texts under random edits. The system property {@code mcpfly.random.runs} says how many,
 * {@code mcpfly.random.seed} which one is the first.
 *
 * <p>A generator marks every comment, key and value with {@code m<number>o<owner>}, where the owner
 * is the entry that it belongs to, or {@code x}. An edit of one entry must keep all marks of
 * others, in their order.
 */
public abstract class RandomEdits {
  private static final Pattern MARK = Pattern.compile("m\\d+o(\\d+|x)z");

  /** A random text with its container; entry {@code e<i>} owns the marks of owner {@code i}. */
  public record Document(String text, Container container, int entries) {}

  protected abstract TextFormat format();

  protected abstract Document document(Random random);

  /** Returns how many documents a build tries. */
  protected abstract int runs();

  @Test
  void randomEditsChangeNothingElse() {
    long seed = Long.getLong("mcpfly.random.seed", 1);
    long runs = Long.getLong("mcpfly.random.runs", runs());
    System.out.printf("%s: %d random documents, first seed %d%n", format().name(), runs, seed);
    for (long run = seed; run < seed + runs; run++) {
      Document document = null;
      try {
        Random random = new Random(run * 0x9E3779B97F4A7C15L);
        document = document(random);
        check(document, random);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "-Dmcpfly.random.seed=" + run + ", text:\n" + (document == null ? "" : document.text()),
            e);
      }
    }
  }

  private void check(Document document, Random random) {
    String text = document.text();
    Container container = document.container();
    List<Entry> before = format().entries(text, container);
    assertThat(before).hasSize(document.entries());
    Map<String, Object> value = value(random, 0);

    String name = random.nextInt(4) == 0 ? "new \"one\".é" : "new";
    String put = format().put(text, container, name, value);
    assertThat(tree(put, container, name)).isEqualTo(value);
    assertThat(marks(put, -1)).isEqualTo(marks(text, -1));
    assertThat(format().remove(put, container, name)).isEqualTo(text);

    if (document.entries() == 0) {
      return;
    }
    int owner = random.nextInt(document.entries());
    String existing = "e" + owner;
    Map<String, Object> old = map(tree(text, container, existing));
    String edited =
        switch (random.nextInt(4)) {
          case 0 -> format().remove(text, container, existing);
          case 1 -> renamed(text, container, existing, old);
          case 2 -> replaced(text, container, existing, value);
          default -> merged(text, container, existing, old, random);
        };
    assertThat(marks(edited, owner)).isEqualTo(marks(text, owner));
    List<Entry> after = new ArrayList<>(format().entries(edited, container));
    after.removeIf(entry -> Set.of(existing, "newer").contains(entry.name()));
    List<Entry> others = new ArrayList<>(before);
    others.removeIf(entry -> entry.name().equals(existing));
    assertThat(after.stream().map(e -> Map.entry(e.name(), map(e.tree()))).toList())
        .containsExactlyInAnyOrderElementsOf(
            others.stream().map(e -> Map.entry(e.name(), map(e.tree()))).toList());
  }

  private String renamed(String text, Container container, String name, Map<String, Object> old) {
    String renamed = format().rename(text, container, name, "newer");
    assertThat(tree(renamed, container, "newer")).isEqualTo(old);
    return renamed;
  }

  private String replaced(
      String text, Container container, String name, Map<String, Object> value) {
    String replaced = format().put(text, container, name, value);
    assertThat(tree(replaced, container, name)).isEqualTo(value);
    assertThat(format().put(replaced, container, name, value)).isEqualTo(replaced);
    return replaced;
  }

  private String merged(
      String text, Container container, String name, Map<String, Object> old, Random random) {
    Map<String, Object> set = new LinkedHashMap<>(value(random, 0));
    List<String> keys = new ArrayList<>(old.keySet());
    for (String key : keys) {
      if (random.nextInt(4) == 0) {
        set.put(key, value(random, 1).getOrDefault("args", 7L));
      }
    }
    Set<String> drop = keys.isEmpty() ? Set.of() : Set.of(keys.get(random.nextInt(keys.size())));
    Map<String, Object> expected = new LinkedHashMap<>(old);
    expected.keySet().removeAll(drop);
    expected.putAll(set);
    String merged = format().merge(text, container, name, set, drop);
    assertThat(tree(merged, container, name)).isEqualTo(expected);
    return merged;
  }

  /** Returns the marks that do not belong to an owner, in the order of the text. */
  private static List<String> marks(String text, int owner) {
    List<String> marks = new ArrayList<>();
    Matcher matcher = MARK.matcher(text);
    while (matcher.find()) {
      if (!matcher.group(1).equals(String.valueOf(owner))) {
        marks.add(matcher.group());
      }
    }
    return marks;
  }

  private Object tree(String text, Container container, String name) {
    Object tree = null;
    for (Entry entry : format().entries(text, container)) {
      tree = entry.name().equals(name) ? entry.tree() : tree;
    }
    return tree;
  }

  @SuppressWarnings("unchecked") // the entries of generated documents are maps
  private static Map<String, Object> map(Object tree) {
    return (Map<String, Object>) tree;
  }

  private static final List<String> STRINGS =
      List.of("npx", "-y", "", "a b", "$x: #y // z", "c\\d\"e'f", "ünï \uD83D\uDE00", "on", "1.5");

  /** Returns a random entry value; the keys overlap with those of generated entries. */
  protected static Map<String, Object> value(Random random, int depth) {
    Map<String, Object> value = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      value.put("command", STRINGS.get(random.nextInt(STRINGS.size())));
    }
    if (random.nextBoolean()) {
      List<Object> args = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        args.add(STRINGS.get(random.nextInt(STRINGS.size())));
      }
      value.put("args", args);
    }
    if (random.nextInt(3) == 0) {
      value.put("timeout", (long) random.nextInt(100));
    }
    if (random.nextInt(4) == 0) {
      value.put("enabled", random.nextBoolean());
    }
    if (depth < 2 && random.nextBoolean()) {
      value.put(random.nextBoolean() ? "env" : "head.ers", value(random, depth + 1));
    }
    return value;
  }
}
