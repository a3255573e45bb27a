package dev.mcpfly.config;

import dev.mcpfly.config.internal.diff.UnifiedDiff;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The difference of a plan, with secrets hidden. Texts are compared as they are and shown without
 * their secrets.
 */
final class ConfigDiff {
  private static final Set<String> SECRET_MAPS =
      Set.of("env", "environment", "envs", "headers", "http_headers", "oauth", "auth");

  /** Members that name environment variables, rather than to hold their values. */
  private static final Set<String> VARIABLE_NAMES =
      Set.of(
          "bearer_token_env_var",
          "bearerTokenEnvVar",
          "bearer_token_env",
          "api_key_env",
          "api_key_header",
          "api_key_format",
          "env_http_headers",
          "env_vars",
          "env_keys");

  /** A member outside the entries whose name tells that its value is a secret. */
  private static final Pattern NAMED_VALUE =
      Pattern.compile(
          "([\"']?)([A-Za-z0-9_.-]{1,64})\\1\\s*[:=]\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s\"'{\\[,#][^,\\r"
              + "\\n"
              + "]*)");

  private static final int LONGEST = 1000;

  private final ClientConfig config;
  private final String before;
  private final String after;
  private final boolean isNew;

  ConfigDiff(ClientConfig config, byte @Nullable [] before, byte @Nullable [] after) {
    this.config = config;
    this.before = config.text().decode(before);
    this.after = config.text().decode(after);
    this.isNew = before == null;
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
    List<String> old = UnifiedDiff.lines(before);
    List<String> changed = UnifiedDiff.lines(after);
    return UnifiedDiff.of(
        isNew ? "/dev/null" : config.path().toString(),
        config.path().toString(),
        old,
        changed,
        new Shown(before, old, new Span(same, before.length() - tail))::line,
        new Shown(after, changed, new Span(same, after.length() - tail))::line);
  }

  /** What is shown for the lines of a text: of a very long one only what changed in it. */
  private final class Shown {
    private final String text;
    private final List<String> lines;
    private final Span change;
    private final List<Span> secrets;
    private final int[] starts;

    Shown(String text, List<String> lines, Span change) {
      this.text = text;
      this.lines = lines;
      this.change = change;
      this.secrets = secrets(text);
      this.starts = new int[lines.size()];
      for (int i = 1; i < starts.length; i++) {
        starts[i] = starts[i - 1] + lines.get(i - 1).length();
      }
    }

    String line(int index) {
      String line = lines.get(index);
      int start = starts[index];
      int end = start + line.length();
      if (line.length() <= LONGEST) {
        return hideInLine(readable(masked(text, start, end, secrets)));
      }
      int from = wholeCharacter(text, Math.min(end, Math.max(start, change.start())), -1);
      int to = wholeCharacter(text, Math.max(from, Math.min(end, change.end())), 1);
      String part = readable(masked(text, from, to, secrets));
      int length = readable(line).length();
      return "…" + hideInLine(part) + "… (a line of " + length + " characters)\n";
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

  private static String masked(String text, int from, int to, List<Span> secrets) {
    StringBuilder out = new StringBuilder(to - from);
    int pos = from;
    for (Span secret : secrets) {
      if (secret.start() >= to) {
        break;
      }
      if (secret.end() <= pos) {
        continue;
      }
      out.append(text, pos, Math.max(pos, secret.start()));
      out.append(mask(text.charAt(secret.start())));
      pos = Math.min(secret.end(), to);
      if (secret.end() > to && to > from && text.charAt(to - 1) == '\n') {
        out.append('\n'); // the secret goes on in the next line
      }
    }
    return out.append(text, pos, to).toString();
  }

  private static String mask(char first) {
    return first == '"' || first == '\'' ? first + Secrets.HIDDEN + first : Secrets.HIDDEN;
  }

  /** Hides what may be secret outside the entries, as far as a line shows it. */
  private static String hideInLine(String line) {
    return Secrets.hideTokens(hideNamed(line));
  }

  private static String hideNamed(String line) {
    Matcher matcher = NAMED_VALUE.matcher(line);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      boolean hide =
          Secrets.isSecretName(matcher.group(2))
              && !VARIABLE_NAMES.contains(matcher.group(2))
              && !matcher.group(3).contains(Secrets.HIDDEN)
              && !matcher.group(3).matches("true|false|null|[0-9]{1,4}");
      String replacement =
          hide
              ? line.substring(matcher.start(), matcher.start(3)) + mask(matcher.group(3).charAt(0))
              : matcher.group();
      matcher.appendReplacement(out, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(out).toString();
  }

  private List<Span> secrets(String text) {
    List<Span> spans = new ArrayList<>();
    for (EntryShape shape : config.layout().shapesIn(text)) {
      Container container = shape.container();
      Map<String, Object> trees = new HashMap<>();
      for (Entry entry : config.layout().format().fileEngine().entries(text, container)) {
        if (entry.tree() != null) {
          trees.put(entry.name(), entry.tree());
        }
      }
      for (Scalar scalar : config.layout().format().fileEngine().scalars(text, container)) {
        if (isSecret(scalar.path(), trees.get(scalar.path().get(0)))) {
          spans.add(scalar.span());
        }
      }
    }
    spans.sort(java.util.Comparator.comparingInt(Span::start));
    return spans;
  }

  private static boolean isSecret(List<String> path, @Nullable Object entry) {
    List<String> members = path.subList(1, path.size());
    for (int i = 0; i < members.size(); i++) {
      boolean last = i == members.size() - 1;
      if (VARIABLE_NAMES.contains(members.get(i))) {
        return false;
      }
      if (!last && SECRET_MAPS.contains(members.get(i))) {
        return true;
      }
      if (last && Secrets.isSecretName(members.get(i))) {
        return true;
      }
    }
    Object value = entry;
    List<?> list = List.of();
    for (String member : members) {
      list = value instanceof List<?> l ? l : List.of();
      value =
          value instanceof Map<?, ?> map
              ? map.get(member)
              : !list.isEmpty()
                      && member.matches("[0-9]{1,6}")
                      && Integer.parseInt(member) < list.size()
                  ? list.get(Integer.parseInt(member))
                  : null;
    }
    if (!(value instanceof String string)) {
      return false;
    }
    if (list.isEmpty()) {
      return !Secrets.hideInArgs(List.of(string)).get(0).equals(string);
    }
    int index = Integer.parseInt(members.get(members.size() - 1));
    List<String> words = list.stream().map(String::valueOf).toList();
    return !Secrets.hideInArgs(words).get(index).equals(words.get(index));
  }
}
