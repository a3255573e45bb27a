package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Hides secrets in text that a server or the API wrote. */
final class Masking {
  private static final String MASK = "***";

  /** Shorter values stand in ordinary words, and masking them would say what they are. */
  private static final int SHORTEST = 4;

  private final List<String> secrets;

  Masking(Collection<String> secrets) {
    List<String> longestFirst = new ArrayList<>(secrets);
    longestFirst.removeIf(secret -> secret.length() < SHORTEST);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    this.secrets = List.copyOf(longestFirst);
  }

  String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }
}
