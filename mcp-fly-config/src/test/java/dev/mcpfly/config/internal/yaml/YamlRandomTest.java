package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.RandomEdits;
import dev.mcpfly.config.internal.text.TextFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class YamlRandomTest extends RandomEdits {
  @Override
  protected TextFormat format() {
    return new YamlFormat();
  }

  @Override
  protected int runs() {
    return 6_000;
  }

  @Override
  protected Document document(Random random) {
    return new Generator(random).document();
  }

  /** Writes maps and named lists as blocks and in brackets, with comments everywhere. */
  private static final class Generator {
    private final Random random;
    private final String eol;
    private final int unit;
    private final boolean named;
    private final boolean anchored;
    private int marks;

    Generator(Random random) {
      this.random = random;
      eol = random.nextInt(4) == 0 ? "\r\n" : "\n";
      unit = random.nextBoolean() ? 2 : 1 + random.nextInt(4);
      named = random.nextBoolean();
      anchored = random.nextInt(3) == 0;
    }

    Document document() {
      int entries = random.nextInt(4);
      StringBuilder out = new StringBuilder();
      if (random.nextInt(6) == 0) {
        out.append("---").append(tail("x")).append(eol);
      }
      noise(out, 0, "x");
      if (anchored) {
        out.append("base: &base").append(tail("x")).append(eol);
        out.append(" ".repeat(unit)).append("k: ").append(mark("x")).append(eol);
      }
      List<String> blocks = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        blocks.add("other" + i + ":" + value("x", 0, 1));
      }
      blocks.add(container(entries));
      Collections.shuffle(blocks, random);
      boolean blank = random.nextInt(3) == 0;
      for (String block : blocks) {
        out.append(blank && out.length() > 0 ? eol : "").append(block);
        if (random.nextInt(4) == 0) {
          noise(out, 0, "x");
        }
      }
      String text = out.toString();
      if (random.nextInt(8) == 0) {
        text += "..." + eol;
      } else if (random.nextInt(3) == 0 && text.endsWith(eol)) {
        text = text.substring(0, text.length() - eol.length());
      }
      List<String> path = List.of("servers");
      return new Document(
          text, named ? Container.namedList(path, "name") : Container.map(path), entries);
    }

    private String container(int entries) {
      String key = random.nextInt(4) == 0 ? "\"servers\":" : "servers:";
      if (entries == 0) {
        String inner = random.nextBoolean() ? "" : " ";
        return key + " " + (named ? "[" + inner + "]" : "{" + inner + "}") + tail("x") + eol;
      }
      if (random.nextInt(4) == 0) {
        return key + " " + flowContainer(entries) + tail("x") + eol;
      }
      StringBuilder out = new StringBuilder(key).append(tail("x")).append(eol);
      int indent = named && random.nextBoolean() ? 0 : unit;
      boolean blank = random.nextInt(3) == 0;
      for (int i = 0; i < entries; i++) {
        if (random.nextInt(3) == 0) {
          out.append(" ".repeat(indent)).append("# ").append(mark("x")).append(eol);
        }
        out.append(named ? item(i, indent) : pair(i, indent));
        if (random.nextInt(5) == 0) {
          String owner = String.valueOf(i);
          out.append(" ".repeat(indent + 1)).append("# ").append(mark(owner)).append(eol);
        }
        out.append(blank && i < entries - 1 ? eol : "");
      }
      return out.toString();
    }

    private String pair(int i, int indent) {
      String owner = String.valueOf(i);
      String quote = random.nextInt(5) == 0 ? "\"" : random.nextInt(5) == 0 ? "'" : "";
      String key = quote + "e" + i + quote;
      if (random.nextInt(8) == 0) {
        return " ".repeat(indent) + "? " + key + eol + " ".repeat(indent) + ": {}" + eol;
      }
      if (random.nextInt(4) == 0) {
        return " ".repeat(indent) + key + ": " + flowMap(owner, 0) + tail(owner) + eol;
      }
      return " ".repeat(indent) + key + ":" + tail(owner) + eol + members(owner, indent + unit, 0);
    }

    private String item(int i, int indent) {
      String owner = String.valueOf(i);
      int width = random.nextInt(4) == 0 ? 4 : 2;
      String name = "name: e" + i + tail(owner) + eol;
      String content = " ".repeat(indent + width);
      String members = random.nextBoolean() ? members(owner, indent + width, 0) : "";
      String lines =
          random.nextBoolean() || members.isBlank() || members.strip().startsWith("#")
              ? content + name + members
              : members + content + name;
      String dash = " ".repeat(indent) + "-";
      return random.nextInt(8) == 0
          ? dash + tail(owner) + eol + lines
          : dash + " ".repeat(width - 1) + lines.substring(indent + width);
    }

    private String flowContainer(int entries) {
      boolean lines = random.nextBoolean();
      String pad = " ".repeat(unit);
      StringBuilder out = new StringBuilder(named ? "[" : "{");
      out.append(lines ? tail("x") + eol : random.nextBoolean() ? " " : "");
      boolean trailing = random.nextInt(3) == 0;
      for (int i = 0; i < entries; i++) {
        String owner = String.valueOf(i);
        if (lines && random.nextInt(3) == 0) {
          out.append(pad).append("# ").append(mark("x")).append(eol);
        }
        String map = flowMap(owner, 0);
        String name = "name: e" + i + (map.equals("{}") ? "" : ", ");
        out.append(lines ? pad : "");
        out.append(named ? "{" + name + map.substring(1) : "e" + i + ": " + map);
        out.append(i < entries - 1 || trailing ? "," : "");
        out.append(lines ? tail(owner) + eol : i < entries - 1 ? " " : "");
      }
      return out.append(lines ? pad : "").append(named ? "]" : "}").toString();
    }

    private String members(String owner, int indent, int depth) {
      List<String> keys =
          new ArrayList<>(List.of("command", "args", "timeout", "text", "env", "\"q: k\""));
      Collections.shuffle(keys, random);
      StringBuilder out = new StringBuilder();
      for (String key : keys.subList(0, 1 + random.nextInt(3))) {
        out.append(" ".repeat(indent)).append(key).append(":").append(value(owner, indent, depth));
        if (random.nextInt(6) == 0) {
          out.append(" ".repeat(indent)).append("# ").append(mark(owner)).append(eol);
        }
      }
      // An entry ends in a scalar, so its comments stay inside.
      return out + " ".repeat(indent) + "end: " + mark(owner) + tail(owner) + eol;
    }

    /** Returns what follows a colon, to the end of its last line. */
    private String value(String owner, int indent, int depth) {
      String inner = " ".repeat(indent + unit);
      return switch (random.nextInt(depth < 2 ? 10 : 7)) {
        case 0 -> " " + random.nextInt(100) + tail(owner) + eol;
        case 1 -> " '" + mark(owner) + " # no'" + tail(owner) + eol;
        case 2 -> " \"" + mark(owner) + "\\n\"" + tail(owner) + eol;
        case 3 ->
            " |"
                + chomping()
                + tail(owner)
                + eol
                + inner
                + mark(owner)
                + eol
                + inner
                + "# x"
                + eol
                + (random.nextBoolean() ? eol : "");
        case 4 -> " >-" + eol + inner + mark(owner) + eol + eol + inner + "two" + eol;
        case 5 -> anchored && random.nextBoolean() ? " *base" + eol : " ~" + tail(owner) + eol;
        case 6 -> " " + mark(owner) + " two" + eol + inner + "lines" + tail(owner) + eol;
        case 7 -> " " + flowMap(owner, depth) + tail(owner) + eol;
        case 8 -> tail(owner) + eol + list(owner, indent + (random.nextBoolean() ? 0 : unit));
        default -> tail(owner) + eol + members(owner, indent + unit, depth + 1);
      };
    }

    private String chomping() {
      return List.of("", "-", "+").get(random.nextInt(3));
    }

    private String list(String owner, int indent) {
      StringBuilder out = new StringBuilder();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        out.append(" ".repeat(indent)).append("- ").append(mark(owner)).append(tail(owner));
        out.append(eol);
      }
      return out.toString();
    }

    private String flowMap(String owner, int depth) {
      List<String> pairs = new ArrayList<>();
      for (String key : List.of("command", "args", "timeout", "env")) {
        switch (random.nextInt(6)) {
          case 0 -> pairs.add(key + ": " + mark(owner));
          case 1 -> pairs.add("\"" + key + "\":'" + mark(owner) + " # }'");
          case 2 -> pairs.add(key + ": [" + mark(owner) + ", 'x']");
          case 3 -> pairs.add(depth < 2 ? key + ": " + flowMap(owner, depth + 1) : key + ": 1");
          default -> {}
        }
      }
      return "{" + String.join(", ", pairs) + "}";
    }

    private void noise(StringBuilder out, int indent, String owner) {
      for (int i = random.nextInt(3); i > 0; i--) {
        out.append(random.nextBoolean() ? "" : " ".repeat(indent) + "# " + mark(owner));
        out.append(eol);
      }
    }

    private String tail(String owner) {
      return random.nextInt(5) == 0 ? " # " + mark(owner) + ": ] }" : "";
    }

    private String mark(String owner) {
      return "m" + marks++ + "o" + owner + "z";
    }
  }
}
