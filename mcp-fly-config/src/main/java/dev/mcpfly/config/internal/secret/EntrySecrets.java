package dev.mcpfly.config.internal.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides for each text of an entry whether it may be shown, by its place in the entry. */
public final class EntrySecrets {
  /** What becomes of a text. */
  public enum Verdict {
    /** It is shown. */
    SHOWN,
    /** It is a secret as a whole, by its place. */
    VALUE,
    /** It is a secret as a whole, by its name. */
    NAMED_VALUE,
    /** A part of it looks like a secret. */
    HIDDEN
  }

  private EntrySecrets() {}

  /**
   * Looks at one text.
   *
   * @param path the name of the entry, and the members and indices that lead to the text
   * @param entry the whole entry, if it can be had
   */
  public static Verdict of(List<String> path, @Nullable Object entry) {
    List<String> members = path.subList(1, path.size());
    if (members.stream().anyMatch(SecretNames.VARIABLES::contains)) {
      return Verdict.SHOWN;
    }
    @Nullable Object value = entry;
    List<?> list = List.of();
    String program = "";
    for (String member : members) {
      list = value instanceof List<?> l ? l : List.of();
      if (value instanceof Map<?, ?> map) {
        program = program(map);
        value = map.get(member);
      } else {
        int index = index(member, list.size());
        value = index < 0 ? null : list.get(index);
      }
    }
    boolean secret = false;
    for (int i = 0; i < members.size(); i++) {
      boolean last = i == members.size() - 1;
      secret |=
          last ? SecretNames.isSecret(members.get(i)) : SecretNames.MAPS.contains(members.get(i));
    }
    if (!(value instanceof String string)) {
      return secret ? Verdict.HIDDEN : Verdict.SHOWN;
    }
    if (secret) {
      boolean reference = SecretWords.isReference(string, 0, string.length());
      boolean named = SecretNames.isSecret(members.get(members.size() - 1));
      return reference ? Verdict.SHOWN : named ? Verdict.NAMED_VALUE : Verdict.VALUE;
    }
    List<String> words = new ArrayList<>();
    if (list.isEmpty()) {
      words.add(string);
      program = " ";
    } else {
      list.forEach(word -> words.add(String.valueOf(word)));
      boolean command = members.size() > 1 && members.get(members.size() - 2).equals("command");
      program = command ? "" : program;
    }
    int at = list.isEmpty() ? 0 : index(members.get(members.size() - 1), words.size());
    return SecretArgs.of(program, words).get(at).isEmpty() ? Verdict.SHOWN : Verdict.HIDDEN;
  }

  private static String program(Map<?, ?> entry) {
    Object command = entry.get("command") instanceof String text ? text : entry.get("cmd");
    return command instanceof String text ? text : "";
  }

  private static int index(String member, int size) {
    if (member.isEmpty() || member.length() > 6 || !member.chars().allMatch(SecretNames::isDigit)) {
      return -1;
    }
    int index = Integer.parseInt(member);
    return index < size ? index : -1;
  }
}
