package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.Volume;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions that cannot be had together are refused in one sentence, before anything is changed. */
@Timeout(120)
class RegionConflictsTest extends PlanTestBase {
  @Test
  void rejectsARegionThatIsNamedTwice() {
    assertRefused(() -> launcher().region("iad", "fra", "iad"), "iad", "twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "IAD", "iad,fra", "iad fra", "frankfurt", "i\u0430d", "a\u001b"})
  void rejectsWhatIsNotACode(String code) {
    assertRefused(() -> launcher().region("fra", code), "is not a valid region");
  }

  @Test
  void laterChoiceReplacesTheFormer() {
    launcher().region("fra", "iad").region("ams").launch();
    assertThat(regions()).containsExactly("ams");
  }

  @Test
  void rejectsToMoveAMachine() {
    launcher().region("iad").launch();
    assertConflict(launcher().region("fra"), "is in iad", "cannot move");
    assertConflict(launcher().region("fra", "ams").memoryMb(2048), "is in iad", "cannot move");
    assertConflict(launcher().region("fra").volume(ServerVolume.of("data", "/data")), "is in iad");
  }

  @Test
  void rejectsRegionsThatLeaveOutAMachine() {
    relayed().machines(3).region("iad", "fra").launch();
    assertConflict(relayed().region("iad"), "is in fra", "cannot move");
    assertConflict(relayed().machines(2).region("fra"), "is in iad", "cannot move");
    assertConflict(relayed().machines(5).region("ams", "iad"), "is in fra", "cannot move");
  }

  @Test
  void addsRegionsToThoseOfTheMachines() {
    relayed().machines(2).region("iad", "fra").launch();
    relayed().machines(3).region("ams", "fra", "iad").launch();
    assertThat(regions()).containsExactlyInAnyOrder("iad", "fra", "ams");
    relayed().machines(4).launch();
    assertThat(regions()).hasSize(4);
  }

  @Test
  void keepsTheMachineWhereAnotherNamedRegionHadRoom() {
    launcher().region("fra").launch();
    launcher().region("iad", "fra").launch();
    assertThat(regions()).containsExactly("fra");
  }

  @Test
  void rejectsARegionInWhichTheVolumeIsNot() {
    Volume volume = volume("fra");
    assertConflict(withVolume().region("iad"), volume.id(), "is in fra");
    assertConflict(withVolume().region("iad", "ams"), volume.id(), "is in fra");
  }

  @Test
  void rejectsSeveralMachinesInRegionsInWhichNoVolumeIs() {
    volume("fra");
    volume("cdg");
    assertConflict(
        relayed()
            .app("mine")
            .volume(ServerVolume.of("data", "/data"))
            .machines(2)
            .region("iad", "ams"),
        "\"data\"",
        "is in");
  }

  @Test
  void startsWhereTheVolumeIs() {
    Volume volume = volume("fra");
    withVolume().launch();
    assertThat(regions()).containsExactly("fra");
    assertThat(volumes()).containsExactly(volume.id());
  }

  @Test
  void startsInTheNamedRegionInWhichTheVolumeIs() {
    Volume volume = volume("fra");
    withVolume().region("iad", "fra").launch();
    assertThat(regions()).containsExactly("fra");
    assertThat(volumes()).containsExactly(volume.id());
  }

  @Test
  void ignoresVolumesOfOtherNamesAndOfOtherMachines() {
    volume("fra", "other");
    withVolume().region("iad").launch();
    assertThat(regions()).containsExactly("iad");
    assertThat(volumes()).hasSize(2);
  }

  private Volume volume(String region) {
    return volume(region, "data");
  }

  private Volume volume(String region, String name) {
    if (fly.apps().find("mine").isEmpty()) {
      fly.apps().create("mine", a -> a.org("personal"));
    }
    return fly.app("mine").volumes().create(v -> v.name(name).region(region).sizeGb(1));
  }

  private McpLauncher withVolume() {
    return launcher().app("mine").volume(ServerVolume.of("data", "/data"));
  }

  private List<String> regions() {
    String app = fly.apps().list("personal").get(0).name();
    return fly.app(app).machines().list().stream().map(Machine::region).toList();
  }

  private List<String> volumes() {
    return fly.app("mine").volumes().list().stream().map(Volume::id).toList();
  }

  private void assertConflict(McpLauncher launcher, String... parts) {
    int before = emulator.requests().size();
    assertRefused(launcher::plan, parts);
    assertRefused(launcher::launch, parts);
    assertThat(WireComparison.changes(emulator, before)).isEmpty();
  }

  private static void assertRefused(Runnable action, String... parts) {
    assertThatThrownBy(action::run)
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContainingAll(parts)
        .message()
        .endsWith(".")
        .hasLineCount(1)
        .doesNotContain("\u001b");
  }
}
