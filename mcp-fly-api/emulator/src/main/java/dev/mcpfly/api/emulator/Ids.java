package dev.mcpfly.api.emulator;

import java.time.InstantSource;
import java.util.Random;

/** Generates ids that look like Fly's. They follow from a fixed seed, so a test can be repeated. */
final class Ids {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final String LOWER = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final String[] ADJECTIVES = {
    "autumn", "bold", "calm", "dark", "icy", "late", "polished", "quiet", "snowy", "wild"
  };
  private static final String[] NOUNS = {
    "bird", "breeze", "cloud", "dream", "fog", "lake", "meadow", "river", "sun", "tree"
  };

  private final InstantSource clock;
  private final Random random = new Random(7);

  Ids(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns 26 characters that sort by time. */
  synchronized String ulid() {
    StringBuilder id = new StringBuilder(26);
    long time = clock.millis();
    for (int shift = 45; shift >= 0; shift -= 5) {
      id.append(CROCKFORD.charAt((int) (time >>> shift) & 31));
    }
    return pick(id, CROCKFORD, 16);
  }

  /** Returns a machine's id: 14 hexadecimal digits. */
  synchronized String machine() {
    return pick(new StringBuilder(), LOWER.substring(0, 16), 14);
  }

  /** Returns an id of lower-case letters and digits. */
  synchronized String plain(String prefix, int length) {
    return pick(new StringBuilder(prefix), LOWER, length);
  }

  /** Returns hexadecimal digits. */
  synchronized String hex(int length) {
    return pick(new StringBuilder(), LOWER.substring(0, 16), length);
  }

  /** Returns a number. */
  synchronized int number(int bound) {
    return random.nextInt(bound);
  }

  /** Returns a name for a machine that got none. */
  synchronized String name() {
    return ADJECTIVES[random.nextInt(ADJECTIVES.length)]
        + "-"
        + NOUNS[random.nextInt(NOUNS.length)]
        + "-"
        + (1000 + random.nextInt(9000));
  }

  private String pick(StringBuilder id, String alphabet, int length) {
    for (int i = 0; i < length; i++) {
      id.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return id.toString();
  }
}
