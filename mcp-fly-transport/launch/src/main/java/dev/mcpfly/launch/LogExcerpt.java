package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Picks the lines of a server's log that say why it failed. */
final class LogExcerpt {
  private static final int LINES = 8;
  private static final int LINE_LENGTH = 300;
  private static final int BEFORE_THE_ERROR = 3;

  /** Frames of stack traces, and what runtimes print around them. */
  private static final Pattern FRAME =
      Pattern.compile(
          String.join(
              "|",
              "\\s*",
              "\\s*at\\s.+[:(].*",
              "\\s*File \".*\", line \\d+.*",
              "\\s*\\.{3} \\d+ (?:more|lines matching).*",
              "\\s*node:internal.*",
              "Node\\.js v\\d.*",
              "[\\s~^]+",
              "goroutine \\d+ .*",
              "\\t.+\\.go:\\d+.*"));

  private static final Pattern ERROR =
      Pattern.compile(
          String.join(
              "|",
              "(?i).*(?:error",
              "exception",
              "fatal",
              "panic",
              "missing",
              "required",
              "not found",
              "cannot",
              "can't",
              "unable",
              "denied",
              "refused",
              "invalid",
              "failed",
              "no such",
              "undefined",
              "must ).*"));

  private LogExcerpt() {}

  /**
   * Picks lines.
   *
   * @param lines of the machine, oldest first
   * @param masking hides secrets in them
   * @return at most eight, each bounded and without control characters
   */
  static List<String> of(List<String> lines, Masking masking) {
    List<String> telling = new ArrayList<>();
    for (String line : lines) {
      if (!FRAME.matcher(line).matches()) {
        telling.add(line);
      }
    }
    List<String> candidates = telling.isEmpty() ? lines : telling;
    int last = candidates.size();
    for (int i = candidates.size() - 1; i >= 0; i--) {
      if (ERROR.matcher(candidates.get(i)).matches()) {
        last = Math.min(candidates.size(), i - BEFORE_THE_ERROR + LINES);
        break;
      }
    }
    int first = Math.max(0, last - LINES);
    return candidates.subList(first, last).stream()
        .map(masking::mask)
        .map(line -> Texts.excerpt(line, LINE_LENGTH))
        .toList();
  }
}
