package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** One of Fly's regions. */
record Region(String code, String name, double latitude, double longitude, String area) {
  private static final List<Region> ALL =
      List.of(
          new Region("iad", "Ashburn, Virginia (US)", 39.02, -77.54, "north_america"),
          new Region("ams", "Amsterdam, Netherlands", 52.37, 4.90, "europe"),
          new Region("arn", "Stockholm, Sweden", 59.65, 17.92, "europe"),
          new Region("bom", "Mumbai, India", 19.09, 72.87, "asia_pacific"),
          new Region("cdg", "Paris, France", 48.86, 2.35, "europe"),
          new Region("dfw", "Dallas, Texas (US)", 32.78, -96.80, "north_america"),
          new Region("ewr", "Secaucus, NJ (US)", 40.79, -74.06, "north_america"),
          new Region("fra", "Frankfurt, Germany", 50.12, 8.68, "europe"),
          new Region("gru", "Sao Paulo, Brazil", -23.43, -46.48, "south_america"),
          new Region("jnb", "Johannesburg, South Africa", -26.14, 28.24, "africa"),
          new Region("lax", "Los Angeles, California (US)", 33.94, -118.41, "north_america"),
          new Region("lhr", "London, United Kingdom", 51.47, -0.46, "europe"),
          new Region("nrt", "Tokyo, Japan", 35.62, 139.75, "asia_pacific"),
          new Region("ord", "Chicago, Illinois (US)", 41.89, -87.63, "north_america"),
          new Region("sin", "Singapore, Singapore", 1.35, 103.99, "asia_pacific"),
          new Region("sjc", "San Jose, California (US)", 37.35, -121.96, "north_america"),
          new Region("syd", "Sydney, Australia", -33.94, 151.18, "asia_pacific"),
          new Region("yyz", "Toronto, Canada", 43.65, -79.38, "north_america"));

  private static final Map<String, Set<String>> ALIASES =
      Map.of(
          "apac", Set.of("asia_pacific"),
          "eu", Set.of("europe"),
          "na", Set.of("north_america"),
          "sa", Set.of("south_america"));

  /** Returns the regions with these codes, in this order; all of them if there is no code. */
  static List<Region> named(List<String> codes) {
    if (codes.isEmpty()) {
      return ALL;
    }
    return codes.stream().map(Region::named).toList();
  }

  private static Region named(String code) {
    return ALL.stream()
        .filter(region -> region.code.equals(code))
        .findFirst()
        .orElse(new Region(code, code, 0, 0, "north_america"));
  }

  /**
   * Returns the regions that a request names: codes and aliases in the order of preference, joined
   * by commas.
   */
  static List<Region> matching(List<Region> regions, String wish) {
    List<Region> found = new ArrayList<>();
    for (String part : wish.split(",", -1)) {
      String name = part.strip();
      for (Region region : regions) {
        if (region.answersTo(name) && !found.contains(region)) {
          found.add(region);
        }
      }
    }
    return found;
  }

  private boolean answersTo(String wish) {
    return switch (wish) {
      case "any" -> true;
      case "us", "usa" -> name.endsWith("(US)");
      default -> code.equals(wish) || ALIASES.getOrDefault(wish, Set.of()).contains(area);
    };
  }

  ObjectNode json(int capacity) {
    return Json.object()
        .put("code", code)
        .put("name", name)
        .put("latitude", latitude)
        .put("longitude", longitude)
        .put("gateway_available", true)
        .put("requires_paid_plan", false)
        .put("deprecated", false)
        .put("geo_region", area)
        .put("mpg_available", false)
        .put("capacity", capacity);
  }
}
