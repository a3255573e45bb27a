package dev.mcpfly.config;

import java.util.Optional;
import java.util.Set;

/** Rejects server names that no client should be given, even if it would accept them. */
final class ServerNames {
  private static final int LONGEST = 200;

  /** Members that every object of JavaScript has, in which most clients keep their servers. */
  private static final Set<String> OF_EVERY_OBJECT =
      Set.of(
          "__proto__",
          "constructor",
          "prototype",
          "hasOwnProperty",
          "isPrototypeOf",
          "propertyIsEnumerable",
          "toLocaleString",
          "toString",
          "valueOf",
          "__defineGetter__",
          "__defineSetter__",
          "__lookupGetter__",
          "__lookupSetter__");

  private ServerNames() {}

  /** Returns what is wrong with a name, and what to do; empty if nothing is. */
  static Optional<String> refusal(String name) {
    String shown = "The server name \"" + Visible.name(name) + "\" ";
    if (name.isBlank()) {
      return Optional.of(shown + "must not be blank.");
    } else if (name.length() > LONGEST) {
      return Optional.of(
          shown + "must have at most " + LONGEST + " characters, but had " + name.length() + ".");
    } else if (OF_EVERY_OBJECT.contains(name)) {
      return Optional.of(
          shown
              + "has a special meaning in JavaScript, in which clients are written. Choose"
              + " another.");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Visible.isHidden(c) || c == '\t') {
        return Optional.of(
            shown + String.format("holds the invisible character U+%04X. Leave it out.", (int) c));
      }
    }
    return Optional.empty();
  }
}
