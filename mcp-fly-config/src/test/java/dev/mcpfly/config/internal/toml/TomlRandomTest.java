package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.RandomEdits;
import dev.mcpfly.config.internal.text.TextFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class TomlRandomTest extends RandomEdits {
  @Override
  protected TextFormat format() {
    return new TomlFormat();
  }

  @Override
  protected int runs() {
    return 6_000;
  }

  @Override
  protected Document document(Random random) {
    return new Generator(random).document();
  }

  /** Writes entries in every form that TOML has, with foreign tables and comments between. */
  private static final class Generator {
    private final Random random;
    private final String eol;
    private final String equals;
    private final String quote;
    private int marks;

    Generator(Random random) {
      this.random = random;
      eol = random.nextInt(4) == 0 ? "\r\n" : "\n";
      equals = random.nextInt(4) == 0 ? "=" : " = ";
      quote = random.nextInt(4) == 0 ? "'" : "\"";
    }

    Document document() {
      int entries = random.nextInt(4);
      StringBuilder out = new StringBuilder();
      boolean inline = random.nextInt(3) == 0;
      List<String> blocks = new ArrayList<>();
      noise(out, "x");
      for (int i = random.nextInt(3); i > 0; i--) {
        line(out, "", "root" + i, scalar("x"), "x");
      }
      if (inline) {
        inlineContainer(out, entries);
      } else {
        boolean header = random.nextInt(3) == 0;
        List<String> underHeader = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
          entry(i, header, out, underHeader, blocks);
        }
        if (header) {
          blocks.add(commented(section("", "mcp_servers", underHeader, "x"), "x"));
        }
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        blocks.add(commented(section("", "other" + i, pairs("x", "", 2), "x"), "x"));
      }
      if (random.nextInt(4) == 0) {
        blocks.add(
            section("", "[list]", pairs("x", "", 1), "x")
                + section("", "[list]", pairs("x", "", 1), "x"));
      }
      Collections.shuffle(blocks, random);
      boolean compact = random.nextInt(4) == 0;
      for (String block : blocks) {
        if (!compact && out.length() > 0) {
          out.append(eol);
        }
        out.append(block);
      }
      if (random.nextInt(4) == 0) {
        noise(out, "x");
      }
      String text = out.toString();
      if (random.nextInt(3) == 0 && text.endsWith(eol)) {
        text = text.substring(0, text.length() - eol.length());
      }
      return new Document(text, Container.map(List.of("mcp_servers")), entries);
    }

    /** Writes one entry as a table, split tables, dotted keys or an inline table. */
    private void entry(
        int i, boolean header, StringBuilder root, List<String> underHeader, List<String> blocks) {
      String owner = String.valueOf(i);
      String name = random.nextInt(4) == 0 ? "\"e" + i + "\"" : "e" + i;
      int form = random.nextInt(header ? 6 : 4);
      if (form >= 4 && header) {
        if (form == 4) {
          underHeader.add(name + equals + inlineTable(owner) + tail(owner) + eol);
        } else {
          underHeader.addAll(pairs(owner, name + ".", 1 + random.nextInt(2)));
        }
        return;
      }
      if (form == 3 && !header) {
        pairs(owner, "mcp_servers . " + name + ".", 1 + random.nextInt(3)).forEach(root::append);
        return;
      }
      String path = "mcp_servers." + name;
      String indent = random.nextInt(4) == 0 ? "  " : "";
      String main = section(indent, path, pairs(owner, "", random.nextInt(4)), owner);
      String env = section(indent, path + ".env", envPairs(owner), owner);
      String hook = section(indent, "[" + path + ".hooks]", pairs(owner, "", 1), owner);
      switch (form) {
        case 0 -> blocks.add(commented(main, "x"));
        case 1 -> blocks.add(commented(main + (random.nextBoolean() ? eol : "") + env, "x"));
        default -> {
          // Comments between the parts of an entry count as its own.
          if (random.nextBoolean()) {
            blocks.add(commented(main, owner));
          }
          blocks.add(commented(random.nextBoolean() ? env : hook + hook, owner));
        }
      }
    }

    private void inlineContainer(StringBuilder out, int entries) {
      boolean lines = random.nextBoolean();
      String inner = random.nextBoolean() ? " " : "";
      out.append("mcp_servers").append(equals).append("{").append(lines ? "" : inner);
      if (lines) {
        out.append(tail("x")).append(eol);
      }
      boolean trailing = lines && random.nextBoolean();
      for (int i = 0; i < entries; i++) {
        String owner = String.valueOf(i);
        if (lines && random.nextInt(3) == 0) {
          out.append("  # ").append(mark("x")).append(eol);
        }
        out.append(lines ? "  " : "");
        out.append("e").append(i).append(equals).append(inlineTable(owner));
        out.append(i < entries - 1 || trailing ? "," : "");
        out.append(lines ? tail(owner) + eol : i < entries - 1 ? " " : inner);
      }
      if (lines && random.nextInt(3) == 0) {
        out.append("  # ").append(mark("x")).append(eol);
      }
      out.append("}").append(tail("x")).append(eol);
    }

    private String inlineTable(String owner) {
      List<String> pairs = new ArrayList<>();
      for (String pair : pairs(owner, "", random.nextInt(3))) {
        if (pair.contains("#") || pair.strip().contains("\n")) {
          continue;
        }
        pairs.add(pair.strip());
      }
      String inner = random.nextBoolean() ? " " : "";
      return "{" + inner + String.join(", ", pairs) + inner + "}";
    }

    private String section(String indent, String path, List<String> pairs, String owner) {
      StringBuilder out = new StringBuilder();
      out.append(indent).append("[").append(path).append("]").append(tail(owner)).append(eol);
      for (int i = 0; i < pairs.size(); i++) {
        if (random.nextInt(5) == 0) {
          out.append(indent).append("# ").append(mark(owner)).append(eol);
        }
        out.append(indent).append(pairs.get(i));
      }
      return out.toString();
    }

    /** Puts comments around a block. */
    private String commented(String block, String owner) {
      String above = random.nextInt(4) == 0 ? "# " + mark(owner) + eol : "";
      String below = random.nextInt(6) == 0 ? "# " + mark(owner) + eol : "";
      return above + block + below;
    }

    /** Returns lines with keys that differ; some are dotted, some hold arrays or inline tables. */
    private List<String> pairs(String owner, String prefix, int count) {
      List<String> keys = new ArrayList<>(List.of("command", "args", "timeout", "cwd", "dotted.k"));
      Collections.shuffle(keys, random);
      List<String> pairs = new ArrayList<>();
      for (String key : keys.subList(0, count)) {
        StringBuilder line = new StringBuilder();
        line(line, "", prefix + key, key.equals("args") ? array(owner) : scalar(owner), owner);
        pairs.add(line.toString());
      }
      return pairs;
    }

    private List<String> envPairs(String owner) {
      StringBuilder line = new StringBuilder();
      line(line, "", "K" + random.nextInt(9), scalar(owner), owner);
      return List.of(line.toString());
    }

    private void line(StringBuilder out, String indent, String key, String value, String owner) {
      out.append(indent).append(key).append(equals).append(value).append(tail(owner)).append(eol);
    }

    private String scalar(String owner) {
      return switch (random.nextInt(5)) {
        case 0 -> String.valueOf(random.nextInt(100));
        case 1 -> quote + "[mcp_servers.new] " + mark(owner) + quote;
        case 2 -> "'''" + eol + "[x] # " + mark(owner) + eol + "'''";
        case 3 -> "\"\"\"\\" + eol + "  " + mark(owner) + " \\\" \"\"\"";
        default -> quote + mark(owner) + " # no" + quote;
      };
    }

    private String array(String owner) {
      boolean lines = random.nextBoolean();
      StringBuilder out = new StringBuilder("[");
      int count = random.nextInt(4);
      for (int i = 0; i < count; i++) {
        out.append(lines ? tail(owner) + eol + "  " : i > 0 ? " " : "");
        out.append(quote).append(mark(owner)).append(quote);
        out.append(i < count - 1 || (lines && random.nextBoolean()) ? "," : "");
      }
      return out.append(lines ? tail(owner) + eol : "").append("]").toString();
    }

    private void noise(StringBuilder out, String owner) {
      for (int i = random.nextInt(3); i > 0; i--) {
        out.append(random.nextBoolean() ? "" : "# " + mark(owner)).append(eol);
      }
    }

    private String tail(String owner) {
      return random.nextInt(4) == 0 ? " # " + mark(owner) + " ] }" : "";
    }

    private String mark(String owner) {
      return "m" + marks++ + "o" + owner + "z";
    }
  }
}
