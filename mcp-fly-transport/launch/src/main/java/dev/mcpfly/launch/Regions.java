package dev.mcpfly.launch;

import dev.mcpfly.api.model.Volume;
import dev.mcpfly.launch.Findings.Earlier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Spreads the machines of one deployment over regions. */
final class Regions {
  private static final String PRIMARY = "PRIMARY_REGION";

  private Regions() {}

  /**
   * Checks codes.
   *
   * @throws InvalidLaunchException if one cannot be that of a region, or is there twice
   */
  static List<String> checked(List<String> codes) {
    LinkedHashSet<String> checked = new LinkedHashSet<>();
    for (String code : codes) {
      if (!code.matches("[a-z]{2,4}")) {
        throw new InvalidLaunchException(
            "\"%s\" is not a valid region; use a code such as iad, or leave the region out."
                .formatted(Texts.shown(code)));
      }
      if (!checked.add(code)) {
        throw new InvalidLaunchException(
            "region(...) names %s twice; name each region once.".formatted(code));
      }
    }
    return List.copyOf(checked);
  }

  /**
   * Checks that the regions that are asked for are those of the machines that are there, or more.
   *
   * @throws InvalidLaunchException if a machine is in another one
   */
  static void check(LaunchRequest asked, String server, List<Earlier> machines) {
    List<String> regions = asked.machine().regions();
    for (Earlier there : machines) {
      String region = there.machine().region();
      if (!regions.isEmpty() && !regions.contains(region)) {
        throw new InvalidLaunchException(
            "The machine %s of \"%s\" is in %s, and machines cannot move to %s; add %s to region(...), leave region(...) out, or destroy the deployment first."
                .formatted(there.id(), server, region, String.join(" or ", regions), region));
      }
    }
  }

  /**
   * Returns the regions of new machines, those first in which a volume waits for one of them.
   *
   * @param regions in order of preference
   * @param volumes that the app has
   * @throws InvalidLaunchException if volumes wait in other regions than those that are asked for
   */
  static List<String> withVolumes(LaunchRequest asked, List<String> regions, List<Volume> volumes) {
    List<Volume> free =
        asked.machine().volumes().stream()
            .flatMap(wanted -> MachineOrder.free(volumes, wanted.name()))
            .toList();
    List<String> homes = free.stream().map(Volume::region).toList();
    boolean isOpen = asked.machine().regions().isEmpty();
    LinkedHashSet<String> result = new LinkedHashSet<>(isOpen ? homes : regions);
    result.retainAll(homes);
    if (!free.isEmpty() && result.isEmpty()) {
      Volume volume = free.get(0);
      throw new InvalidLaunchException(
          "The volume %s, named \"%s\", is in %s, and no machine in %s can mount it; add %s to region(...), or give the server's volume another name."
              .formatted(
                  volume.id(),
                  volume.name(),
                  volume.region(),
                  String.join(" or ", regions),
                  volume.region()));
    }
    if (free.isEmpty() || !isOpen || asked.machine().scaling().isSeveral()) {
      result.addAll(regions);
    }
    return List.copyOf(result);
  }

  /**
   * Returns the regions of a deployment that is there: the primary one first, which stays the
   * primary one while it is among those that are asked for.
   */
  static List<String> ofSeveral(List<String> asked, List<Earlier> machines) {
    String primary =
        machines.get(0).machine().config().stream()
            .map(config -> config.env().get(PRIMARY))
            .filter(region -> region != null && !region.isEmpty())
            .findFirst()
            .orElse(machines.get(0).machine().region());
    LinkedHashSet<String> regions = new LinkedHashSet<>();
    if (asked.isEmpty() || asked.contains(primary)) {
      regions.add(primary);
    }
    regions.addAll(asked);
    if (asked.isEmpty()) {
      machines.forEach(there -> regions.add(there.machine().region()));
    }
    return List.copyOf(regions);
  }

  /**
   * Deals regions out, always to where there are the fewest machines.
   *
   * @param regions in order of preference
   * @param there the regions of the machines that are there
   * @param more how many are to be created
   * @return for each of them the regions in the order in which they are tried
   */
  static List<List<String>> deal(List<String> regions, List<String> there, int more) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    regions.forEach(region -> counts.put(region, 0));
    there.forEach(region -> counts.computeIfPresent(region, (code, count) -> count + 1));
    List<List<String>> dealt = new ArrayList<>();
    for (int i = 0; i < more; i++) {
      List<String> order = new ArrayList<>(regions);
      order.sort(Comparator.comparing(counts::get)); // stable: equal ones keep their order
      counts.merge(order.get(0), 1, Integer::sum);
      dealt.add(List.copyOf(order));
    }
    return dealt;
  }
}
