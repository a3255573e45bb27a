package dev.mcpfly.config.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
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
 * Random texts, random edits, every other one over the bytes of UTF-8. {@code
 * -Dmcpfly.random.runs=10000000} for a long run, {@code -Dmcpfly.random.seed=N} for another one; a
 * failure prints the seed of its run.
 */
class JsonRandomTest {
  private static final Container SERVERS = Container.map(List.of("servers"));
  private static final Pattern OWN_COMMENT = Pattern.compile("own\\d+\\.");
  private static final int RUNS = Integer.getInteger("mcpfly.random.runs", 88_000);
  private static final long SEED = Long.getLong("mcpfly.random.seed", 20261122L);

  private final JsonFormat strict = new JsonFormat(false, false);

  @Test
  void editsOfRandomTextsTouchNothingElse() {
    for (int run = 0; run < RUNS; run++) {
      long seed = SEED + run;
      Random random = new Random(seed);
      JsonTexts texts = new JsonTexts(random);
      String text = texts.next();
      JsonFormat plain = new JsonFormat(true, texts.hasTrailingCommas());
      TextFormat format = run % 2 == 0 ? plain : new Utf8Bytes(plain);
      try {
        check(format, texts.isStrict(), text, random);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + " (run " + run + ") on:\n" + text, e);
      }
    }
  }

  private void check(TextFormat format, boolean isStrict, String text, Random random) {
    String one = format.put(text, SERVERS, "new one", value(random));
    String two = format.put(one, SERVERS, "newer", value(random));
    same(format.remove(one, SERVERS, "new one"), text);
    same(format.remove(two, SERVERS, "newer"), one);
    same(format.remove(format.remove(two, SERVERS, "new one"), SERVERS, "newer"), text);
    if (isStrict) {
      strict.check(two);
    }
    String merged = format.merge(one, SERVERS, "new one", value(random), Set.of("command", "url"));
    same(format.remove(merged, SERVERS, "new one"), text);
    List<Entry> entries = format.entries(text, SERVERS);
    if (!entries.isEmpty()) {
      checkExisting(format, text, entries, random);
    }
  }

  private static void checkExisting(
      TextFormat format, String text, List<Entry> entries, Random random) {
    Entry entry = entries.get(random.nextInt(entries.size()));
    Entry effective =
        entries.stream().filter(e -> e.name().equals(entry.name())).reduce((a, b) -> b).get();
    Map<String, Object> set = value(random);
    String merged = format.merge(text, SERVERS, entry.name(), set, Set.of("a", "b c"));
    int start = effective.span().start();
    int tail = text.length() - effective.span().end();
    same(merged.substring(0, start), text.substring(0, start));
    same(merged.substring(merged.length() - tail), text.substring(text.length() - tail));
    same(format.merge(merged, SERVERS, entry.name(), set, Set.of("a", "b c")), merged);
    String put = format.put(text, SERVERS, entry.name(), set);
    same(put.substring(0, start), text.substring(0, start));
    same(put.substring(put.length() - tail), text.substring(text.length() - tail));
    String renamed = format.rename(text, SERVERS, entry.name(), "renamed");
    same(renamed.substring(0, start), text.substring(0, start));
    assertThat(names(format, renamed).contains("renamed")).isTrue();

    String removed = format.remove(text, SERVERS, entry.name());
    List<Entry> left = new ArrayList<>(entries);
    left.removeIf(e -> e.name().equals(entry.name()));
    List<Entry> present = format.entries(removed, SERVERS);
    same(present.stream().map(Entry::name).toList(), left.stream().map(Entry::name).toList());
    same(present.stream().map(Entry::tree).toList(), left.stream().map(Entry::tree).toList());
    String outside = text;
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).name().equals(entry.name())) {
        outside =
            outside.substring(0, entries.get(i).span().start())
                + outside.substring(entries.get(i).span().end());
      }
    }
    same(ownComments(removed), ownComments(outside));
  }

  private static void same(Object actual, Object expected) {
    if (!actual.equals(expected)) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static List<String> names(TextFormat format, String text) {
    return format.entries(text, SERVERS).stream().map(Entry::name).toList();
  }

  private static List<String> ownComments(String text) {
    List<String> found = new ArrayList<>();
    for (Matcher matcher = OWN_COMMENT.matcher(text); matcher.find(); ) {
      found.add(matcher.group());
    }
    return found;
  }

  private static Map<String, Object> value(Random random) {
    Map<String, Object> value = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      value.put("command", "npx");
      value.put("args", random.nextBoolean() ? List.of() : List.of("-y", "a b"));
    } else {
      value.put("url", "https://x/y");
    }
    Map<String, Object> env = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      env.put("K" + i, "v" + random.nextInt(3));
    }
    if (random.nextBoolean()) {
      value.put("env", env);
    }
    return value;
  }
}
