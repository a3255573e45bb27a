package dev.mcpfly.launch;

import dev.mcpfly.launch.DeploymentRecord.Guard;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Checks the parts of a launch request that can be checked before anything is looked up. */
final class RequestRules {
  private static final int MAX_VOLUMES = 1;

  private RequestRules() {}

  /**
   * Checks a request.
   *
   * @throws InvalidLaunchException if options are invalid or conflict
   */
  static void check(LaunchRequest asked) {
    LaunchRequest.Shape machine = asked.machine();
    if (machine.volumes().size() > MAX_VOLUMES) {
      throw new InvalidLaunchException(
          "%d volumes were asked for, but Fly mounts one for each machine; keep %s."
              .formatted(machine.volumes().size(), machine.volumes().get(0).name()));
    }
    Scaling.check(asked);
    Egress.check(asked);
    checkFiles(asked);
    PublicUrl.check(asked);
    Set<String> known = new LinkedHashSet<>(asked.secrets().keySet());
    known.addAll(machine.environment().keySet());
    References.check(asked.server().command(), known);
    if (!asked.app().domains().isEmpty() && !asked.app().access().isPublic()) {
      throw new InvalidLaunchException(
          "The host name %s needs a server that is reachable from the internet; remove it or the private access."
              .formatted(asked.app().domains().get(0)));
    }
    if (asked.app().scope() == Scope.CONTAINER) {
      refuseOptionsOfOwnMachines(asked);
    }
  }

  private static void checkFiles(LaunchRequest asked) {
    Set<String> paths = new LinkedHashSet<>();
    for (ServerFile file : asked.machine().files()) {
      if (!paths.add(file.guestPath())) {
        throw new InvalidLaunchException(
            "Two files have the path %s in the machine; keep one."
                .formatted(Texts.shown(file.guestPath())));
      }
      String secret = file.secretName();
      if (secret != null && asked.app().name() == null && !asked.secrets().containsKey(secret)) {
        throw new InvalidLaunchException(
            "The file %s takes its content from the secret %s, which a new app does not have; set it with secret(\"%s\", ...)."
                .formatted(file.guestPath(), secret, secret));
      }
      if (secret != null && asked.secrets().containsKey(secret)) {
        try {
          Base64.getDecoder().decode(asked.secrets().get(secret));
        } catch (IllegalArgumentException e) {
          throw new InvalidLaunchException(
              "The secret %s is the content of the file %s, but its value is not base64; encode the content."
                  .formatted(secret, file.guestPath()));
        }
      }
    }
  }

  /**
   * Checks that the secrets that files are made of are there, or will be.
   *
   * @throws InvalidLaunchException if one is not
   */
  static void checkSecretFiles(LaunchRequest asked, Findings found, SecretsDesign secrets) {
    for (ServerFile file : asked.machine().files()) {
      String secret = file.secretName();
      if (secret == null) {
        continue;
      }
      String name = ServerDesign.secretName(found, secret);
      Set<String> there = found.ground().secretNames();
      if (!secrets.values().containsKey(name) && !there.contains(name) && !there.contains(secret)) {
        throw new InvalidLaunchException(
            "The file %s takes its content from the secret %s, which the app %s does not have; set it with secret(\"%s\", ...)."
                .formatted(file.guestPath(), secret, found.app().name(), secret));
      }
    }
  }

  private static void refuseOptionsOfOwnMachines(LaunchRequest asked) {
    Map<String, Boolean> refused = new LinkedHashMap<>();
    refused.put("volume(...)", !asked.machine().volumes().isEmpty());
    refused.put("reverseProxy(...)", asked.server().reverseProxy() != null);
    refused.put("container(...)", !asked.server().companions().isEmpty());
    refused.put("domain(...)", !asked.app().domains().isEmpty());
    refused.put("region(...)", !asked.machine().regions().isEmpty());
    refused.put("Access.gateway(...)", asked.app().access().gatewayAddress().isPresent());
    refused.forEach(
        (option, used) -> {
          if (used) {
            throw new InvalidLaunchException(
                "%s cannot be combined with intoMachine(...); leave it out.".formatted(option));
          }
        });
  }

  /**
   * Checks that something demands the token that a launch would generate.
   *
   * @throws InvalidLaunchException if nothing would check it
   */
  static void checkGuard(LaunchRequest asked, ServerSource source) {
    if (ServerDesign.guard(asked, source) == Guard.SERVER && asked.authorization().isGenerated()) {
      throw new InvalidLaunchException(
          "Nothing checks the token for %s. Add reverseProxy(ReverseProxy.nginx()), name the token that the server itself demands with authorization(...), or call authorization(Authorization.none())."
              .formatted(source.describe()));
    }
  }
}
