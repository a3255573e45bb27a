package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
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
    String stickyKey) {
  /** Where the relays of one app find the key of their session ids. */
  static final String STICKY_KEY = "MCP_FLY_STICKY_KEY";

  private static final int STICKY_KEY_BYTES = 32;

  SecretsDesign {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    variables = Collections.unmodifiableSet(new LinkedHashSet<>(variables));
    unset = Collections.unmodifiableSet(new LinkedHashSet<>(unset));
  }

  /** Designs them for a request and what was found. */
  static SecretsDesign of(LaunchRequest asked, Findings found) {
    DeploymentRecord earlier = found.earlierRecord();
    Authorization authorization = authorization(asked, found);
    Map<String, String> byVariable = new LinkedHashMap<>(asked.secrets());
    switch (ServerDesign.guard(asked, found.source())) {
      case WRAPPER -> byVariable.putAll(authorization.secrets());
      case NGINX -> {
        if (authorization.asksCallers()) {
          byVariable.put(
              NginxConfig.SECRET, NginxConfig.encoded(NginxConfig.credentials(authorization)));
        }
      }
      case SERVER -> {
        // It keeps its credentials itself.
      }
    }
    Map<String, String> values = new LinkedHashMap<>();
    byVariable.forEach(
        (variable, value) -> values.put(ServerDesign.secretName(found, variable), value));
    boolean changed =
        !values.isEmpty() && (earlier == null || !Marks.matches(earlier.secretsMark(), values));
    String mark = changed || earlier == null ? Marks.ofSecrets(values) : earlier.secretsMark();
    Set<String> unset = new LinkedHashSet<>();
    if (earlier != null) {
      unset.addAll(earlier.secretNames());
      unset.removeAll(values.keySet());
    }
    unset.remove(STICKY_KEY);
    boolean several = ServerDesign.machines(asked, found) > 1;
    String stickyKey =
        several
                && !values.containsKey(STICKY_KEY)
                && !found.ground().secretNames().contains(STICKY_KEY)
            ? newStickyKey()
            : "";
    Set<String> variables = new LinkedHashSet<>(byVariable.keySet());
    if (several) {
      variables.add(STICKY_KEY);
    }
    return new SecretsDesign(
        authorization,
        values,
        variables,
        mark,
        changed || !unset.isEmpty() || !stickyKey.isEmpty(),
        unset,
        stickyKey);
  }

  /** It stays as it is in the life of an app: with another one, all sessions would be lost. */
  static String newStickyKey() {
    byte[] key = new byte[STICKY_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  /** Returns what is to be set in the app, in order. */
  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>(values);
    if (!stickyKey.isEmpty()) {
      all.put(STICKY_KEY, stickyKey);
    }
    return all;
  }

  /** A generated token of an earlier launch is used again where a client's entry still has it. */
  private static Authorization authorization(LaunchRequest asked, Findings found) {
    if (!asked.authorization().isGenerated()) {
      return asked.authorization();
    }
    @Nullable DeploymentRecord earlier = found.earlierRecord();
    if (earlier != null) {
      for (McpServerEntry entry : found.entries().all()) {
        Optional<String> token = ClientEntry.bearerTokenOf(entry);
        if (token.isPresent()) {
          Authorization known = Authorization.bearerToken(token.get());
          Map<String, String> all = new LinkedHashMap<>(asked.secrets());
          all.putAll(known.secrets());
          if (Marks.matches(earlier.secretsMark(), all)
              || earlier.authorization().equals(known.scheme())) {
            return known;
          }
        }
      }
    }
    return asked.authorization().resolved();
  }

  /** Masks the secrets, and the hash of them that a machine's metadata have. */
  Masking masking() {
    List<String> hidden = new ArrayList<>(values.values());
    hidden.add(mark);
    hidden.add(stickyKey);
    return new Masking(hidden);
  }
}
