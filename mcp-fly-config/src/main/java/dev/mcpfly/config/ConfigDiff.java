package dev.mcpfly.config;

import dev.mcpfly.config.internal.diff.TextLines;
import dev.mcpfly.config.internal.diff.UnifiedDiff;
import dev.mcpfly.config.internal.secret.EntrySecrets;
import dev.mcpfly.config.internal.secret.KnownSecrets;
import dev.mcpfly.config.internal.secret.LooseSecrets;
import dev.mcpfly.config.internal.secret.SecretSpans;
import dev.mcpfly.config.internal.secret.Secrets;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.text.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The difference of a plan, with secrets hidden. Texts are compared unchanged and shown without
 * their secrets: those of the entries, which are known by their place; the same values anywhere
 * else; and what looks like one in comments and in the settings around.
 */
final class ConfigDiff {
  private static final int LONGEST = 1000;

  /** How many lines are looked at together, and how many before them. */
  private static final int LINES_AT_ONCE = 64;

  private static final int LINES_BEFORE = 40;
  private static final int CHARACTERS_AROUND = 8192;

  /** How many lines around the changes are read: those that are looked at together, and more. */
  private static final int CONTEXT = 2 * (LINES_AT_ONCE + LINES_BEFORE);

  /** The length in characters above which secrets are searched for only near the changes. */
  private static final int HUGE = 2_000_000;

  private final ClientConfig config;
  private final String before;
  private final String after;
  private final boolean isNew;
  private final boolean isGone;

  ConfigDiff(ClientConfig config, byte @Nullable [] before, byte @Nullable [] after) {
    this.config = config;
    this.before = config.text().decode(before);
    this.after = config.text().decode(after);
    this.isNew = before == null;
    this.isGone = after == null;
  }

  String text() {
    int shorter = Math.min(before.length(), after.length());
    int same = 0;
    while (same < shorter && before.charAt(same) == after.charAt(same)) {
      same++;
    }
    int tail = 0;
    while (tail < shorter - same
        && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
      tail++;
    }
    // Between CR and LF a line may end in one of the texts and go on in the other.
    int from = same > 0 && before.charAt(same - 1) == '\r' ? same - 1 : same;
    TextLines old = TextLines.near(before, from, before.length() - tail, CONTEXT);
    TextLines changed = TextLines.near(after, from, after.length() - tail, CONTEXT);
    KnownSecrets known = new KnownSecrets(config.format().fileCharset());
    Shown shownOld = new Shown(before, old, new Span(same, before.length() - tail), known);
    Shown shownNew = new Shown(after, changed, new Span(same, after.length() - tail), known);
    return UnifiedDiff.of(
        isNew ? "/dev/null" : Visible.line(config.path().toString()),
        isGone ? "/dev/null" : Visible.line(config.path().toString()),
        old,
        changed,
        shownOld::line,
        shownNew::line);
  }

  /** What is shown for the lines of a text: of a very long one only what changed in it. */
  private final class Shown {
    private final String text;
    private final TextLines lines;
    private final Span change;
    private final List<Span> entries;
    private final KnownSecrets known;
    private final Map<Integer, List<Span>> around = new HashMap<>();

    Shown(String text, TextLines lines, Span change, KnownSecrets known) {
      this.text = text;
      this.lines = lines;
      this.change = change;
      this.known = known;
      Span all = new Span(0, text.length());
      Span near = new Span(lines.start(0), lines.start(lines.size()));
      this.entries = secrets(text, text.length() > HUGE ? near : all, known).merged();
    }

    String line(int index) {
      int start = lines.start(index);
      int end = lines.start(index + 1);
      if (end - start <= LONGEST) {
        return Visible.line(readable(hidden(index, start, end)));
      }
      int from = wholeCharacter(text, Math.min(end, Math.max(start, change.start())), -1);
      int to = wholeCharacter(text, Math.max(from, Math.min(end, change.end())), 1);
      String part = readable(hidden(index, from, to));
      int length = config.format().readableLength(text, start, end);
      return "…" + Visible.line(part) + "… (a line of " + length + " characters)\n";
    }

    private String hidden(int index, int from, int to) {
      SecretSpans spans = new SecretSpans();
      spans.addWithin(entries, from, to);
      int block = index / LINES_AT_ONCE;
      int first = lines.start(Math.max(0, block * LINES_AT_ONCE - LINES_BEFORE));
      int last = Math.min(lines.size(), (block + 1) * LINES_AT_ONCE);
      int end = lines.start(last);
      if (end - first <= 64 * CHARACTERS_AROUND) {
        spans.addWithin(around.computeIfAbsent(block, b -> looked(first, end)), from, to);
      } else {
        int far = Math.min(end, to + CHARACTERS_AROUND);
        spans.addWithin(looked(Math.max(first, from - CHARACTERS_AROUND), far), from, to);
      }
      known.find(text, from, to, spans);
      return spans.hide(text, from, to);
    }

    private List<Span> looked(int from, int to) {
      SecretSpans spans = new SecretSpans();
      LooseSecrets.of(text, from, to, config.format() == ConfigFormat.TOML, 0, spans);
      Secrets.addresses(text, from, to, spans);
      return spans.merged();
    }
  }

  private String readable(String part) {
    return config.format().readable(part);
  }

  /** Returns the end of a character, from inside one, in this direction. */
  private int wholeCharacter(String text, int pos, int direction) {
    int at = pos;
    if (config.format().fileCharset().equals(StandardCharsets.ISO_8859_1)) {
      while (at > 0 && at < text.length() && (text.charAt(at) & 0xc0) == 0x80) {
        at += direction;
      }
    }
    return at;
  }

  /**
   * Returns the secrets of the entries in a part of a text, and adds their values to those that are
   * known.
   */
  private SecretSpans secrets(String text, Span within, KnownSecrets known) {
    SecretSpans spans = new SecretSpans();
    TextFormat engine = config.layout().format().fileEngine();
    for (EntryShape shape : config.layout().shapesIn(text)) {
      Container container = shape.container();
      Map<String, Object> trees = new HashMap<>();
      for (Entry entry : engine.entries(text, container, within)) {
        if (entry.tree() != null) {
          trees.put(entry.name(), entry.tree());
        }
      }
      for (Scalar scalar : engine.scalars(text, container, within)) {
        EntrySecrets.Verdict verdict =
            EntrySecrets.of(scalar.path(), trees.get(scalar.path().get(0)));
        if (verdict == EntrySecrets.Verdict.SHOWN) {
          continue;
        }
        Span inside = withoutQuotes(text, scalar.span());
        spans.add(inside.start(), inside.end());
        if (verdict != EntrySecrets.Verdict.HIDDEN) {
          known.add(
              text.substring(inside.start(), inside.end()),
              verdict == EntrySecrets.Verdict.NAMED_VALUE);
        }
      }
    }
    return spans;
  }

  private static Span withoutQuotes(String text, Span span) {
    int start = span.start();
    int end = span.end();
    for (int i = 0; i < 3 && end - start > 1; i++) {
      char c = text.charAt(start);
      if ((c != '"' && c != '\'') || text.charAt(end - 1) != c) {
        break;
      }
      start++;
      end--;
    }
    return new Span(start, end);
  }
}
