package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The options of npx, uvx, dnx and go that an entry may set. Others change what is run, run it
 * through a shell, or are meant for the package itself; they are refused, never guessed at.
 *
 * @param program the runner
 * @param flags options without a value
 * @param options options with a value
 * @param wraps options whose value may be the package itself, followed by a program of it
 */
record RunnerOptions(String program, Set<String> flags, Set<String> options, Set<String> wraps) {
  static final RunnerOptions NPX =
      new RunnerOptions(
          "npx",
          Set.of(
              "-y",
              "--yes",
              "-q",
              "--quiet",
              "--prefer-offline",
              "--prefer-online",
              "--ignore-scripts"),
          Set.of("--registry", "--loglevel"),
          Set.of("-p", "--package"));

  static final RunnerOptions UVX =
      new RunnerOptions(
          "uvx",
          Set.of(
              "-q",
              "--quiet",
              "--isolated",
              "-n",
              "--no-cache",
              "--refresh",
              "--native-tls",
              "--no-config"),
          Set.of(
              "--with",
              "-p",
              "--python",
              "--index",
              "--default-index",
              "-i",
              "--index-url",
              "--extra-index-url",
              "--prerelease",
              "--index-strategy",
              "--resolution",
              "--exclude-newer"),
          Set.of("--from"));

  static final RunnerOptions DNX =
      new RunnerOptions(
          "dnx",
          Set.of("-y", "--yes", "--prerelease", "--allow-roll-forward"),
          Set.of("--source", "--add-source", "--framework", "-v", "--verbosity"),
          Set.of());

  static final RunnerOptions GO = new RunnerOptions("go run", Set.of(), Set.of("-tags"), Set.of());

  /** The checked words, and whether the package is the value of the last one. */
  record Checked(List<String> words, boolean wrapsPackage) {}

  /**
   * Checks runtime arguments.
   *
   * @param arguments of the entry
   * @throws RegistryException if one is not known
   */
  Checked check(List<RegistryArgument> arguments, RegistryWords words) {
    List<String> given = new ArrayList<>();
    for (RegistryArgument argument : arguments) {
      if (argument.isNamed() && flags.contains(argument.name())) {
        // A flag with a truth value.
        List<String> all = words.of(argument);
        if (all.size() < 2 || !all.get(1).equals("false")) {
          given.add(argument.name());
        }
      } else if (!argument.isNamed() && !argument.isFixed()) {
        throw new RegistryException(
            "The package requires a value for \"%s\" before its name in the command of %s; that would change what is run."
                .formatted(argument.field().key(), program));
      } else {
        given.addAll(words.of(argument));
      }
    }
    List<String> checked = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String word = given.get(i);
      int equals = word.indexOf('=');
      String option = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
      boolean last = i + 1 == given.size();
      if (flags.contains(word)) {
        if (!word.equals("-y") && !word.equals("--yes")) {
          checked.add(word);
        }
      } else if (options.contains(option) && !option.equals(word)) {
        checked.add(word);
      } else if (options.contains(word) && !last && !given.get(i + 1).startsWith("-")) {
        checked.add(word);
        checked.add(given.get(++i));
      } else if (wraps.contains(word) && last) {
        checked.add(word);
        return new Checked(checked, true);
      } else {
        throw new RegistryException(
            "The package has the runtime argument \"%s\", which is not an option of %s that can be set here."
                .formatted(Texts.shown(word), program));
      }
    }
    return new Checked(checked, false);
  }
}
