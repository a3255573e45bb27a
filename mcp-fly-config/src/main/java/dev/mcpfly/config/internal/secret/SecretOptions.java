package dev.mcpfly.config.internal.secret;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What follows an option of a command line. */
final class SecretOptions {
  /** What a word is, because of the word before it. */
  enum Next {
    /** Nothing that is known. */
    ANYTHING,
    /** A secret, whatever it looks like. */
    SECRET,
    /** A secret, unless it looks like a number, a path or an address. */
    LIKELY_SECRET,
    /** A secret, if it is letters and digits together. */
    POSSIBLE_SECRET,
    /** A header. */
    HEADER,
    /** A variable with its value. */
    VARIABLE,
    /** A user with a password. */
    USER,
    /** A text for a shell. */
    SHELL,
    /** The name of a variable whose value is the word after. */
    VARIABLE_NAME
  }

  private static final Set<String> HEADERS =
      Set.of("--header", "--headers", "-H", "--http-header", "--proxy-header", "--add-header");

  private static final Set<String> VARIABLES =
      Set.of("--env", "-e", "--env-var", "--environment", "--set-env", "-E", "--build-arg");

  private static final Set<String> USERS =
      Set.of(
          "-u",
          "-U",
          "--user",
          "--proxy-user",
          "--basic",
          "--basic-auth",
          "--userpass",
          "--username-password",
          "--login");

  private static final Pattern LONG_USER =
      Pattern.compile(
          "(?i)--?(?:[a-z0-9]+[-_.])*(?:user|username|creds?|userinfo|account|identity)");

  private static final Set<String> SHELLS =
      Set.of("-c", "-lc", "-ic", "-lic", "-ec", "-xc", "/c", "/C", "/k", "/K");

  /** Short options that mostly announce a secret. */
  private static final Set<String> LIKELY = Set.of("-k", "-K", "-p", "-P");

  /** Short options that may announce a secret, and mostly do not. */
  private static final Set<String> POSSIBLE = Set.of("-t", "-T", "-s", "-a", "-w");

  /** Programs to which those mean something else. */
  private static final Set<String> OTHERWISE =
      Set.of(
          "docker", "podman", "nerdctl", "npx", "npm", "pnpm", "pnpx", "yarn", "bunx", "bun", "uvx",
          "uv", "pip", "pipx", "python", "python3", "node", "deno", "java", "mkdir", "cp", "ssh",
          "scp", "rsync", "git", "claude", "perl", "tar", "make", "kubectl");

  /** What one letter announces to one program. */
  private static final Map<String, Set<String>> BY_PROGRAM =
      Map.ofEntries(
          Map.entry("redis-cli", Set.of("-a")),
          Map.entry("ldapsearch", Set.of("-w")),
          Map.entry("mosquitto_pub", Set.of("-P")),
          Map.entry("mosquitto_sub", Set.of("-P")),
          Map.entry("sqlcmd", Set.of("-P")),
          Map.entry("bcp", Set.of("-P")),
          Map.entry("sshpass", Set.of("-p")),
          Map.entry("mongosh", Set.of("-p")),
          Map.entry("curl", Set.of("-b")),
          Map.entry("flyctl", Set.of("-p")),
          Map.entry("fly", Set.of("-p")),
          Map.entry("login", Set.of("-p")),
          Map.entry("http", Set.of("-a")));

  /** Programs that take a password right behind the letter. */
  private static final Set<String> ATTACHED =
      Set.of("mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump", "sshpass");

  /** Long options with one hyphen that begin like a password. */
  private static final Set<String> ONE_HYPHEN =
      Set.of(
          "port",
          "ports",
          "path",
          "paths",
          "prefix",
          "profile",
          "profiles",
          "project",
          "plugin",
          "plugins",
          "print",
          "proxy",
          "pretty",
          "protocol",
          "params",
          "param",
          "production",
          "package",
          "packages",
          "platform",
          "parallel",
          "props",
          "properties",
          "policy",
          "poll",
          "ping",
          "pipe",
          "preset",
          "preview",
          "process",
          "prompt",
          "provider",
          "public",
          "pull",
          "push",
          "pidfile",
          "partial",
          "pattern",
          "persist",
          "private",
          "prod",
          "pkg");

  private SecretOptions() {}

  /** Returns what an option announces to a program, of which the name is empty if unknown. */
  static Next after(String option, String program) {
    if (HEADERS.contains(option)) {
      return Next.HEADER;
    } else if (VARIABLES.contains(option)) {
      return Next.VARIABLE;
    } else if (SHELLS.contains(option) || option.equalsIgnoreCase("-command")) {
      return Next.SHELL;
    } else if (USERS.contains(option) || isUser(option, program)) {
      return Next.USER;
    } else if (BY_PROGRAM.getOrDefault(program, Set.of()).contains(option)) {
      return Next.SECRET;
    } else if (option.equals("setx") || option.equals("setenv") || isPowerShellVariable(option)) {
      return Next.VARIABLE_NAME;
    } else if (!option.startsWith("-") || option.indexOf('=') >= 0) {
      return Next.ANYTHING;
    } else if (SecretNames.isSecret(option) && !isNoSecret(option)) {
      return SecretNames.isCount(option) ? Next.LIKELY_SECRET : Next.SECRET;
    }
    if (POSSIBLE.contains(option) && !OTHERWISE.contains(program)) {
      return Next.POSSIBLE_SECRET;
    }
    boolean curl = program.equals("curl") && option.equalsIgnoreCase("-k");
    return LIKELY.contains(option) && !OTHERWISE.contains(program) && !curl
        ? Next.LIKELY_SECRET
        : Next.ANYTHING;
  }

  /** Returns whether an option announces a user, with whom a password may come. */
  private static boolean isUser(String option, String program) {
    boolean letter = option.equals("-l") && !OTHERWISE.contains(program);
    return letter || LONG_USER.matcher(option).matches();
  }

  /** Returns whether an option of a secret's name says where the secret is, or that it comes. */
  private static boolean isNoSecret(String option) {
    String lower = option.toLowerCase(Locale.ROOT);
    return lower.endsWith("-stdin")
        || lower.endsWith("-env")
        || lower.endsWith("-env-var")
        || lower.endsWith("-file")
        || lower.endsWith("-path")
        || lower.endsWith("-type")
        || lower.endsWith("-url")
        || lower.startsWith("--no-");
  }

  private static boolean isPowerShellVariable(String word) {
    return word.regionMatches(true, 0, "$env:", 0, 5)
        && SecretNames.isIdentifier(word.substring(5));
  }

  /** Returns whether an option announces variables or headers, all in one word. */
  static boolean isMap(String option) {
    String lower = option.toLowerCase(Locale.ROOT);
    return lower.startsWith("-") && (lower.contains("env") || lower.contains("header"));
  }

  /** Returns whether a word is a user with a password, behind a letter that may announce one. */
  static boolean isPair(String word, String option) {
    return option.equals("-a") && word.indexOf(':') > 0 && !isPlain(word);
  }

  /** Returns whether a word is letters and digits together, as few but secrets are. */
  static boolean isMixed(String word) {
    return word.length() >= 6
        && word.chars().anyMatch(SecretNames::isDigit)
        && word.chars().anyMatch(SecretNames::isLetter)
        && word.chars().noneMatch(c -> ":/.@".indexOf(c) >= 0);
  }

  /**
   * Returns how many characters of a word such as {@code -pX} are the option; 0 if it is not one
   * with a secret right behind it.
   */
  static int attached(String word, String program) {
    if (word.length() < 3 || word.charAt(0) != '-' || word.charAt(1) == '-') {
      return 0;
    }
    String rest = word.substring(2);
    boolean fits =
        switch (word.charAt(1)) {
          case 'H', 'u' -> rest.indexOf(':') > 0;
          case 'e' -> rest.indexOf('=') > 0 && SecretNames.isIdentifier(before(rest, '='));
          case 'p' ->
              ATTACHED.contains(program)
                  || (!isPlain(rest)
                      && !OTHERWISE.contains(program)
                      && !ONE_HYPHEN.contains(before(before(word.substring(1), '='), '-')));
          default -> false;
        };
    return fits ? 2 : 0;
  }

  /** Returns whether a word is a number, a port, a path or an address rather than a secret. */
  static boolean isPlain(String word) {
    boolean number = word.chars().allMatch(c -> SecretNames.isDigit(c) || ".:/-,".indexOf(c) >= 0);
    boolean port = word.endsWith("/tcp") || word.endsWith("/udp");
    return number
        || port
        || word.startsWith("-")
        || word.startsWith("@")
        || word.startsWith("/")
        || word.startsWith("./")
        || word.startsWith("../")
        || word.startsWith("~")
        || word.contains("://");
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }
}
