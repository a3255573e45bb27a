package dev.mcpfly.config.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract of every engine, on samples of its format. */
public abstract class TextFormatContract {
  /** A text whose container is there; none of its entries is called {@code new}. */
  public record Sample(String title, String text, Container container) {}

  public static final Map<String, Object> STDIO = new LinkedHashMap<>();
  public static final Map<String, Object> REMOTE = new LinkedHashMap<>();

  static {
    STDIO.put("command", "npx");
    STDIO.put("args", List.of("-y", "a b", "c\\d\"e", "ünï"));
    STDIO.put("env", new LinkedHashMap<>(Map.of("KEY", "$x: #y // z")));
    REMOTE.put("url", "https://example.invalid/mcp?a=b#c");
    REMOTE.put("headers", new LinkedHashMap<>(Map.of("Authorization", "Bearer t")));
    REMOTE.put("enabled", true);
    REMOTE.put("timeout", 60L);
  }

  protected abstract TextFormat format();

  /** Returns texts with comments, odd layout, entries before and after, and an empty container. */
  protected abstract List<Sample> samples();

  /** Returns a text that nests this deep. */
  protected abstract String nested(int depth);

  private Stream<DynamicTest> each(String name, java.util.function.Consumer<Sample> check) {
    return samples().stream()
        .map(
            sample ->
                DynamicTest.dynamicTest(name + ": " + sample.title(), () -> check.accept(sample)));
  }

  @TestFactory
  Stream<DynamicTest> putThenRemoveRestoresTheText() {
    return each(
        "put, remove",
        sample -> {
          for (Map<String, Object> value : List.of(STDIO, REMOTE)) {
            String put = format().put(sample.text(), sample.container(), "new", value);
            assertThat(put).isNotEqualTo(sample.text());
            format().check(put);
            assertThat(format().remove(put, sample.container(), "new")).isEqualTo(sample.text());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> twoPutsAndTwoRemovesInAnyOrderRestoreTheText() {
    return each(
        "put, put, remove, remove",
        sample -> {
          String one = format().put(sample.text(), sample.container(), "new", STDIO);
          String two = format().put(one, sample.container(), "a.b \"c\"", REMOTE);
          assertThat(format().remove(two, sample.container(), "a.b \"c\"")).isEqualTo(one);
          String other = format().remove(two, sample.container(), "new");
          assertThat(format().remove(other, sample.container(), "a.b \"c\""))
              .isEqualTo(sample.text());
        });
  }

  @TestFactory
  Stream<DynamicTest> readsBackAnEntryAndKeepsTheOthers() {
    return each(
        "read back",
        sample -> {
          List<Entry> before = format().entries(sample.text(), sample.container());
          String put = format().put(sample.text(), sample.container(), "new", STDIO);
          List<Entry> after = new ArrayList<>(format().entries(put, sample.container()));
          assertThat(after).extracting(Entry::name).contains("new");
          assertThat(tree(put, sample.container(), "new")).isEqualTo(STDIO);
          after.removeIf(entry -> entry.name().equals("new"));
          assertThat(after)
              .extracting(Entry::name)
              .isEqualTo(before.stream().map(Entry::name).toList());
          assertThat(after)
              .extracting(Entry::tree)
              .isEqualTo(before.stream().map(Entry::tree).toList());
          assertThat(format().put(put, sample.container(), "new", STDIO)).isEqualTo(put);
        });
  }

  @TestFactory
  Stream<DynamicTest> mergeSetsAndDropsAndKeeps() {
    return each(
        "merge",
        sample -> {
          Map<String, Object> mine = new LinkedHashMap<>(STDIO);
          mine.put("autoApprove", List.of("x"));
          String put = format().put(sample.text(), sample.container(), "new", mine);
          String merged =
              format()
                  .merge(put, sample.container(), "new", REMOTE, Set.of("command", "args", "env"));
          format().check(merged);
          Map<String, Object> expected = new LinkedHashMap<>(REMOTE);
          expected.put("autoApprove", List.of("x"));
          assertThat(tree(merged, sample.container(), "new")).isEqualTo(expected);
          assertThat(format().merge(merged, sample.container(), "new", REMOTE, Set.of("command")))
              .isEqualTo(merged);
          assertThat(format().remove(merged, sample.container(), "new")).isEqualTo(sample.text());
        });
  }

  @TestFactory
  Stream<DynamicTest> aChangedMapIsEditedMemberByMember() {
    return each(
        "nested merge",
        sample -> {
          Map<String, Object> env = new LinkedHashMap<>();
          env.put("A", "1");
          env.put("B", "2");
          String put =
              format()
                  .put(
                      sample.text(), sample.container(), "new", Map.of("env", env, "command", "x"));
          Map<String, Object> wanted = new LinkedHashMap<>();
          wanted.put("B", "3");
          wanted.put("C", "4");
          String merged =
              format().merge(put, sample.container(), "new", Map.of("env", wanted), Set.of());
          assertThat(tree(merged, sample.container(), "new"))
              .isEqualTo(Map.of("env", wanted, "command", "x"));
          assertThat(format().remove(merged, sample.container(), "new")).isEqualTo(sample.text());
        });
  }

  @TestFactory
  Stream<DynamicTest> renameKeepsTheValueAndIsReversible() {
    return each(
        "rename",
        sample -> {
          String put = format().put(sample.text(), sample.container(), "new", STDIO);
          String renamed = format().rename(put, sample.container(), "new", "newer.one");
          assertThat(tree(renamed, sample.container(), "newer.one")).isEqualTo(STDIO);
          assertThat(format().rename(renamed, sample.container(), "newer.one", "new"))
              .isEqualTo(put);
          assertThatThrownBy(() -> format().rename(put, sample.container(), "no such", "x"))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @TestFactory
  Stream<DynamicTest> everyExistingEntryCanBeRemovedWithoutTouchingTheOthers() {
    return each(
        "remove existing",
        sample -> {
          for (Entry entry : format().entries(sample.text(), sample.container())) {
            String removed = format().remove(sample.text(), sample.container(), entry.name());
            format().check(removed);
            List<String> names =
                format().entries(sample.text(), sample.container()).stream()
                    .map(Entry::name)
                    .toList();
            assertThat(format().entries(removed, sample.container()))
                .extracting(Entry::name)
                .isEqualTo(names.stream().filter(name -> !name.equals(entry.name())).toList());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> removingAMissingEntryChangesNothing() {
    return each(
        "remove nothing",
        sample ->
            assertThat(format().remove(sample.text(), sample.container(), "new"))
                .isEqualTo(sample.text()));
  }

  @TestFactory
  Stream<DynamicTest> findsScalarsWithTheirPositions() {
    return each(
        "scalars",
        sample -> {
          String put = format().put(sample.text(), sample.container(), "new", STDIO);
          List<Scalar> found =
              format().scalars(put, sample.container()).stream()
                  .filter(scalar -> scalar.path().equals(List.of("new", "env", "KEY")))
                  .toList();
          assertThat(found).hasSize(1);
          Span span = found.get(0).span();
          assertThat(put.substring(span.start(), span.end())).contains("$x: #y // z");
        });
  }

  @Test
  void aBlankTextIsAnEmptyDocument() {
    for (Sample sample : samples()) {
      for (String blank : List.of("", "\n", " \n\n")) {
        String put = format().put(blank, sample.container(), "new", STDIO);
        format().check(put);
        assertThat(tree(put, sample.container(), "new")).isEqualTo(STDIO);
        assertThat(put).endsWith("\n");
        assertThat(format().entries(blank, sample.container())).isEmpty();
      }
    }
  }

  @Test
  void rejectsDeepNestingAndNamesTheLine() {
    assertThatThrownBy(() -> format().check(nested(100_000)))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.line()).isPositive();
              assertThat(e.column()).isPositive();
              assertThat(e.reason()).contains("nesting");
            });
  }

  private Object tree(String text, Container container, String name) {
    Object tree = null;
    for (Entry entry : format().entries(text, container)) {
      if (entry.name().equals(name)) {
        tree = entry.tree();
      }
    }
    return tree;
  }
}
