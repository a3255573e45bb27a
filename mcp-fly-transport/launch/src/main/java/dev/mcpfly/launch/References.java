package dev.mcpfly.launch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References such as <code>--api-key=${API_KEY}</code> in a server's command. Whoever starts the
 * server fills them in, inside the machine, so that the secret is in no configuration, plan or log.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private References() {}

  /** Returns the names that the words refer to, in order. */
  static Set<String> in(List<String> words) {
    Set<String> names = new LinkedHashSet<>();
    for (String word : words) {
      Matcher matcher = REFERENCE.matcher(word);
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /**
   * Checks that each reference of a command is to something that it will see.
   *
   * @param known the names of its secrets and variables
   * @throws InvalidLaunchException if one is not
   */
  static void check(List<String> command, Set<String> known) {
    for (String name : in(command)) {
      if (!known.contains(name)) {
        throw new InvalidLaunchException(
            "The command refers to ${%s}, which is neither a secret nor a variable of the server; set it with secret(\"%s\", ...)."
                .formatted(name, name));
      }
    }
  }

  /** Fills the references in. */
  static List<String> filled(List<String> words, Map<String, String> values) {
    return words.stream()
        .map(
            word ->
                REFERENCE
                    .matcher(word)
                    .replaceAll(
                        match ->
                            Matcher.quoteReplacement(
                                values.getOrDefault(match.group(1), match.group()))))
        .toList();
  }

  /**
   * Returns the words as a machine starts them: as they are, or, if they have references, by a
   * shell that fills them in.
   */
  static List<String> startable(List<String> words) {
    return in(words).isEmpty() ? words : List.of("/bin/sh", "-c", "exec " + shellLine(words));
  }

  /** Returns the words as one line of a shell, in which only the references mean something. */
  static String shellLine(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0) {
        line.append(' ');
      }
      Matcher matcher = REFERENCE.matcher(word);
      int position = 0;
      while (matcher.find()) {
        line.append(quoted(word.substring(position, matcher.start())))
            .append('"')
            .append(matcher.group())
            .append('"');
        position = matcher.end();
      }
      if (position < word.length() || word.isEmpty()) {
        line.append(quoted(word.substring(position)));
      }
    }
    return line.toString();
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "''" : "'" + text.replace("'", "'\\''") + "'";
  }
}
