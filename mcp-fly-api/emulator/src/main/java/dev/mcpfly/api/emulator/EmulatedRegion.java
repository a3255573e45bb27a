package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One of Fly's regions. */
record EmulatedRegion(String code, String name, double latitude, double longitude, String area) {
  private static final Set<String> MANAGED_POSTGRES =
      Set.of("ams", "fra", "iad", "lax", "ord", "syd");

  private static final List<EmulatedRegion> ALL =
      List.of(
          new EmulatedRegion("iad", "Ashburn, Virginia (US)", 39.02, -77.54, "north_america"),
          new EmulatedRegion("ams", "Amsterdam, Netherlands", 52.37, 4.90, "europe"),
          new EmulatedRegion("arn", "Stockholm, Sweden", 59.65, 17.92, "europe"),
          new EmulatedRegion("bom", "Mumbai, India", 19.09, 72.87, "asia_pacific"),
          new EmulatedRegion("cdg", "Paris, France", 48.86, 2.35, "europe"),
          new EmulatedRegion("dfw", "Dallas, Texas (US)", 32.78, -96.80, "north_america"),
          new EmulatedRegion("ewr", "Secaucus, NJ (US)", 40.79, -74.06, "north_america"),
          new EmulatedRegion("fra", "Frankfurt, Germany", 50.12, 8.68, "europe"),
          new EmulatedRegion("gru", "Sao Paulo, Brazil", -23.43, -46.48, "south_america"),
          new EmulatedRegion("jnb", "Johannesburg, South Africa", -26.14, 28.24, "africa"),
          new EmulatedRegion(
              "lax", "Los Angeles, California (US)", 33.94, -118.41, "north_america"),
          new EmulatedRegion("lhr", "London, United Kingdom", 51.47, -0.46, "europe"),
          new EmulatedRegion("nrt", "Tokyo, Japan", 35.62, 139.75, "asia_pacific"),
          new EmulatedRegion("ord", "Chicago, Illinois (US)", 41.89, -87.63, "north_america"),
          new EmulatedRegion("sin", "Singapore, Singapore", 1.35, 103.99, "asia_pacific"),
          new EmulatedRegion("sjc", "San Jose, California (US)", 37.35, -121.96, "north_america"),
          new EmulatedRegion("syd", "Sydney, Australia", -33.94, 151.18, "asia_pacific"),
          new EmulatedRegion("yyz", "Toronto, Canada", 43.65, -79.38, "north_america"));

  private static final Map<String, Set<String>> ALIASES =
      Map.of(
          "apac", Set.of("asia_pacific"),
          "eu", Set.of("europe"),
          "na", Set.of("north_america"),
          "sa", Set.of("south_america"));

  /** Returns the regions with these codes, in this order; all of them if there is no code. */
  static List<EmulatedRegion> named(List<String> codes) {
    if (codes.isEmpty()) {
      return ALL;
    }
    return codes.stream().map(EmulatedRegion::named).toList();
  }

  private static EmulatedRegion named(String code) {
    return ALL.stream()
        .filter(region -> region.code.equals(code))
        .findFirst()
        .orElse(new EmulatedRegion(code, code, 0, 0, "north_america"));
  }

  /**
   * Returns the regions that a request names: codes and aliases in the order of preference, joined
   * by commas.
   */
  static List<EmulatedRegion> matching(List<EmulatedRegion> regions, String wish) {
    List<EmulatedRegion> found = new ArrayList<>();
    for (String part : wish.split(",", -1)) {
      String name = part.strip();
      for (EmulatedRegion region : regions) {
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
        .put("mpg_available", MANAGED_POSTGRES.contains(code))
        .put("capacity", capacity);
  }
}
