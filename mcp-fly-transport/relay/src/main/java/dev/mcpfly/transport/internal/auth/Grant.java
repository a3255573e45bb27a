package dev.mcpfly.transport.internal.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user has allowed a client to do; sealed into codes and tokens.
 *
 * @param epoch the user's epoch when it was allowed
 * @param client the mark of the client
 * @param scope the scopes, separated by spaces
 * @param family the id that everything has that comes from one consent
 * @param counter how often the refresh token was rotated
 * @param since when it was allowed, in seconds since the epoch
 */
record Grant(
    String user, int epoch, String client, String scope, String family, int counter, long since) {
  private static final int FIELDS = 7;

  /** Returns the fields of this grant, then others. */
  String[] fields(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                user,
                Integer.toString(epoch),
                client,
                scope,
                family,
                Integer.toString(counter),
                Long.toString(since)));
    all.addAll(Arrays.asList(more));
    return all.toArray(new String[0]);
  }

  /** Reads what {@link #fields} wrote. */
  static Grant of(Sealer.Opened opened) {
    List<String> all = opened.fields();
    return new Grant(
        all.get(0),
        Integer.parseInt(all.get(1)),
        all.get(2),
        all.get(3),
        all.get(4),
        Integer.parseInt(all.get(5)),
        Long.parseLong(all.get(6)));
  }

  /** Returns a field behind those of the grant. */
  static String extra(Sealer.Opened opened, int index) {
    return opened.fields().get(FIELDS + index);
  }

  Set<String> scopes() {
    return scopes(scope);
  }

  static Set<String> scopes(String text) {
    Set<String> all = new LinkedHashSet<>(Arrays.asList(text.split(" +")));
    all.remove("");
    return all;
  }

  Grant rotated() {
    return new Grant(user, epoch, client, scope, family, counter + 1, since);
  }
}
