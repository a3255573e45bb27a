package dev.mcpfly.config.internal.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a shell's line says to a program that reads a secret from its standard input. */
final class PipedSecrets {
  private static final Set<String> SAYING = Set.of("echo", "printf", "print");
  private static final Set<String> READING = Set.of("--stdin", "--with-token", "chpasswd");

  private final String text;
  private final SecretSpans spans;

  /** The words of the pipeline's former commands that say something, as pairs of positions. */
  private final List<int[]> said = new ArrayList<>();

  private final List<int[]> words = new ArrayList<>();
  private String program = "";

  private PipedSecrets(String text, SecretSpans spans) {
    this.text = text;
    this.spans = spans;
  }

  /** Adds the words of {@code echo} and the like before a pipe to such a program. */
  static void add(String text, int from, int to, SecretSpans spans) {
    if (SecretWords.indexOf(text, '|', from, to) >= 0) {
      new PipedSecrets(text, spans).read(from, to);
    }
  }

  private void read(int from, int to) {
    int pos = from;
    while (pos < to) {
      char c = text.charAt(pos);
      if (c == '|' && (pos + 1 >= to || text.charAt(pos + 1) != '|')) {
        if (SAYING.contains(program)) {
          said.addAll(words);
        }
        begin();
        pos++;
      } else if (c == '\n' || ";&|()".indexOf(c) >= 0) {
        begin();
        said.clear();
        pos++;
      } else if (SecretWords.isSpace(c)) {
        pos++;
      } else {
        int end = SecretArgs.wordEnd(text, pos, to);
        word(pos, end);
        pos = end;
      }
    }
  }

  private void begin() {
    words.clear();
    program = "";
  }

  private void word(int from, int to) {
    boolean quoted = SecretParts.isQuoted(text, from, to);
    int begin = quoted ? from + 1 : from;
    int end = quoted ? to - 1 : to;
    String word = text.substring(begin, end);
    boolean reads =
        word.toLowerCase(Locale.ROOT).endsWith("-stdin")
            || READING.contains(word)
            || (word.equals("-S") && program.equals("sudo"));
    if (reads) {
      said.forEach(part -> SecretParts.value(text, part[0], part[1], spans));
    }
    if (program.isEmpty()) {
      program = word;
    } else if (SAYING.contains(program) && !word.startsWith("-") && !isFormat(word)) {
      words.add(new int[] {begin, end});
    }
  }

  /** Returns whether a word only says where another one is put. */
  private boolean isFormat(String word) {
    return program.equals("printf") && word.replaceAll("%[sb]|\\\\[nrt]", "").isEmpty();
  }
}
