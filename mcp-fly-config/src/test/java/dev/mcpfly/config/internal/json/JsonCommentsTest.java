package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.text.CommentsEverywhere;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Comments of both kinds before and after every token of JSON. */
class JsonCommentsTest extends CommentsEverywhere {
  private static final TextFormat JSONC = new Utf8Bytes(new JsonFormat(true, true));

  @Override
  protected TextFormat format() {
    return JSONC;
  }

  @Override
  protected String extension() {
    return "jsonc";
  }

  @Override
  protected Object oracle(String text) {
    return PlainJsonc.parse(text);
  }

  @Override
  protected Sample sample(Random random) {
    return new Generator(random).sample();
  }

  private static final class Generator {
    private final Random random;
    private final String eol;
    private final int density;
    private final boolean spread;
    private final boolean trailingCommas;
    private final boolean named;
    private final StringBuilder out = new StringBuilder();
    private int marks;

    /** The entry whose line has not ended yet: a comment there may go with it. */
    private String owner = "x";

    Generator(Random random) {
      this.random = random;
      eol = List.of("\n", "\n", "\r\n", "\r").get(random.nextInt(4));
      density = 1 + random.nextInt(6);
      spread = random.nextInt(3) > 0;
      trailingCommas = random.nextInt(3) == 0;
      named = random.nextInt(4) == 0;
    }

    Sample sample() {
      List<String> path = random.nextInt(4) == 0 ? List.of("a", "mcp") : List.of("mcp");
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        names.add("e" + names.size());
      }
      if (random.nextInt(12) > 0) {
        trivia();
        nested(path, names);
      } else {
        names.clear();
      }
      trivia();
      return new Sample(
          out.toString(), named ? Container.namedList(path, "id") : Container.map(path), names);
    }

    private void nested(List<String> path, List<String> names) {
      List<String> keys = new ArrayList<>(List.of("other", "more"));
      keys = new ArrayList<>(keys.subList(0, random.nextInt(3)));
      boolean missing = random.nextInt(12) == 0;
      if (!missing) {
        keys.add(path.get(0));
        Collections.shuffle(keys, random);
      } else {
        names.clear();
      }
      List<Runnable> members = new ArrayList<>();
      for (String key : keys) {
        members.add(
            () -> {
              key(key);
              if (!key.equals(path.get(0))) {
                value(2);
              } else if (path.size() > 1) {
                nested(path.subList(1, path.size()), names);
              } else {
                container(names);
              }
            });
      }
      block('{', '}', members, false);
    }

    private void container(List<String> names) {
      if (names.isEmpty() && random.nextInt(5) == 0) {
        out.append("null");
        return;
      }
      List<Runnable> members = new ArrayList<>();
      for (String name : names) {
        members.add(() -> entry(name));
      }
      block(named ? '[' : '{', named ? ']' : '}', members, true);
    }

    private void entry(String name) {
      owner = name.substring(1);
      List<Runnable> members = new ArrayList<>();
      List<String> keys = new ArrayList<>(List.of("command", "args", "env", "k // \\\" }"));
      Collections.shuffle(keys, random);
      for (String key : keys.subList(0, random.nextInt(4))) {
        members.add(
            () -> {
              key(key);
              value(2);
            });
      }
      if (named) {
        members.add(
            random.nextInt(members.size() + 1),
            () -> {
              key("id");
              out.append('"').append(name).append('"');
            });
      } else {
        key(name);
      }
      block('{', '}', members, false);
    }

    private void key(String key) {
      out.append('"').append(key).append('"');
      inner();
      out.append(':');
      inner();
    }

    private void value(int depth) {
      switch (random.nextInt(depth > 0 ? 8 : 5)) {
        case 0 -> out.append(List.of("1", "-0.5e+10", "0", "12345678901").get(random.nextInt(4)));
        case 1 -> out.append(List.of("true", "false", "null").get(random.nextInt(3)));
        case 2 -> out.append("\"// no \\\" , } /* x */\"");
        case 3, 4 -> out.append("\"ü \uD83D\uDE00 \\u003c\"");
        case 5 -> {
          List<Runnable> items = new ArrayList<>();
          for (int i = random.nextInt(3); i > 0; i--) {
            items.add(() -> value(depth - 1));
          }
          block('[', ']', items, false);
        }
        default -> {
          List<Runnable> members = new ArrayList<>();
          for (String key : List.of("a", "b").subList(0, random.nextInt(3))) {
            members.add(
                () -> {
                  key(key);
                  value(depth - 1);
                });
          }
          block('{', '}', members, false);
        }
      }
    }

    /** Writes brackets with items; where the items are entries, what is between belongs to none. */
    private void block(char open, char close, List<Runnable> items, boolean entries) {
      out.append(open);
      for (int i = 0; i < items.size(); i++) {
        gap(entries);
        if (spread && random.nextInt(3) > 0) {
          lineEnd(entries);
          out.append("  ");
        }
        items.get(i).run();
        gap(entries);
        if (i < items.size() - 1 || (trailingCommas && random.nextBoolean())) {
          out.append(',');
        }
      }
      gap(entries);
      if (spread && random.nextBoolean()) {
        lineEnd(entries);
      }
      if (entries) {
        owner = "x";
      }
      out.append(close);
    }

    private void gap(boolean entries) {
      if (entries) {
        trivia();
      } else {
        inner();
      }
    }

    /** Writes what may stand inside an entry: all of it is the entry's own. */
    private void inner() {
      trivia(owner);
    }

    private void lineEnd(boolean entries) {
      out.append(eol);
      owner = entries ? "x" : owner;
    }

    private void trivia() {
      trivia("x");
    }

    /** Writes white space and comments, which belong to another owner behind a line end. */
    private void trivia(String behindLineEnd) {
      while (random.nextInt(10) < density) {
        switch (random.nextInt(6)) {
          case 0 -> out.append(random.nextBoolean() ? " " : "\t");
          case 1 -> {
            out.append(eol);
            owner = behindLineEnd;
          }
          case 2, 3 -> {
            out.append("// ").append(mark()).append(random.nextBoolean() ? " } \" */" : "");
            out.append(eol);
            owner = behindLineEnd;
          }
          case 4 -> out.append("/* ").append(mark()).append(" { \" // */");
          default -> out.append("/**").append(mark()).append(eol).append(mark()).append("**/");
        }
      }
    }

    private String mark() {
      return "m" + marks++ + "o" + owner + "z";
    }
  }
}
