package dev.mcpfly.launch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Derives a server's name from its command or image. */
final class ServerName {
  private static final Set<String> RUNNERS =
      Set.of(
          "npx",
          "bunx",
          "uvx",
          "pipx",
          "uv",
          "tool",
          "pnpm",
          "yarn",
          "dlx",
          "npm",
          "exec",
          "bun",
          "deno",
          "go",
          "run",
          "node",
          "python",
          "python3",
          "java",
          "env",
          "sh",
          "bash",
          "docker",
          "tsx",
          "ts-node",
          "dotnet",
          "dnx",
          "cargo",
          "mise",
          "xvfb-run");

  /** Options of the runners that take the next word as their value, which is then no name. */
  private static final Set<String> OPTIONS_WITH_VALUE =
      Set.of(
          "--from", "--with", "--python", "-p", "--package", "-c", "--call", "-cp", "-e", "--env");

  private static final Pattern WORD = Pattern.compile("[\\w-]+");
  private static final Pattern MAJOR_VERSION = Pattern.compile("v\\d+");

  /** As npm and Deno say where a package comes from. */
  private static final Pattern ORIGIN =
      Pattern.compile("^(?:npm|jsr|github|gitlab|bitbucket|gist|pypi|docker):(?!//)");

  /** As build tools end the name of a jar or an archive. */
  private static final Pattern VERSION_SUFFIX =
      Pattern.compile("-v?\\d+(?:\\.\\d+)+(?:[.-]\\w+)*$");

  private static final Pattern EXTENSION =
      Pattern.compile("\\.(?:js|mjs|cjs|ts|py|jar|rb|sh|git|exe|cmd)$");

  private ServerName() {}

  /**
   * Returns {@code name} if every client takes it.
   *
   * @throws InvalidLaunchException if it is not valid
   */
  static String checked(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new InvalidLaunchException(
          "The server name \"%s\" is not accepted by every client; use 1 to 64 letters, digits, dashes and underscores."
              .formatted(Texts.shown(name)));
    }
    return name;
  }

  /** Finds the name of the package, module or program that {@code command} starts. */
  static Optional<String> ofCommand(List<String> command) {
    boolean unsets = false; // -u takes a name behind env, and nothing behind python
    for (int i = 0; i < command.size(); i++) {
      String word = command.get(i);
      if (RUNNERS.contains(lastSegment(word))) {
        unsets = lastSegment(word).equals("env");
      }
      if (OPTIONS_WITH_VALUE.contains(word) || (unsets && word.equals("-u"))) {
        i++;
      } else if (!word.startsWith("-")
          && !RUNNERS.contains(lastSegment(word))
          && !isAssignment(word)) {
        return ofPackage(word);
      }
    }
    return Optional.empty();
  }

  /** Finds the repository's own name in an image reference. */
  static Optional<String> ofImage(String image) {
    String path = beforeAny(image, "@");
    int colon = path.indexOf(':', path.lastIndexOf('/') + 1);
    return ofPackage(colon < 0 ? path : path.substring(0, colon));
  }

  /** Names a server of a registry: by its own name, or its owner's where that says nothing. */
  static String ofRegistry(String name) {
    int slash = name.indexOf('/');
    String own = name.substring(slash + 1);
    String owner = name.substring(0, slash);
    String said =
        EMPTY.contains(own.toLowerCase(Locale.ROOT))
            ? owner.substring(owner.lastIndexOf('.') + 1)
            : own;
    String valid = said.replaceAll("[^A-Za-z0-9_-]+", "-");
    return valid.substring(0, Math.min(valid.length(), 64));
  }

  /** Names that say nothing: what is before them in the path says more. */
  private static final Set<String> EMPTY =
      Set.of(
          "mcp",
          "server",
          "mcp-server",
          "server-mcp",
          "mcp_server",
          "mcp-proxy",
          "proxy",
          "mcp-client",
          "client",
          "mcp-stdio",
          "stdio",
          "mcp-http",
          "http",
          "cli",
          "mcp-cli",
          "app",
          "main",
          "index",
          "node",
          "bin",
          "dist",
          "build",
          "src",
          "lib",
          "out",
          "cmd",
          "start",
          "run",
          "sdk",
          "api",
          "latest",
          "packages",
          "mcp-tools",
          "mcp-app",
          "servers",
          "plugin",
          "library",
          "archive",
          "refs",
          "heads",
          "tags",
          "releases",
          "download",
          "target");

  private static Optional<String> ofPackage(String spec) {
    String path = ORIGIN.matcher(spec).replaceFirst("");
    int at = path.indexOf('@', 1); // not the @ of a scope
    if (at > 0 && !path.startsWith("git+")) {
      path = path.substring(0, at);
    }
    path = beforeAny(path, "=<>!~[;#?");
    path = EXTENSION.matcher(path).replaceFirst("");
    path = VERSION_SUFFIX.matcher(path).replaceFirst("");
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    for (String part = path; !part.isEmpty(); part = parent(part)) {
      Optional<String> name = word(lastSegment(part));
      boolean says =
          name.isPresent()
              && !EMPTY.contains(name.get().toLowerCase(Locale.ROOT))
              && !MAJOR_VERSION.matcher(name.get()).matches()
              && !isHost(lastSegment(part), part);
      if (says) {
        return name;
      }
    }
    String name = lastSegment(path);
    if (MAJOR_VERSION.matcher(name).matches() && path.length() > name.length()) {
      name = lastSegment(path.substring(0, path.length() - name.length() - 1));
    }
    return word(name);
  }

  private static String parent(String path) {
    int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Returns whether a segment is the host with which the path of a module or repository begins. */
  private static boolean isHost(String segment, String path) {
    return (segment.equals(path) && segment.contains(".")) || segment.endsWith(":");
  }

  private static Optional<String> word(String text) {
    Matcher matcher = WORD.matcher(text);
    String longest = "";
    while (matcher.find()) {
      if (matcher.group().length() > longest.length()) {
        longest = matcher.group();
      }
    }
    return longest.isEmpty() ? Optional.empty() : Optional.of(longest);
  }

  private static boolean isAssignment(String word) {
    return word.matches("[A-Za-z_]\\w*=(?!=).*");
  }

  private static String lastSegment(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private static String beforeAny(String text, String stops) {
    for (int i = 0; i < text.length(); i++) {
      if (stops.indexOf(text.charAt(i)) >= 0) {
        return text.substring(0, i);
      }
    }
    return text;
  }
}
