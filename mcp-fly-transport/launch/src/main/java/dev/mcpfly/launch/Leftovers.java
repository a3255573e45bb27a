package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.AppSecret;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a launch that was killed before it had made its machine has left: an app of the name that
 * this launch would choose, in the same organization, with nothing in it that this launch would not
 * put there itself. Going on with it loses nobody anything; passing it by would leave it for ever.
 */
final class Leftovers {
  private Leftovers() {}

  /** Returns whether the app is such a leftover. */
  static boolean fit(Draft draft, String name, Set<String> secretNames) {
    Optional<App> app = draft.fly.apps().find(name);
    if (app.flatMap(App::organization).filter(org -> org.slug().equals(draft.org)).isEmpty()) {
      return false;
    }
    FlyApp handle = draft.fly.app(name);
    return handle.machines().list().isEmpty()
        && secretsFit(handle, secretNames)
        && volumesFit(handle, draft)
        && new HashSet<>(draft.asked.domains)
            .containsAll(handle.certificates().list().map(Certificate::hostname).toList());
  }

  private static boolean secretsFit(FlyApp app, Set<String> secretNames) {
    Set<String> ours = new HashSet<>(secretNames);
    ours.addAll(DeploymentUpdate.WRAPPER_SECRETS);
    ours.add(NginxConfig.SECRET);
    return ours.containsAll(app.secrets().list().stream().map(AppSecret::name).toList());
  }

  private static boolean volumesFit(FlyApp app, Draft draft) {
    Set<String> ours =
        draft.asked.volumes.stream().map(ServerVolume::name).collect(Collectors.toSet());
    List<Volume> there = app.volumes().list();
    return there.stream()
        .allMatch(volume -> ours.contains(volume.name()) && volume.attachedMachineId().isEmpty());
  }
}
