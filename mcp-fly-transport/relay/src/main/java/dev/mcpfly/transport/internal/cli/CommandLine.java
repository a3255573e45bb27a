package dev.mcpfly.transport.internal.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Options in the forms {@code --name value} and {@code --name=value}, and what follows {@code --}.
 */
public final class CommandLine {
  /** Thrown for invalid arguments; the message is for the user. */
  public static final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong and what would be right. */
    public UsageException(String message) {
      super(message);
    }
  }

  private static final int MAX_SHOWN = 80;
  private static final Set<String> FLAGS =
      Set.of(
          "help",
          "metrics",
          "allow-anyone",
          "audit-contents",
          "allow-http",
          "private",
          "ping",
          "sign-in",
          "sign-out",
          "no-sign-in",
          "device-code",
          "client-credentials");

  private final Map<String, List<String>> options = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<String> rest;

  /** Reads arguments; the options are checked when they are asked for. */
  public CommandLine(List<String> words) {
    int end = words.indexOf("--");
    rest = end < 0 ? List.of() : List.copyOf(words.subList(end + 1, words.size()));
    List<String> own = end < 0 ? words : words.subList(0, end);
    int i = 0;
    while (i < own.size()) {
      String word = own.get(i++);
      if (word.equals("-h")) {
        word = "--help";
      }
      if (!word.startsWith("--")) {
        throw new UsageException(
            "\"" + shown(word) + "\" is not an option; the server's command comes after \"--\".");
      }
      int equals = word.indexOf('=');
      String name = word.substring(2, equals < 0 ? word.length() : equals);
      String value;
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (FLAGS.contains(name)) {
        value = "true";
      } else if (i < own.size()) {
        value = own.get(i++);
      } else {
        throw new UsageException("--" + shown(name) + " needs a value.");
      }
      options.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  /** Returns what follows {@code --}. */
  public List<String> rest() {
    return rest;
  }

  /** Returns whether an option without a value is given; {@code --name=false} takes it back. */
  public boolean flag(String name) {
    List<String> given = values(name);
    return !given.isEmpty() && truth("--" + name, given.get(given.size() - 1));
  }

  /** Reads a truth value in the spellings of flyctl, which takes them from Go. */
  public static boolean truth(String name, String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw new UsageException(name + " must be true or false, not \"" + shown(text) + "\".");
    };
  }

  /** Returns all values of an option that may be repeated. */
  public List<String> values(String name) {
    used.add(name);
    return options.getOrDefault(name, List.of());
  }

  /** Returns the value of an option, or the other if it is not given. */
  public String value(String name, String otherwise) {
    List<String> values = values(name);
    if (values.size() > 1) {
      throw new UsageException("--" + name + " is given more than once.");
    }
    return values.isEmpty() ? otherwise : values.get(0);
  }

  /** Returns the value of an option that is a number within bounds. */
  public int number(String name, int otherwise, int least, int most) {
    String text = value(name, "");
    return text.isEmpty() ? otherwise : number("--" + name, text, least, most);
  }

  /** Reads a number within bounds. */
  public static int number(String what, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message below, which says more.
    }
    throw new UsageException(
        what
            + " must be a number from "
            + least
            + " to "
            + most
            + ", not \""
            + shown(text)
            + "\".");
  }

  /** Returns the value of an option that is a number of seconds. */
  public Duration seconds(String name, Duration otherwise) {
    return Duration.ofSeconds(number(name, (int) otherwise.toSeconds(), 0, 86_400));
  }

  /** Returns the value of an option that is a time such as 30s, 250ms, 5m or 2h. */
  public Duration duration(String name, Duration otherwise) {
    String text = value(name, "");
    return text.isEmpty() ? otherwise : time("--" + name, text);
  }

  /** Reads a time such as 30s, 250ms, 5m or 2h. */
  public static Duration time(String what, String text) {
    Matcher matcher = Patterns.TIME.matcher(text);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration time =
          switch (String.valueOf(matcher.group(2))) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofSeconds(number);
          };
      if (!time.isZero() && time.compareTo(Duration.ofDays(7)) <= 0) {
        return time;
      }
    }
    throw new UsageException(
        what + " must be a time from 1ms to 168h such as 30s, but was \"" + shown(text) + "\".");
  }

  /** Returns the value of an option that is a number of bytes such as 65536, 64k or 8m. */
  public int bytes(String name, int otherwise, int least, int most) {
    String text = value(name, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = Patterns.SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      long bytes =
          number
              * switch (String.valueOf(matcher.group(2))) {
                case "k" -> 1L << 10;
                case "m" -> 1L << 20;
                case "g" -> 1L << 30;
                default -> 1L;
              };
      if (bytes >= least && bytes <= most) {
        return (int) bytes;
      }
    }
    throw new UsageException(
        "--"
            + name
            + " must be a size from "
            + least
            + " to "
            + most
            + " bytes such as 64k or 8m, not \""
            + shown(text)
            + "\".");
  }

  /** Returns what was typed as a message may show it: short, and without control characters. */
  private static String shown(String text) {
    String head = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    return head.replaceAll("\\p{C}", "?");
  }

  /** Returns the value of an option that must be given and be a URL. */
  public URI uri(String name) {
    String text = value(name, "");
    if (text.isEmpty()) {
      throw new UsageException("--" + name + " is missing: name the server's URL.");
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new UsageException("--" + name + " is not a URL: " + e.getReason() + ".");
    }
  }

  /** Refuses options that nobody asked for: most likely they are misspelled. */
  public void requireAllUsed() {
    for (String name : options.keySet()) {
      if (!used.contains(name)) {
        throw new UsageException(
            name.contains("token")
                    || name.contains("secret")
                    || name.contains("password")
                    || name.equals("user")
                ? "There is no option --"
                    + shown(name)
                    + ": secrets come from the environment, where other users cannot see them."
                : "There is no option --" + shown(name) + ".");
      }
    }
  }

  /** Apart, so that a start without such options does not load them. */
  private static final class Patterns {
    static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");
    static final Pattern SIZE = Pattern.compile("([0-9]{1,10})([kmg])?(?:i?b)?");

    private Patterns() {}
  }
}
