package dev.mcpfly.config.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes JSON texts of every layout that people and programs produce, with one container called
 * {@code servers}.
 */
final class JsonTexts {
  private final RandomGenerator random;
  private final boolean comments;
  private final boolean trailingCommas;
  private final String eol;
  private final String unit;
  private final String colon;
  private final int spread;
  private final StringBuilder out = new StringBuilder();
  private int marks;

  JsonTexts(RandomGenerator random) {
    this.random = random;
    comments = random.nextBoolean();
    trailingCommas = comments && random.nextBoolean();
    eol = pick("\n", "\n", "\r\n", "\r");
    unit = pick("  ", "    ", "\t", "", " ");
    colon = pick(": ", ":", " : ");
    spread = random.nextInt(0, 11);
  }

  boolean isStrict() {
    return !comments;
  }

  boolean hasTrailingCommas() {
    return trailingCommas;
  }

  String next() {
    trivia("", 3);
    List<String> before = keys(random.nextInt(0, 4));
    object(
        "",
        () -> {
          List<Runnable> members = new ArrayList<>();
          for (String key : before) {
            members.add(() -> member(key, () -> value(unit, 2)));
          }
          members.add(
              random.nextInt(0, members.size() + 1), () -> member("servers", () -> servers(unit)));
          if (random.nextInt(0, 20) == 0) {
            members.add(0, () -> member("servers", () -> servers(unit)));
          }
          return members;
        });
    trivia("", 3);
    if (random.nextBoolean()) {
      out.append(eol);
    }
    return out.toString();
  }

  private void servers(String indent) {
    List<String> names = keys(random.nextInt(0, 5));
    object(
        indent,
        () -> {
          List<Runnable> members = new ArrayList<>();
          for (String name : names) {
            members.add(() -> member(name, () -> value(indent + unit, 3)));
          }
          return members;
        });
  }

  private void value(String indent, int depth) {
    int kind = random.nextInt(0, depth == 0 ? 5 : 9);
    switch (kind) {
      case 0 -> out.append(pick("1", "-0.5e+10", "12345678901234567890", "1.0", "1e400", "0"));
      case 1 -> out.append(pick("true", "false", "null"));
      case 2, 3, 4 -> string(pick("x", "// no", "}", "/* y */", "http://x/*y*/", "ü €", "a,b"));
      case 5 -> list(indent, depth);
      default ->
          object(
              indent,
              () -> {
                List<Runnable> members = new ArrayList<>();
                for (String key : keys(random.nextInt(0, 4))) {
                  members.add(() -> member(key, () -> value(indent + unit, depth - 1)));
                }
                return members;
              });
    }
  }

  private void string(String plain) {
    out.append(random.nextInt(0, 6) == 0 ? "\"\\u003c\\/\\ud83d\\ude00\\n\"" : "\"" + plain + "\"");
  }

  private void member(String key, Runnable value) {
    out.append('"').append(key).append('"');
    if (random.nextInt(0, 30) == 0) {
      trivia("", 1);
    }
    out.append(colon);
    if (random.nextInt(0, 30) == 0) {
      trivia("", 1);
    }
    value.run();
  }

  private void list(String indent, int depth) {
    out.append('[');
    items(indent, random.nextInt(0, 3), i -> value(indent + unit, depth - 1));
    out.append(']');
  }

  private void object(String indent, java.util.function.Supplier<List<Runnable>> members) {
    List<Runnable> all = members.get();
    out.append('{');
    items(indent, all.size(), i -> all.get(i).run());
    out.append('}');
  }

  private void items(String indent, int count, java.util.function.IntConsumer item) {
    boolean lines = random.nextInt(0, 10) < spread;
    for (int i = 0; i < count; i++) {
      between(indent + unit, lines);
      item.accept(i);
      if (comments && random.nextInt(0, 8) == 0) {
        out.append(pick(" ", "")).append(blockComment());
      }
      boolean last = i == count - 1;
      if (!last || (trailingCommas && random.nextBoolean())) {
        out.append(',');
      }
      if (comments && random.nextInt(0, 6) == 0) {
        tailComment(lines);
      }
    }
    if (count == 0 && random.nextInt(0, 3) > 0) {
      return;
    }
    between(indent, lines);
  }

  private void tailComment(boolean lines) {
    out.append(' ');
    if (lines && random.nextBoolean()) {
      out.append("// t").append(marks++).append(eol);
    } else {
      out.append(blockComment());
    }
  }

  private void between(String indent, boolean lines) {
    if (!lines) {
      out.append(pick("", "", " "));
      return;
    }
    if (random.nextInt(0, 12) == 0) {
      out.append(eol); // a blank line
    }
    out.append(eol).append(indent);
    while (comments && random.nextInt(0, 6) == 0) {
      out.append(random.nextBoolean() ? "// own" + marks++ + "." : "/* own" + marks++ + ". */");
      out.append(eol).append(indent);
    }
  }

  private void trivia(String indent, int rarely) {
    if (random.nextInt(0, rarely + 1) == 0) {
      out.append(pick("", " ", eol));
      if (comments) {
        out.append(blockComment()).append(pick("", eol)).append(indent);
      }
    }
  }

  private String blockComment() {
    return "/* c" + marks++ + pick("", " { \" ", eol) + " */";
  }

  private List<String> keys(int count) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(pick("a", "b c", "", "__proto__", "a.b", "a/b", "\\u0061", "q\\\"q", "ünï", "// k"));
    }
    return keys;
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
