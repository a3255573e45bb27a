package dev.mcpfly.launch;

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
   * Checks a code.
   *
   * @throws InvalidLaunchException if it cannot be one of a region
   */
  static String checked(String code) {
    if (!code.matches("[a-z]{2,4}")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid region; use a code such as iad, or leave the region out."
              .formatted(Texts.shown(code)));
    }
    return code;
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
