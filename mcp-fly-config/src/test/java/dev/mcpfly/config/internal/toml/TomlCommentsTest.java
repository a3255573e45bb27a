package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.CommentsEverywhere;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Comments behind headers and values, between lines and tables, and in every gap of arrays and
 * inline tables; entries in every form that TOML has.
 */
class TomlCommentsTest extends CommentsEverywhere {
  @Override
  protected TextFormat format() {
    return new TomlFormat();
  }

  @Override
  protected String extension() {
    return "toml";
  }

  @Override
  protected Object oracle(String text) {
    return TomlOracle.parse(text);
  }

  @Override
  protected boolean goesWithItsEntries() {
    return true;
  }

  @Override
  protected Sample sample(Random random) {
    return new Generator(random).sample();
  }

  /** Lines that stay together, and the entry that they belong to. */
  private record Block(String owner, String lines) {}

  private static final class Generator {
    private final Random random;
    private final String eol;
    private final int density;
    private final boolean indented;
    private int marks;

    Generator(Random random) {
      this.random = random;
      eol = random.nextInt(4) == 0 ? "\r\n" : "\n";
      density = random.nextInt(6);
      indented = random.nextInt(4) == 0;
    }

    Sample sample() {
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        names.add("e" + names.size());
      }
      String text =
          switch (random.nextInt(6)) {
            case 0 -> inlineContainer(names);
            case 1 -> rootDotted(names);
            default -> tables(names);
          };
      if (random.nextInt(3) == 0) {
        text = text.substring(0, text.length() - (text.endsWith(eol) ? eol.length() : 0));
      }
      return new Sample(text, Container.map(List.of("mcp")), names);
    }

    private String inlineContainer(List<String> names) {
      StringBuilder out = new StringBuilder();
      out.append(lines("x")).append(rootPairs()).append("mcp").append(equals()).append("{");
      boolean spread = random.nextInt(3) > 0;
      for (int i = 0; i < names.size(); i++) {
        out.append(spread ? gap("x", i == 0 ? "x" : String.valueOf(i - 1)) : " ");
        out.append(names.get(i)).append(equals()).append(inline(String.valueOf(i), 2));
        out.append(spread ? gap("x", String.valueOf(i)) : "");
        out.append(i < names.size() - 1 || (spread && random.nextBoolean()) ? "," : "");
      }
      String last = names.isEmpty() ? "x" : String.valueOf(names.size() - 1);
      out.append(spread ? gap("x", last) : names.isEmpty() ? "" : " ").append("}");
      out.append(tail("x")).append(others(new ArrayList<>()));
      return out.toString();
    }

    private String rootDotted(List<String> names) {
      StringBuilder out = new StringBuilder(lines("x")).append(rootPairs());
      for (String name : names) {
        String owner = name.substring(1);
        List<String> pairs = pairs(owner, "mcp" + dot() + name + dot(), 1 + random.nextInt(3));
        for (int i = 0; i < pairs.size(); i++) {
          out.append(i > 0 ? lines(owner) : lines("x")).append(pairs.get(i));
        }
      }
      return out.append(others(new ArrayList<>())).toString();
    }

    private String tables(List<String> names) {
      StringBuilder out = new StringBuilder(lines("x")).append(rootPairs());
      List<Block> blocks = new ArrayList<>();
      boolean header = random.nextInt(3) == 0;
      StringBuilder under = new StringBuilder(header("[mcp]", "x"));
      boolean any = header;
      for (String name : names) {
        String owner = name.substring(1);
        String spelled = random.nextInt(4) == 0 ? "\"" + name + "\"" : name;
        int form = random.nextInt(header ? 6 : 4);
        if (form == 4) {
          under.append(lines("x")).append(spelled).append(equals());
          under.append(inline(owner, 2)).append(tail(owner));
        } else if (form == 5) {
          List<String> pairs = pairs(owner, spelled + dot(), 1 + random.nextInt(2));
          under.append(lines("x")).append(String.join(lines(owner), pairs));
        } else {
          any = true;
          sections(spelled, owner).forEach(part -> blocks.add(new Block(owner, part)));
        }
      }
      if (header) {
        blocks.add(new Block("x", under.toString()));
      }
      if (!any) {
        blocks.add(new Block("x", header("[mcp]", "x")));
      }
      return out.append(others(blocks)).toString();
    }

    /** Returns an entry as one or more tables, in one piece or in several. */
    private List<String> sections(String name, String owner) {
      String indent = indented ? "  " : "";
      String main = section(indent, "[mcp" + dot() + name + "]", pairs(owner, "", 3), owner);
      String env = section(indent, "[mcp." + name + ".env]", List.of("K = 1" + tail(owner)), owner);
      String hook = section(indent, "[[mcp." + name + ".hooks]]", pairs(owner, "", 1), owner);
      return switch (random.nextInt(5)) {
        case 0 -> List.of(main + lines(owner) + env);
        case 1 -> List.of(main, env);
        case 2 -> List.of(hook + lines(owner) + hook);
        default -> List.of(main);
      };
    }

    private String section(String indent, String header, List<String> pairs, String owner) {
      StringBuilder out = new StringBuilder(indent).append(header(header, owner));
      for (String pair : pairs.subList(0, random.nextInt(pairs.size() + 1))) {
        out.append(lines(owner)).append(indent).append(pair);
      }
      return out.toString();
    }

    private String header(String header, String owner) {
      return header + tail(owner);
    }

    /** Returns the blocks, among tables of other kinds, in any order, with lines around them. */
    private String others(List<Block> blocks) {
      List<Block> all = new ArrayList<>(blocks);
      for (int i = random.nextInt(3); i > 0; i--) {
        all.add(new Block("x", section("", "[other" + i + "]", pairs("x", "", 2), "x")));
      }
      if (random.nextInt(4) == 0) {
        all.add(new Block("x", header("[[list]]", "x") + lines("x") + header("[[list]]", "x")));
      }
      Collections.shuffle(all, random);
      StringBuilder out = new StringBuilder();
      String before = "x";
      for (Block block : all) {
        // What is between two parts of one entry counts as inside.
        out.append(lines(block.owner.equals(before) ? before : "x")).append(block.lines);
        before = block.owner;
      }
      return out.append(lines("x")).toString();
    }

    private String rootPairs() {
      StringBuilder out = new StringBuilder();
      for (int i = random.nextInt(3); i > 0; i--) {
        out.append("root").append(i).append(equals()).append(value("x", 2)).append(tail("x"));
        out.append(lines("x"));
      }
      return out.toString();
    }

    private List<String> pairs(String owner, String prefix, int count) {
      List<String> keys = new ArrayList<>(List.of("command", "args", "cwd", "d" + dot() + "k"));
      Collections.shuffle(keys, random);
      List<String> pairs = new ArrayList<>();
      for (String key : keys.subList(0, count)) {
        pairs.add(prefix + key + equals() + value(owner, 2) + tail(owner));
      }
      return pairs;
    }

    private String value(String owner, int depth) {
      return switch (random.nextInt(depth > 0 ? 9 : 6)) {
        case 0 -> List.of("1", "0x1F", "1979-05-27 07:32:00Z", "-1.5e3").get(random.nextInt(4));
        case 1 -> "\"# no ] } \\\" \"";
        case 2 -> "'[mcp.new] # no'";
        case 3 -> "'''" + eol + "[x] # no" + eol + "'''";
        case 4 -> "\"\"\"\\" + eol + "  # no \\\" \"\"\"\"";
        case 5 -> "true";
        case 6 -> inline(owner, depth);
        default -> array(owner, depth);
      };
    }

    private String array(String owner, int depth) {
      StringBuilder out = new StringBuilder("[").append(gap(owner, owner));
      int count = random.nextInt(3);
      for (int i = 0; i < count; i++) {
        out.append(value(owner, depth - 1)).append(gap(owner, owner));
        out.append(i < count - 1 || random.nextBoolean() ? "," : "").append(gap(owner, owner));
      }
      return out.append("]").toString();
    }

    private String inline(String owner, int depth) {
      StringBuilder out = new StringBuilder("{");
      List<String> keys = new ArrayList<>(List.of("command", "args", "env"));
      Collections.shuffle(keys, random);
      boolean spread = random.nextInt(3) == 0;
      int count = random.nextInt(3);
      for (int i = 0; i < count; i++) {
        out.append(spread ? gap(owner, owner) : " ").append(keys.get(i)).append(equals());
        out.append(value(owner, depth - 1)).append(spread ? gap(owner, owner) : "");
        out.append(i < count - 1 || (spread && random.nextBoolean()) ? "," : "");
      }
      return out.append(spread ? gap(owner, owner) : count > 0 ? " " : "").append("}").toString();
    }

    private String equals() {
      return List.of(" = ", "=", " =\t").get(random.nextInt(3));
    }

    private String dot() {
      return random.nextInt(6) == 0 ? " . " : ".";
    }

    /** Returns white space and comments between brackets; {@code line} owns the first line's. */
    private String gap(String owner, String line) {
      StringBuilder out = new StringBuilder();
      String current = line;
      while (random.nextInt(8) < density) {
        switch (random.nextInt(4)) {
          case 0 -> out.append(" ");
          case 1 -> {
            out.append(eol);
            current = owner;
          }
          default -> {
            out.append(random.nextBoolean() ? " " : "").append("# ").append(mark(current));
            out.append(" ] } ,").append(eol);
            current = owner;
          }
        }
      }
      return out.toString();
    }

    /** Returns lines that hold nothing or a comment. */
    private String lines(String owner) {
      StringBuilder out = new StringBuilder();
      while (random.nextInt(10) < density) {
        out.append(random.nextInt(3) == 0 ? "  " : "");
        out.append(random.nextInt(3) == 0 ? "" : "# " + mark(owner) + " [x]").append(eol);
      }
      return out.toString();
    }

    /** Returns the end of a line, with or without a comment. */
    private String tail(String owner) {
      return (random.nextInt(8) < density ? " # " + mark(owner) + " ] }" : "") + eol;
    }

    private String mark(String owner) {
      return "m" + marks++ + "o" + owner + "z";
    }
  }
}
