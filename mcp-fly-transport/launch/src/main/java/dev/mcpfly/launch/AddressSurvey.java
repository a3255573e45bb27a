package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.IpAssignment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Finds out which addresses and host names the app lacks. */
final class AddressSurvey {
  private final McpLauncher asked;
  private final FlyClient fly;

  AddressSurvey(McpLauncher asked) {
    this.asked = asked;
    this.fly = asked.fly;
  }

  List<String> missing(Draft draft) {
    if (!(asked.access instanceof Access.PublicHttps)) {
      return missingPrivateAddresses(draft);
    }
    List<String> wanted = new ArrayList<>(List.of("v6", "shared_v4"));
    if (draft.appExists) {
      boolean hasV6 = false;
      boolean hasV4 = false;
      for (var address : fly.app(draft.app).ipAssignments().list()) {
        String ip = address.ip().orElse("");
        hasV6 |= ip.contains(":") && !ip.startsWith("fdaa:");
        hasV4 |= ip.contains(".");
      }
      if (hasV6) {
        wanted.remove("v6");
      }
      if (hasV4) {
        wanted.remove("shared_v4");
      }
    }
    return wanted;
  }

  private List<String> missingPrivateAddresses(Draft draft) {
    List<String> wanted =
        new ArrayList<>(asked.access instanceof Access.Flycast ? List.of("private_v6") : List.of());
    if (draft.appExists) {
      for (IpAssignment address : fly.app(draft.app).ipAssignments().list()) {
        if (address.isPublic()) {
          throw new InvalidLaunchException(
              "The app %s has the public address %s, by which everybody could reach what is to be private; release that address or choose another app."
                  .formatted(draft.app, address.ip().orElse("")));
        }
        if (address.isPrivate()) {
          wanted.clear();
        }
      }
    }
    return wanted;
  }

  void findDomains(Draft draft) {
    if (!asked.domains.isEmpty() && !(asked.access instanceof Access.PublicHttps)) {
      throw new InvalidLaunchException(
          "The host name %s is for a server that is reached from the internet; leave it out, or the private access."
              .formatted(asked.domains.get(0)));
    }
    List<String> missing = new ArrayList<>();
    for (String domain : new LinkedHashSet<>(asked.domains)) {
      Optional<Certificate> certificate =
          draft.appExists ? fly.app(draft.app).certificates().find(domain) : Optional.empty();
      if (certificate.isEmpty()) {
        missing.add(domain);
      } else if (draft.workingDomain.isEmpty() && certificate.get().configured()) {
        draft.workingDomain = domain;
      }
    }
    draft.missingDomains = missing;
  }
}
