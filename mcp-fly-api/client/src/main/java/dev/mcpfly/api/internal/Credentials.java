package dev.mcpfly.api.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns a token text into the value of the {@code Authorization} header.
 *
 * <p>A token text is an optional scheme and a comma-separated list of macaroons, their discharges
 * and OAuth tokens. Macaroons and discharges always travel together.
 */
public final class Credentials {
  private Credentials() {}

  /** Returns the header for the Machines API: the macaroons if there are any, else the rest. */
  public static String forMachines(String token) {
    List<String> macaroons = new ArrayList<>();
    List<String> others = new ArrayList<>();
    split(token, macaroons, others);
    return macaroons.isEmpty()
        ? "Bearer " + String.join(",", others)
        : "FlyV1 " + String.join(",", macaroons);
  }

  /** Returns the header for the log service: the scheme as above, with every token. */
  public static String forLogs(String token) {
    List<String> macaroons = new ArrayList<>();
    List<String> others = new ArrayList<>();
    split(token, macaroons, others);
    String scheme = macaroons.isEmpty() ? "Bearer " : "FlyV1 ";
    macaroons.addAll(others);
    return scheme + String.join(",", macaroons);
  }

  /** Returns the header for the organization service: always Bearer, with every token. */
  public static String forOrganizations(String token) {
    List<String> macaroons = new ArrayList<>();
    List<String> others = new ArrayList<>();
    split(token, macaroons, others);
    macaroons.addAll(others);
    return "Bearer " + String.join(",", macaroons);
  }

  private static void split(String token, List<String> macaroons, List<String> others) {
    String rest = token.strip();
    for (String scheme : new String[] {"Bearer ", "FlyV1 "}) {
      // Some pages show both schemes in front of one token.
      if (rest.regionMatches(true, 0, scheme, 0, scheme.length())) {
        rest = rest.substring(scheme.length()).strip();
      }
    }
    for (String part : rest.split(",", -1)) {
      String one = part.strip();
      if (one.isEmpty()) {
        continue;
      }
      boolean macaroon =
          one.startsWith("fm2_") || one.startsWith("fm1r_") || one.startsWith("fm1a_");
      (macaroon ? macaroons : others).add(one);
    }
  }
}
