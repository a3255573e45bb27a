package dev.mcpfly.image.internal.setup;

import dev.mcpfly.image.internal.JsonMembers;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Setup lines in Dockerfile syntax. There is no builder to run them, so {@code RUN} lines become a
 * script that runs them when the machine starts, before the server; {@code ENV} lines become part
 * of the image. A line that is not an instruction is taken as a command.
 */
public final class SetupLines {
  /** The path of the script in images and machines. */
  public static final String PLACE = "/opt/mcp-fly/setup.sh";

  /**
   * The script's message when a command fails: the command's number, the number of commands, and
   * the status.
   */
  public static final Pattern FAILURE =
      Pattern.compile("mcp-fly: setup (\\d+) of (\\d+) failed with status (\\d+)");

  private static final Pattern INSTRUCTION = Pattern.compile("([A-Za-z]+)\\s+(.*)", Pattern.DOTALL);
  private static final List<String> OTHERS =
      List.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");
  private static final Pattern PAIR =
      Pattern.compile(
          "([A-Za-z_][A-Za-z0-9_]*)=((?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\\\.|[^\\s\"'\\\\])*)(?:\\s+|$)");
  private static final Pattern REFERENCE =
      Pattern.compile(
          "\\\\(.)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$([A-Za-z_][A-Za-z0-9_]*)|(\\$\\{)");

  private final List<String> commands = new ArrayList<>();
  private final Map<String, String> env = new LinkedHashMap<>();
  private final Map<String, String> known = new LinkedHashMap<>();

  private SetupLines(List<String> baseEnv) {
    for (String variable : baseEnv) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        known.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
  }

  /**
   * Parses lines, without running anything.
   *
   * @param texts each one or more lines; a backslash at the end continues a line
   * @param baseEnv the base's environment, each {@code NAME=value}, which values may refer to
   * @throws ImageException if a line needs a builder, or is not valid
   */
  public static SetupLines parse(List<String> texts, List<String> baseEnv) {
    SetupLines lines = new SetupLines(baseEnv);
    for (String text : texts) {
      StringBuilder pending = new StringBuilder();
      for (String line : text.lines().toList()) {
        if (line.stripLeading().startsWith("#")) {
          continue;
        }
        if (line.stripTrailing().endsWith("\\")) {
          pending.append(line.stripTrailing(), 0, line.stripTrailing().length() - 1);
        } else {
          lines.add(pending.append(line).toString().strip());
          pending.setLength(0);
        }
      }
      lines.add(pending.toString().strip());
    }
    return lines;
  }

  /** Returns the variables that are set, in their order. */
  public Map<String, String> env() {
    return Collections.unmodifiableMap(env);
  }

  /** Returns the commands, in their order. */
  public List<String> commands() {
    return Collections.unmodifiableList(commands);
  }

  private void add(String line) {
    if (line.isEmpty()) {
      return;
    }
    Matcher parts = INSTRUCTION.matcher(line);
    String word = parts.matches() ? parts.group(1).toUpperCase(Locale.ROOT) : "";
    // Lower-case words are programs: "add" and "shell" may well be some.
    boolean shouted = parts.matches() && parts.group(1).equals(word);
    if (shouted && word.equals("RUN")) {
      run(parts.group(2).strip());
    } else if (shouted && word.equals("ENV")) {
      env(parts.group(2).strip());
    } else if (shouted && OTHERS.contains(word)) {
      throw new ImageException(
          Reason.BAD_INPUT,
          "The setup line '"
              + shortened(line)
              + "' cannot be run because there is no builder: only RUN and ENV lines are"
              + " supported.");
    } else {
      commands.add(line);
    }
  }

  private void run(String command) {
    if (command.startsWith("--") || command.startsWith("<<")) {
      throw new ImageException(
          Reason.BAD_INPUT,
          "The setup line 'RUN "
              + shortened(command)
              + "' needs a builder: write it as a plain shell command.");
    }
    if (command.startsWith("[")) {
      // The list form of RUN; any other text is a shell command, as for Docker.
      List<String> words = JsonMembers.parseTexts(command);
      if (!words.isEmpty()) {
        commands.add(
            words.stream().map(SetupLines::quote).reduce((a, b) -> a + " " + b).orElse(""));
        return;
      }
    }
    commands.add(command);
  }

  private void env(String text) {
    int space = text.indexOf(' ');
    int equals = text.indexOf('=');
    if (equals < 0 || (space >= 0 && space < equals)) {
      if (space < 0) {
        throw badEnv(text);
      }
      set(text.substring(0, space), expand(text.substring(space + 1).strip(), text));
      return;
    }
    // As in a Dockerfile, values see the variables of the lines before, not of their own line.
    Map<String, String> fresh = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!pair.find(at) || pair.start() != at) {
        throw badEnv(text);
      }
      fresh.put(pair.group(1), unquote(pair.group(2), text));
      at = pair.end();
    }
    fresh.forEach(this::set);
  }

  private void set(String name, String value) {
    env.put(name, value);
    known.put(name, value);
  }

  private String unquote(String value, String line) {
    StringBuilder result = new StringBuilder();
    Matcher part =
        Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|((?:\\\\.|[^\"'\\\\])+)")
            .matcher(value);
    while (part.find()) {
      if (part.group(2) != null) {
        result.append(part.group(2));
      } else {
        result.append(expand(part.group(1) != null ? part.group(1) : part.group(3), line));
      }
    }
    return result.toString();
  }

  private String expand(String value, String line) {
    Matcher reference = REFERENCE.matcher(value);
    StringBuilder result = new StringBuilder();
    while (reference.find()) {
      String replacement;
      if (reference.group(1) != null) {
        replacement = reference.group(1);
      } else if (reference.group(4) != null) {
        throw badEnv(line);
      } else {
        String name = reference.group(2) != null ? reference.group(2) : reference.group(3);
        replacement = known.getOrDefault(name, "");
      }
      reference.appendReplacement(result, Matcher.quoteReplacement(replacement));
    }
    return reference.appendTail(result).toString();
  }

  private static ImageException badEnv(String text) {
    int end = text.indexOf('=');
    // The value may be a secret; the name is enough to find the line.
    return new ImageException(
        Reason.BAD_INPUT,
        "The setup line 'ENV "
            + shortened(end < 0 ? text : text.substring(0, end))
            + "…' is not valid: write ENV NAME=value.");
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }

  /**
   * Returns a shell script that runs each command in a separate shell, as a builder would, and then
   * becomes the program that its arguments name. The commands' output goes to its standard error,
   * because its standard output may be a stdio server's.
   */
  public String script() {
    StringBuilder script =
        new StringBuilder(
            """
            #!/bin/sh
            # Runs this image's setup lines, then becomes the server.
            """);
    for (int i = 0; i < commands.size(); i++) {
      script.append(
          """
          echo 'mcp-fly: setup %1$d of %2$d' >&2
          /bin/sh -c %3$s </dev/null >&2 || {
            status=$?
            echo "mcp-fly: setup %1$d of %2$d failed with status $status; the server is not started" >&2
            exit "$status"
          }
          """
              .formatted(i + 1, commands.size(), quote(commands.get(i))));
    }
    return script.append("exec \"$@\"\n").toString();
  }

  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
