package dev.mcpfly.transport.internal.auth;

import java.util.ArrayList;
import java.util.List;

/** Users whose passwords cost little to hash. */
public final class TestUsers {
  private TestUsers() {}

  /** Users as an environment has them, from names and passwords in turns. */
  public static String of(String... namesAndPasswords) {
    return at(0, namesAndPasswords);
  }

  /** Users of this epoch. */
  public static String at(int epoch, String... namesAndPasswords) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < namesAndPasswords.length; i += 2) {
      all.add(
          namesAndPasswords[i]
              + ":"
              + epoch
              + ":"
              + Passwords.hash(namesAndPasswords[i + 1], 1000));
    }
    return String.join(",", all);
  }
}
