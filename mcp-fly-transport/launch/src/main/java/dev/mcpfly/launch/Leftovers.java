package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
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
 * put there itself. Reusing it is safe; passing it by would leave it for ever.
 */
final class Leftovers {
  private Leftovers() {}

  /** Returns whether the app is such a leftover. */
  static boolean fit(FlyClient fly, LaunchRequest asked, String org, String name) {
    Optional<App> app = fly.apps().find(name);
    if (app.flatMap(App::organization).filter(owner -> owner.slug().equals(org)).isEmpty()) {
      return false;
    }
    FlyApp handle = fly.app(name);
    return handle.machines().list().isEmpty()
        && secretsFit(handle, asked.secrets().keySet())
        && volumesFit(handle, asked)
        && new HashSet<>(asked.app().domains())
            .containsAll(handle.certificates().list().map(Certificate::hostname).toList());
  }

  private static boolean secretsFit(FlyApp app, Set<String> secretNames) {
    Set<String> ours = new HashSet<>(secretNames);
    ours.addAll(Authorization.SECRET_NAMES);
    ours.add(NginxConfig.SECRET);
    return ours.containsAll(app.secrets().list().stream().map(AppSecret::name).toList());
  }

  private static boolean volumesFit(FlyApp app, LaunchRequest asked) {
    Set<String> ours =
        asked.machine().volumes().stream().map(ServerVolume::name).collect(Collectors.toSet());
    List<Volume> there = app.volumes().list();
    return there.stream()
        .allMatch(volume -> ours.contains(volume.name()) && volume.attachedMachineId().isEmpty());
  }
}
