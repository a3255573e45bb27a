package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares the secrets that are asked for with those of an earlier launch. */
final class SecretSurvey {
  private final McpLauncher asked;

  SecretSurvey(McpLauncher asked) {
    this.asked = asked;
  }

  void compare(Draft draft, Map<String, String> own) {
    DeploymentRecord earlier = draft.earlierRecord;
    draft.authorization = resolveAuthorization(draft, own);
    Map<String, String> all = new LinkedHashMap<>(own);
    if (draft.source.asksForCredentials()) {
      all.putAll(WrapperSecrets.of(draft.authorization));
    }
    if (draft.nginxAsksForCredentials()) {
      all.put(
          NginxConfig.SECRET, NginxConfig.encoded(NginxConfig.credentials(draft.authorization)));
    }
    draft.variables = Set.copyOf(all.keySet());
    if (draft.host != null) {
      Map<String, String> renamed = new LinkedHashMap<>();
      all.forEach((variable, value) -> renamed.put(draft.secretName(variable), value));
      all.clear();
      all.putAll(renamed);
    }
    draft.secrets = Map.copyOf(all);
    draft.secretsChanged =
        !all.isEmpty() && (earlier == null || !Marks.matches(earlier.secretsMark(), all));
    draft.secretsMark =
        draft.secretsChanged || earlier == null ? Marks.ofSecrets(all) : earlier.secretsMark();
    if (earlier != null) {
      Set<String> dropped = new LinkedHashSet<>(earlier.secretNames());
      dropped.removeAll(all.keySet());
      draft.secretsToUnset = dropped;
      draft.secretsChanged |= !dropped.isEmpty();
    }
  }

  /** A generated token of an earlier launch is used again where a client's entry still has it. */
  private Authorization resolveAuthorization(Draft draft, Map<String, String> own) {
    if (!(asked.authorization instanceof Authorization.GeneratedBearer)) {
      return asked.authorization;
    }
    DeploymentRecord earlier = draft.earlierRecord;
    if (earlier != null) {
      for (McpServerEntry entry : ClientFiles.entries(draft)) {
        Optional<String> token = ClientEntry.bearerTokenOf(entry);
        if (token.isPresent()) {
          Authorization known = Authorization.bearerToken(token.get());
          Map<String, String> all = new LinkedHashMap<>(own);
          all.putAll(WrapperSecrets.of(known));
          if (Marks.matches(earlier.secretsMark(), all)
              || earlier.authorization().equals("bearer")) {
            return known;
          }
        }
      }
    }
    return Authorization.GeneratedBearer.generate();
  }
}
