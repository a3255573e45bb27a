package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a launch that was killed before it had made its machine has left: an app of the name that
 * this launch would choose, in the same organization, with nothing in it that this launch would not
 * put there itself. Reusing it is safe; passing it by would leave it for ever.
 */
final class Leftovers {
  /** A launch that goes on fills its app within this time. */
  private static final Duration UNDER_WAY = Duration.ofMinutes(5);

  private Leftovers() {}

  /** Returns whether the app is such a leftover. */
  static boolean fit(FlyClient fly, LaunchRequest asked, String org, String name) {
    Optional<App> app = fly.apps().find(name);
    if (app.flatMap(App::organization).filter(owner -> owner.slug().equals(org)).isEmpty()) {
      return false;
    }
    FlyApp handle = fly.app(name);
    return handle.machines().list().isEmpty()
        && secretsFit(handle, asked)
        && volumesFit(handle, asked)
        && new HashSet<>(asked.app().domains())
            .containsAll(handle.certificates().list().map(Certificate::hostname).toList());
  }

  /**
   * Refuses an app that another launch may just be filling: something in it is only minutes old.
   *
   * @throws InvalidLaunchException if another launch of the server seems to be under way
   */
  static void refuseYoung(FlyApp app, String server) {
    Instant youngest =
        Stream.concat(
                app.ipAssignments().list().stream().map(IpAssignment::createdAt),
                app.secrets().list().stream().map(App.Secret::createdAt))
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    Duration age = Duration.between(youngest, Instant.now());
    if (age.compareTo(UNDER_WAY) < 0) {
      throw new InvalidLaunchException(
          "Another launch of \"%s\" is under way: the app %s is %s old and has no machine yet. Wait until it has finished; if it was aborted, launch with app(\"%s\")."
              .formatted(
                  server, app.name(), Texts.of(age.truncatedTo(ChronoUnit.SECONDS)), app.name()));
    }
  }

  private static boolean secretsFit(FlyApp app, LaunchRequest asked) {
    Set<String> ours = new HashSet<>(asked.secrets().keySet());
    ours.addAll(asked.authorization().secretNames());
    ours.add(NginxConfig.SECRET);
    ours.add(SecretsDesign.STICKY_KEY);
    return ours.containsAll(app.secrets().list().stream().map(App.Secret::name).toList());
  }

  private static boolean volumesFit(FlyApp app, LaunchRequest asked) {
    Set<String> ours =
        asked.machine().volumes().stream().map(ServerVolume::name).collect(Collectors.toSet());
    List<Volume> there = app.volumes().list();
    return there.stream()
        .allMatch(volume -> ours.contains(volume.name()) && volume.attachedMachineId().isEmpty());
  }
}
