package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.DeploymentRecord.Guard;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that a deployment is to have. Immutable.
 *
 * @param authorization with which the launch goes on
 * @param values all secrets of the deployment by the app's names, the wrapper's own among them
 * @param variables the same by the names of the variables that the server sees
 * @param mark a salted hash of the values
 * @param changed whether the app has others now
 * @param unset secrets of an earlier launch that are not asked for any more
 * @param kept secrets of an earlier launch that stay as they are, with values that cannot be read
 * @param unchanged secrets that the app has with these values, by its names
 * @param stickyKey by which the machines of one app tell whose a session is; empty if the app has
 *     one, or needs none
 */
record SecretsDesign(
    Authorization authorization,
    Map<String, String> values,
    Set<String> variables,
    String mark,
    boolean changed,
    Set<String> unset,
    Set<String> kept,
    Set<String> unchanged,
    String stickyKey) {
  /** Where the relays of one app find the key of their session ids. */
  static final String STICKY_KEY = "MCP_FLY_STICKY_KEY";

  private static final int STICKY_KEY_BYTES = 32;

  SecretsDesign {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    variables = Collections.unmodifiableSet(new LinkedHashSet<>(variables));
    unset = Collections.unmodifiableSet(new LinkedHashSet<>(unset));
    kept = Collections.unmodifiableSet(new LinkedHashSet<>(kept));
    unchanged = Collections.unmodifiableSet(new LinkedHashSet<>(unchanged));
  }

  /** Designs them for a request and what was found. */
  static SecretsDesign of(LaunchRequest asked, Findings found) {
    DeploymentRecord earlier = found.earlierRecord();
    Authorization authorization = authorization(asked, found);
    boolean wrapped = ServerDesign.guard(asked, found.source()) == Guard.WRAPPER;
    // By the app's names; a login that stays as it is has no values here.
    Map<String, String> kept = wrapped ? kept(authorization, found) : Map.of();
    Map<String, String> marked =
        named(
            found,
            variables(asked, found, authorization, wrapped ? authorization.marked() : Map.of()));
    Set<String> unset = new LinkedHashSet<>(earlier == null ? List.of() : earlier.secretNames());
    unset.removeAll(marked.keySet());
    unset.removeAll(kept.keySet());
    unset.remove(STICKY_KEY);
    String stickyKey = stickyKey(asked, found, marked.keySet());
    boolean same =
        marked.isEmpty()
            || (earlier != null && Marks.matches(earlier.fingerprints().secrets(), marked));
    String mark =
        same && earlier != null ? earlier.fingerprints().secrets() : Marks.ofSecrets(marked);
    Set<String> unchanged = unchanged(earlier, marked);
    unchanged.retainAll(found.ground().secretNames());
    boolean changed =
        !same
            || !unset.isEmpty()
            || !stickyKey.isEmpty()
            || (wrapped && authorization.isIncomplete());
    Map<String, String> byVariable =
        changed && wrapped
            ? variables(asked, found, authorization, authorization.secrets())
            : variables(asked, found, authorization, wrapped ? authorization.marked() : Map.of());
    Set<String> all = new LinkedHashSet<>(byVariable.keySet());
    all.addAll(kept.values());
    if (isSeveral(asked, found)) {
      all.add(STICKY_KEY);
    }
    return new SecretsDesign(
        authorization,
        named(found, byVariable),
        all,
        mark,
        changed,
        unset,
        kept.keySet(),
        unchanged,
        stickyKey);
  }

  /**
   * Returns the secrets that the app has with these values: those of the earlier launch, if they
   * are all as they were. Which of several has changed cannot be told.
   */
  private static Set<String> unchanged(
      @Nullable DeploymentRecord earlier, Map<String, String> marked) {
    Map<String, String> before = new LinkedHashMap<>(marked);
    if (earlier == null) {
      return new LinkedHashSet<>();
    }
    before.keySet().retainAll(earlier.secretNames());
    return before.isEmpty() || !Marks.matches(earlier.fingerprints().secrets(), before)
        ? new LinkedHashSet<>()
        : new LinkedHashSet<>(before.keySet());
  }

  /** Returns the secrets that the server's variables hold, and whoever checks its callers. */
  private static Map<String, String> variables(
      LaunchRequest asked,
      Findings found,
      Authorization authorization,
      Map<String, String> credentials) {
    Map<String, String> byVariable = new LinkedHashMap<>(asked.secrets());
    byVariable.putAll(credentials);
    if (ServerDesign.guard(asked, found.source()) == Guard.NGINX && authorization.asksCallers()) {
      byVariable.put(
          NginxConfig.SECRET, NginxConfig.encoded(NginxConfig.credentials(authorization)));
    }
    return byVariable;
  }

  private static Map<String, String> named(Findings found, Map<String, String> byVariable) {
    Map<String, String> values = new LinkedHashMap<>();
    byVariable.forEach(
        (variable, value) -> values.put(ServerDesign.secretName(found, variable), value));
    return values;
  }

  /** Returns the variables of secrets that stay, by the app's names. */
  private static Map<String, String> kept(Authorization authorization, Findings found) {
    Map<String, String> kept = new LinkedHashMap<>();
    earlierVariables(found)
        .forEach(
            (name, variable) -> {
              if (authorization.keeps(variable)) {
                kept.put(name, variable);
              }
            });
    return kept;
  }

  private static Map<String, String> earlierVariables(Findings found) {
    DeploymentRecord earlier = found.earlierRecord();
    return earlier == null ? Map.of() : earlier.variables();
  }

  /** Returns the app's names of all secrets of the deployment. */
  List<String> names() {
    Set<String> names = new TreeSet<>(values.keySet());
    names.addAll(kept);
    return List.copyOf(names);
  }

  private static Authorization authorization(LaunchRequest asked, Findings found) {
    Authorization policy = asked.authorization();
    if (!policy.isGenerated() && !policy.signsIn()) {
      return policy;
    }
    return policy.resolved(
        new Resolution(
            policy.signsIn() ? PublicUrl.of(asked, found) : Optional.empty(),
            found.server(),
            policy.signsIn() ? keptVariables(policy, found) : Set.of(),
            policy.isGenerated() ? token(asked, found) : Optional.empty()));
  }

  private static Set<String> keptVariables(Authorization policy, Findings found) {
    DeploymentRecord earlier = found.earlierRecord();
    return earlier == null || !SignInScheme.signsIn(earlier.authorization())
        ? Set.of()
        : Set.copyOf(kept(policy, found).values());
  }

  /** Makes the key of session ids, if there are several machines and the app has none. */
  private static String stickyKey(LaunchRequest asked, Findings found, Set<String> there) {
    return isSeveral(asked, found)
            && !there.contains(STICKY_KEY)
            && !found.ground().secretNames().contains(STICKY_KEY)
        ? newStickyKey()
        : "";
  }

  private static boolean isSeveral(LaunchRequest asked, Findings found) {
    return ServerDesign.machines(asked, found) > 1;
  }

  /**
   * Generates the sticky key, which stays the same for the life of an app: a new one loses all
   * sessions.
   */
  static String newStickyKey() {
    byte[] key = new byte[STICKY_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  /** Returns what is to be set in the app, in order: what it has already is left out. */
  Map<String, String> toSet() {
    Map<String, String> set = all();
    set.keySet().removeAll(unchanged);
    return set;
  }

  /** Returns all values that are known, in order. */
  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>(values);
    if (!stickyKey.isEmpty()) {
      all.put(STICKY_KEY, stickyKey);
    }
    return all;
  }

  /** Returns the generated token of an earlier launch, if a client's entry still has it. */
  private static Optional<Authorization> token(LaunchRequest asked, Findings found) {
    @Nullable DeploymentRecord earlier = found.earlierRecord();
    if (earlier != null) {
      for (McpServerEntry entry : found.entries().all()) {
        Optional<String> token = ClientEntry.bearerTokenOf(entry);
        if (token.isPresent()) {
          Authorization known = Authorization.bearerToken(token.get());
          Map<String, String> all = new LinkedHashMap<>(asked.secrets());
          all.putAll(known.secrets());
          if (Marks.matches(earlier.fingerprints().secrets(), all)
              || earlier.authorization().equals(asked.authorization().scheme())) {
            return Optional.of(known);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Masks the secrets, and the hash of them that a machine's metadata have. */
  Masking masking() {
    List<String> hidden = new ArrayList<>(values.values());
    hidden.addAll(authorization.hidden());
    hidden.add(mark);
    hidden.add(stickyKey);
    return new Masking(hidden);
  }
}
