package dev.mcpfly.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a batch file as cmd.exe does, as far as the launcher goes: percent signs first, then
 * quotes, carets and the signs between commands, then the variables of {@code for}. A drive is a
 * folder of this computer. What cmd.exe knows and this does not is an error, not passed over.
 */
final class CmdReader {
  private static final int LONGEST_LINE = 8191;

  private final Path drives;
  final Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  final List<String> started = new ArrayList<>();
  final StringBuilder err = new StringBuilder();

  /** What a started program exits with, by its whole command. */
  ToIntFunction<String> programs = command -> 0;

  /** Variables that were read before anything had set them. */
  final Set<String> unset = new TreeSet<>();

  private final String script;
  private final List<String> lines;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private String page = "850";
  private int next;
  private int code;
  private boolean ended;

  private static final class Frame {
    final String all;
    final List<String> words;
    final int back;
    int shifted;

    Frame(String all, int back) {
      this.all = all;
      this.words = words(all);
      this.back = back;
    }
  }

  CmdReader(Path drives, String script) throws IOException {
    this.drives = drives;
    this.script = script;
    String text = Files.readString(file(script));
    if (text.replace("\r\n", "").contains("\n")) {
      throw new AssertionError("Labels are not always found after a mere line feed");
    }
    this.lines = text.lines().toList();
  }

  /** Returns the file that a path of Windows stands for. */
  Path file(String path) {
    return drives
        .resolve(path.replace("\\", "/").replaceFirst("^([A-Za-z]):/?", "$1/"))
        .normalize();
  }

  /** Runs the script with what stands behind its name. */
  int run(String arguments) {
    frames.push(new Frame(arguments, -1));
    while (!ended) {
      if (next >= lines.size()) {
        leave();
      } else {
        String line = lines.get(next++);
        if (!line.startsWith(":")) {
          execute(percents(line), Map.of());
        }
      }
    }
    if (!page.equals("850")) {
      throw new AssertionError("The console keeps the code page " + page);
    }
    return code;
  }

  private void leave() {
    int back = frames.pop().back;
    ended = back < 0;
    next = back;
  }

  private void jump(String label) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equalsIgnoreCase(label.startsWith(":") ? label : ":" + label)) {
        next = i + 1;
        return;
      }
    }
    throw new AssertionError("There is no label " + label);
  }

  /** The first reading of a line. */
  private String percents(String line) {
    StringBuilder text = new StringBuilder();
    Frame frame = frames.peek();
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != '%') {
        text.append(line.charAt(i));
        continue;
      }
      String rest = line.substring(i + 1);
      Matcher argument = Pattern.compile("^~?([dpnx]*)(\\d)").matcher(rest);
      if (rest.startsWith("%")) {
        text.append('%');
        i++;
      } else if (rest.startsWith("*")) {
        text.append(frame.all);
        i++;
      } else if (argument.find()) {
        int number = Integer.parseInt(argument.group(2));
        int at = number - 1 + frame.shifted;
        String word = number == 0 ? script : at < frame.words.size() ? frame.words.get(at) : "";
        text.append(rest.startsWith("~") ? parts(unquoted(word), argument.group(1)) : word);
        i += argument.end();
      } else {
        int end = rest.indexOf('%');
        if (end < 0) {
          throw new AssertionError("A lone percent sign in " + line);
        }
        text.append(variable(rest.substring(0, end)));
        i += end + 1;
      }
    }
    if (text.length() > LONGEST_LINE) {
      throw new AssertionError("A line that is too long for cmd.exe: " + text.length());
    }
    return text.toString();
  }

  private String variable(String expression) {
    int colon = expression.indexOf(':');
    String name = colon < 0 ? expression : expression.substring(0, colon);
    if (name.equalsIgnoreCase("errorlevel")) {
      return String.valueOf(code);
    }
    String value = variables.get(name);
    if (value == null) {
      unset.add(name);
    }
    if (colon < 0) {
      return value == null ? "" : value;
    }
    String how = expression.substring(colon + 1);
    if (value == null) {
      return how; // so it is: an undefined variable leaves the rest of the expression
    }
    if (how.startsWith("~")) {
      String[] numbers = how.substring(1).split(",");
      int end = Integer.parseInt(numbers[1]);
      return value.substring(
          Integer.parseInt(numbers[0]), end < 0 ? Math.max(0, value.length() + end) : end);
    }
    String[] both = how.split("=", 2);
    return value.replace(both[0], both[1]);
  }

  private static String unquoted(String word) {
    String text = word.startsWith("\"") ? word.substring(1) : word;
    return text.endsWith("\"") ? text.substring(0, text.length() - 1) : text;
  }

  private static String parts(String path, String which) {
    if (which.isEmpty()) {
      return path;
    }
    if (!which.equals("dp")) {
      throw new AssertionError("Only the drive and path of a file, not " + which);
    }
    return path.substring(0, path.lastIndexOf('\\') + 1);
  }

  /** The second reading: one command, and what follows it. */
  private void execute(String line, Map<Character, String> loop) {
    String text = line.stripLeading();
    text = text.startsWith("@") ? text.substring(1) : text;
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.isEmpty() || lower.startsWith("rem ")) {
      return;
    }
    if (lower.startsWith("if ")) {
      condition(text.substring(3), loop);
      return;
    }
    if (lower.startsWith("for ")) {
      loop(text, loop);
      return;
    }
    List<String> commands = split(text);
    for (String command : commands) {
      int before = next;
      boolean wasEnded = ended;
      simple(command.strip(), loop);
      if (next != before || ended != wasEnded) {
        return;
      }
    }
  }

  /** Splits at the signs that stand outside of quotes. */
  private static List<String> split(String text) {
    List<String> commands = new ArrayList<>();
    StringBuilder command = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (quoted || c == '"') {
        command.append(c);
      } else if (c == '^') {
        i++;
        command.append(i < text.length() ? text.charAt(i) : '^');
      } else if (c == '&' && !command.toString().endsWith(">")) {
        commands.add(command.toString());
        command.setLength(0);
      } else if (c == '|' || c == '<') {
        throw new AssertionError("A sign that the shell obeys: " + text);
      } else {
        command.append(c);
      }
    }
    commands.add(command.toString());
    return commands;
  }

  private void condition(String text, Map<Character, String> loop) {
    boolean not = text.toLowerCase(Locale.ROOT).startsWith("not ");
    String rest = not ? text.substring(4) : text;
    Matcher defined = Pattern.compile("(?i)^defined (\\S+) (.*)$").matcher(rest);
    Matcher exists = Pattern.compile("(?i)^exist \"([^\"]*)\" (.*)$").matcher(rest);
    Matcher equal = Pattern.compile("^\"([^\"]*)\"==\"([^\"]*)\" (.*)$").matcher(rest);
    Matcher failed = Pattern.compile("(?i)^errorlevel (\\d+) (.*)$").matcher(rest);
    Matcher atLeast = Pattern.compile("^(\\d+) GEQ (\\d+) (.*)$").matcher(rest);
    boolean holds;
    String then;
    if (defined.find()) {
      holds = variables.containsKey(defined.group(1));
      then = defined.group(2);
    } else if (exists.find()) {
      holds = Files.exists(file(looped(exists.group(1), loop)));
      then = exists.group(2);
    } else if (equal.find()) {
      holds = looped(equal.group(1), loop).equals(looped(equal.group(2), loop));
      then = equal.group(3);
    } else if (failed.find()) {
      holds = code >= Integer.parseInt(failed.group(1));
      then = failed.group(2);
    } else if (atLeast.find()) {
      holds = Integer.parseInt(atLeast.group(1)) >= Integer.parseInt(atLeast.group(2));
      then = atLeast.group(3);
    } else {
      throw new AssertionError("No condition that is known: " + text);
    }
    if (holds != not) {
      execute(then, loop);
    }
  }

  private void loop(String text, Map<Character, String> loop) {
    Matcher parts =
        Pattern.compile("(?i)^for (/d |/f \"([^\"]*)\" |)%(\\w) in \\((.*?)\\) do (.*)$")
            .matcher(text);
    if (!parts.find()) {
      throw new AssertionError("No loop that is known: " + text);
    }
    char letter = parts.group(3).charAt(0);
    String set = looped(parts.group(4), loop);
    String body = parts.group(5);
    int before = next;
    for (Map<Character, String> values : values(parts.group(1), parts.group(2), letter, set)) {
      Map<Character, String> all = new HashMap<>(loop);
      all.putAll(values);
      execute(body, all);
      if (next != before || ended) {
        return;
      }
    }
  }

  private List<Map<Character, String>> values(
      String kind, String options, char letter, String set) {
    List<Map<Character, String>> values = new ArrayList<>();
    if (options != null) {
      for (String line : content(set)) {
        tokens(options, letter, line, values);
      }
      return values;
    }
    for (String word : words(set)) {
      if (kind.isBlank()) {
        values.add(Map.of(letter, word));
      } else {
        String pattern = unquoted(word);
        String folder = pattern.substring(0, pattern.lastIndexOf('\\') + 1);
        names(folder, pattern.substring(folder.length())).stream()
            .filter(name -> Files.isDirectory(file(folder + name)))
            .forEach(name -> values.add(Map.of(letter, folder + name)));
      }
    }
    return values;
  }

  private List<String> names(String folder, String pattern) {
    Pattern wanted = Pattern.compile("(?i)\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E");
    if (!Files.isDirectory(file(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(file(folder))) {
      return files
          .map(found -> found.getFileName().toString())
          .filter(name -> wanted.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> content(String set) {
    try {
      Matcher dir = Pattern.compile("^'dir /b /a-d /o-d \"([^\"]*)\" 2\\^>nul'$").matcher(set);
      if (dir.find()) {
        String folder = dir.group(1).substring(0, dir.group(1).lastIndexOf('\\') + 1);
        return names(folder, dir.group(1).substring(folder.length())).stream()
            .sorted(
                Comparator.comparing((String name) -> file(folder + name).toFile().lastModified())
                    .reversed())
            .toList();
      }
      if (set.equals("'chcp'")) {
        return List.of("Aktive Codepage: " + page + "."); // as a German one says it
      }
      Charset charset = page.equals("65001") ? UTF_8 : Charset.forName("IBM850");
      return Files.readString(file(unquoted(set)), charset).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tokens(
      String options, char letter, String line, List<Map<Character, String>> values) {
    Matcher delims = Pattern.compile("delims=(\\S*)").matcher(options);
    String signs = delims.find() ? delims.group(1) : " \t";
    if (signs.isEmpty()) {
      if (!line.isEmpty()) {
        values.add(Map.of(letter, line));
      }
      return;
    }
    List<String> words =
        Stream.of(line.split("[" + Pattern.quote(signs) + "]+")).filter(w -> !w.isEmpty()).toList();
    if (options.startsWith("tokens=2 ") && words.size() > 1) {
      values.add(Map.of(letter, words.get(1)));
      return;
    }
    if (!options.contains("tokens=1,2") || words.isEmpty()) {
      if (words.isEmpty()) {
        return;
      }
      throw new AssertionError("Tokens that are not known: " + options);
    }
    values.add(
        Map.of(letter, words.get(0), (char) (letter + 1), words.size() > 1 ? words.get(1) : ""));
  }

  /** The third reading: the variables of loops. */
  private String looped(String text, Map<Character, String> loop) {
    Matcher matcher = Pattern.compile("%(~?)(\\$PATH:|dp|)(\\w)").matcher(text);
    StringBuilder done = new StringBuilder();
    while (matcher.find()) {
      String value = loop.get(matcher.group(3).charAt(0));
      if (value == null) {
        matcher.appendReplacement(done, Matcher.quoteReplacement(matcher.group()));
        continue;
      }
      String word = matcher.group(1).isEmpty() ? value : unquoted(value);
      String shown =
          matcher.group(2).startsWith("$") ? onPath(word) : parts(word, matcher.group(2));
      matcher.appendReplacement(done, Matcher.quoteReplacement(shown));
    }
    return matcher.appendTail(done).toString();
  }

  private String onPath(String name) {
    for (String folder : variables.getOrDefault("PATH", "").split(";")) {
      String path = folder + (folder.endsWith("\\") ? "" : "\\") + name;
      if (!folder.isEmpty() && Files.exists(file(path))) {
        return path;
      }
    }
    return "";
  }

  private void simple(String command, Map<Character, String> loop) {
    String text = looped(command, loop);
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith(">&2 echo ")) {
      err.append(text.substring(9)).append("\n");
    } else if (lower.equals("echo off") || lower.startsWith("setlocal ")) {
      if (lower.contains("enabledelayed")) {
        throw new AssertionError("Exclamation marks in arguments would be lost");
      }
    } else if (lower.startsWith("set \"") && text.endsWith("\"")) {
      String[] both = text.substring(5, text.length() - 1).split("=", 2);
      if (both[1].isEmpty()) {
        variables.remove(both[0]);
      } else {
        variables.put(both[0], both[1]);
      }
    } else if (lower.startsWith("goto ")) {
      jump(text.substring(5).strip());
    } else if (lower.equals("shift")) {
      frames.peek().shifted++;
    } else if (lower.startsWith("call :")) {
      String[] both = percents(text.substring(5)).split(" ", 2);
      frames.push(new Frame(both.length > 1 ? both[1] : "", next));
      jump(both[0]);
      callee();
    } else if (lower.startsWith("call ")) {
      execute(percents(text.substring(5)), Map.of());
    } else if (lower.startsWith("exit /b")) {
      String number = lower.substring(7).strip();
      code = number.isEmpty() ? code : Integer.parseInt(number);
      leave();
    } else if (lower.startsWith("del \"")) {
      file(unquoted(text.substring(4))).toFile().delete();
    } else if (lower.startsWith("pushd ") || lower.equals("popd")) {
      // setlocal brings the folder back at the end, too
    } else if (lower.startsWith("chcp ")) {
      page = lower.substring(5).replace(">nul 2>&1", "").strip();
      code = 0;
    } else if (text.startsWith("\"") || lower.matches("(npx|mvnw\\.cmd) .*")) {
      started.add(text);
      code = programs.applyAsInt(text);
    } else {
      throw new AssertionError("No command that is known: " + text);
    }
  }

  /** Runs a subroutine to its end. */
  private void callee() {
    int depth = frames.size();
    while (frames.size() >= depth && !ended) {
      if (next >= lines.size()) {
        leave();
      } else {
        String line = lines.get(next++);
        if (!line.startsWith(":")) {
          execute(percents(line), Map.of());
        }
      }
    }
  }

  /** Splits what stands behind a command: words may be quoted, and keep their quotes. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = Pattern.compile("(?:[^\\s,;=\"]|\"[^\"]*\"?)+").matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
