package dev.mcpfly.config.internal.yaml;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.CommentsEverywhere;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Comments behind every line, between all lines and in every gap of brackets; blank lines, block
 * scalars of every kind, anchors, aliases, merge keys and document markers.
 */
class YamlCommentsTest extends CommentsEverywhere {
  @Override
  protected TextFormat format() {
    return new YamlFormat();
  }

  @Override
  protected String extension() {
    return "yaml";
  }

  @Override
  protected Object oracle(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  @Override
  protected Sample sample(Random random) {
    return new Generator(random).sample();
  }

  /** The first of several documents is not the whole text: no edit knows which one is meant. */
  @Test
  void everyEditRejectsSeveralDocuments() {
    for (long run = 1; run <= 1_000; run++) {
      Random random = new Random(run * 0x9E3779B97F4A7C15L);
      Sample first = new Generator(random).sample();
      String eol = first.text().contains("\r\n") ? "\r\n" : "\n";
      String text = first.text() + eol + "--- # next" + eol + "a: 1" + eol;
      Container container = first.container();
      YamlFormat yaml = new YamlFormat();
      List<ThrowingCallable> edits =
          List.of(
              () -> yaml.entries(text, container),
              () -> yaml.put(text, container, "new", Map.of("command", "x")),
              () -> yaml.merge(text, container, "e0", Map.of("disabled", true), Set.of()),
              () -> yaml.rename(text, container, "e0", "e9"),
              () -> yaml.remove(text, container, "e0"));
      for (ThrowingCallable edit : edits) {
        assertThatThrownBy(edit)
            .as("seed %d\n%s", run, text)
            .isInstanceOf(TextFormatException.class)
            .hasMessageContaining("more than one YAML document");
      }
    }
  }

  private static final class Generator {
    private final Random random;
    private final String eol;
    private final int unit;
    private final int density;
    private final boolean named;
    private final boolean anchored;
    private int marks;

    Generator(Random random) {
      this.random = random;
      eol = random.nextInt(4) == 0 ? "\r\n" : "\n";
      unit = random.nextBoolean() ? 2 : 1 + random.nextInt(4);
      density = random.nextInt(6);
      named = random.nextInt(3) == 0;
      anchored = random.nextInt(3) == 0;
    }

    Sample sample() {
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        names.add("e" + names.size());
      }
      StringBuilder out = new StringBuilder();
      if (random.nextInt(6) == 0) {
        out.append(random.nextInt(3) == 0 ? "%YAML 1.2" + eol : "").append("---").append(tail("x"));
      }
      out.append(lines("x", 0));
      if (anchored) {
        out.append("base: &base").append(tail("x")).append(lines("x", unit));
        out.append(" ".repeat(unit)).append("k: 1").append(tail("x")).append(lines("x", 0));
      }
      List<String> blocks = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        blocks.add("other" + i + ":" + value("x", 0, 2));
      }
      blocks.add((random.nextInt(4) == 0 ? "'mcp':" : "mcp:") + container(names));
      Collections.shuffle(blocks, random);
      for (String block : blocks) {
        out.append(block).append(lines("x", 0));
      }
      String text = out.toString();
      if (random.nextInt(8) == 0) {
        text += "..." + tail("x");
      } else if (random.nextInt(3) == 0 && text.endsWith(eol)) {
        text = text.substring(0, text.length() - eol.length());
      }
      List<String> path = List.of("mcp");
      return new Sample(
          text, named ? Container.namedList(path, "name") : Container.map(path), names);
    }

    private String container(List<String> names) {
      if (names.isEmpty()) {
        String gap = random.nextInt(3) == 0 ? gap("x", "x", unit) : "";
        return " " + (named ? "[" + gap + "]" : "{" + gap + "}") + tail("x");
      }
      if (random.nextInt(4) == 0) {
        return " " + flow(names) + tail("x");
      }
      StringBuilder out = new StringBuilder(tail("x"));
      int indent = named && random.nextBoolean() ? 0 : unit;
      for (String name : names) {
        String owner = name.substring(1);
        out.append(lines("x", indent));
        out.append(named ? item(name, owner, indent) : pair(name, owner, indent));
        out.append(random.nextInt(8) < density ? lines(owner, indent + 1) : "");
      }
      return out.toString();
    }

    private String pair(String name, String owner, int indent) {
      String pad = " ".repeat(indent);
      String quote = List.of("", "", "", "\"", "'").get(random.nextInt(5));
      String key = pad + quote + name + quote + ":";
      if (random.nextInt(5) == 0) {
        return key + " " + flowMap(owner, 2, random.nextBoolean()) + tail(owner);
      }
      return key + tail(owner) + lines(owner, indent + unit) + members(owner, indent + unit, 2);
    }

    private String item(String name, String owner, int indent) {
      int width = random.nextInt(4) == 0 ? 4 : 2;
      String content = " ".repeat(indent + width);
      String first = content + "name: " + name + tail(owner);
      String members =
          random.nextBoolean()
              ? lines(owner, indent + width) + members(owner, indent + width, 2)
              : "";
      String dash = " ".repeat(indent) + "-";
      return random.nextInt(8) == 0
          ? dash + tail(owner) + lines(owner, indent + width) + first + members
          : dash + " ".repeat(width - 1) + (first + members).substring(indent + width);
    }

    private String flow(List<String> names) {
      StringBuilder out = new StringBuilder(named ? "[" : "{");
      boolean spread = random.nextInt(3) > 0;
      for (int i = 0; i < names.size(); i++) {
        String owner = String.valueOf(i);
        out.append(spread ? gap("x", i == 0 ? "x" : String.valueOf(i - 1), unit) : " ");
        String map = flowMap(owner, 2, spread && random.nextInt(3) == 0);
        boolean empty = map.replaceAll("#[^\r\n]*", "").substring(1).isBlank() || map.equals("{}");
        if (named) {
          out.append("{name: ").append(names.get(i)).append(map.equals("{}") ? "" : ",");
          out.append(map.substring(1));
        } else {
          out.append(names.get(i)).append(": ").append(empty ? "{}" : map);
        }
        out.append(spread ? gap("x", owner, unit) : "");
        out.append(i < names.size() - 1 || (spread && random.nextBoolean()) ? "," : "");
      }
      String last = String.valueOf(names.size() - 1);
      out.append(spread ? gap("x", last, unit) : " ").append(named ? "]" : "}");
      return out.toString();
    }

    /** Returns lines with keys that differ. */
    private String members(String owner, int indent, int depth) {
      List<String> keys = new ArrayList<>(List.of("command", "args", "env", "text", "\"q: k\""));
      Collections.shuffle(keys, random);
      StringBuilder out = new StringBuilder();
      if (anchored && random.nextInt(6) == 0) {
        String key = random.nextBoolean() ? "<<" : "'<<'";
        String base = random.nextInt(3) == 0 ? "[*base, *base]" : "*base";
        out.append(" ".repeat(indent)).append(key).append(": ").append(base).append(tail(owner));
      }
      for (String key : keys.subList(0, 1 + random.nextInt(3))) {
        out.append(" ".repeat(indent)).append(key).append(":");
        out.append(value(owner, indent, depth)).append(lines(owner, indent));
      }
      return out.append(" ".repeat(indent)).append(last(owner, indent)).toString();
    }

    private String last(String owner, int indent) {
      if (random.nextInt(3) == 0) {
        return "end:" + block(owner, " ".repeat(indent + unit));
      }
      return "end: "
          + List.of("1", "'x # y'", "[a, {b: c}]", "two words", "~").get(random.nextInt(5))
          + tail(owner);
    }

    /** Returns what follows a colon, to the end of its last line. */
    private String value(String owner, int indent, int depth) {
      String inner = " ".repeat(indent + unit);
      return switch (random.nextInt(depth > 0 ? 12 : 8)) {
        case 0 -> " 1" + tail(owner);
        case 1 -> " '# no ''x'''" + tail(owner);
        case 2 -> " \"# no \\n\"" + tail(owner);
        case 3, 4 -> block(owner, inner);
        case 5 -> anchored && random.nextBoolean() ? " *base" + tail(owner) : " ~" + tail(owner);
        case 6 -> " &a" + marks++ + " x" + tail(owner);
        case 7 -> " two" + eol + inner + "lines" + tail(owner);
        case 8, 9 -> " " + flowMap(owner, depth, random.nextBoolean()) + tail(owner);
        case 10 ->
            tail(owner)
                + lines(owner, indent + unit)
                + list(owner, indent + (random.nextBoolean() ? 0 : unit));
        default ->
            tail(owner) + lines(owner, indent + unit) + members(owner, indent + unit, depth - 1);
      };
    }

    private String block(String owner, String inner) {
      StringBuilder out = new StringBuilder(random.nextBoolean() ? " |" : " >");
      out.append(List.of("", "-", "+").get(random.nextInt(3))).append(tail(owner));
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        out.append(inner).append(random.nextBoolean() ? "# text" : "text: x").append(eol);
        out.append(random.nextInt(3) == 0 ? eol : "");
      }
      return out.toString();
    }

    private String list(String owner, int indent) {
      StringBuilder out = new StringBuilder();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        out.append(" ".repeat(indent)).append("- ");
        out.append(List.of("x", "'- y'", "[1, 2]", "{a: b}").get(random.nextInt(4)));
        out.append(tail(owner)).append(lines(owner, indent));
      }
      return out.toString();
    }

    private String flowMap(String owner, int depth, boolean spread) {
      List<String> pairs = new ArrayList<>();
      if (anchored && random.nextInt(8) == 0) {
        pairs.add("<<: *base");
      }
      for (String key : List.of("command", "args", "env")) {
        switch (random.nextInt(6)) {
          case 0 -> pairs.add(key + ": x y");
          case 1 -> pairs.add("\"" + key + "\":'# }'");
          case 2 -> pairs.add(key + ": [a, 'x']");
          case 3 ->
              pairs.add(depth > 0 ? key + ": " + flowMap(owner, depth - 1, spread) : key + ": 1");
          default -> {}
        }
      }
      if (pairs.isEmpty()) {
        return "{}";
      }
      StringBuilder out = new StringBuilder("{");
      for (int i = 0; i < pairs.size(); i++) {
        out.append(spread ? gap(owner, owner, 8) : i > 0 ? " " : "").append(pairs.get(i));
        out.append(spread ? gap(owner, owner, 8) : "").append(i < pairs.size() - 1 ? "," : "");
      }
      return out.append("}").toString();
    }

    /** Returns white space and comments between brackets; {@code line} owns the first line's. */
    private String gap(String owner, String line, int indent) {
      StringBuilder out = new StringBuilder(" ");
      String current = line;
      while (random.nextInt(8) < density) {
        if (random.nextInt(3) > 0) {
          out.append("# ").append(mark(current)).append(" ] } ,");
        }
        out.append(eol).append(" ".repeat(indent));
        current = owner;
      }
      return out.toString();
    }

    /** Returns lines that are blank or hold a comment. */
    private String lines(String owner, int indent) {
      StringBuilder out = new StringBuilder();
      while (random.nextInt(12) < density) {
        boolean blank = random.nextInt(3) == 0;
        out.append(blank ? "" : " ".repeat(indent) + "# " + mark(owner) + ": ] }").append(eol);
      }
      return out.toString();
    }

    private String tail(String owner) {
      return (random.nextInt(8) < density ? " # " + mark(owner) + ": ] }" : "") + eol;
    }

    private String mark(String owner) {
      return "m" + marks++ + "o" + owner + "z";
    }
  }
}
