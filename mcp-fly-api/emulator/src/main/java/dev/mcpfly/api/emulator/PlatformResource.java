package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.List;

/** Regions, and where machines would go. */
final class PlatformResource {
  private static final int ROOM = 1000;

  private final Catalog catalog;

  PlatformResource(Catalog catalog) {
    this.catalog = catalog;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/v1/platform/regions", "Platform_regions_get", this::regions)
        .add("POST", "/v1/platform/placements", "Platform_placements_post", this::placements);
  }

  /** The live service capitalises these two names, against its own description. */
  private Reply regions(ReceivedCall call) {
    ArrayNode regions = Json.array();
    catalog.settings.regions().forEach(region -> regions.add(region.json(room(region))));
    ObjectNode body = Json.object();
    body.set("Regions", regions);
    return Reply.ok(body.put("Nearest", catalog.settings.nearest()));
  }

  private Reply placements(ReceivedCall call) {
    ObjectNode request = call.json();
    String org = Json.text(request, "org_slug", "");
    if (org.isEmpty()) {
      throw ApiError.badRequest("authorization: request doesn't contain org_slug");
    }
    catalog.org(org);
    String wish = Json.text(request, "region", "any");
    List<EmulatedRegion> regions = EmulatedRegion.matching(catalog.settings.regions(), wish);
    if (regions.isEmpty()) {
      throw ApiError.invalid("region '" + wish + "' not found");
    }
    long count = Json.number(request, "count", 0);
    ArrayNode found = Json.array();
    long left = count <= 0 ? ROOM : count;
    for (EmulatedRegion region : regions) {
      long here = Math.min(left, room(region));
      if (here > 0) {
        found.add(
            Json.object()
                .put("region", region.code())
                .put("count", here)
                .put("concurrency", room(region)));
        left -= here;
      }
    }
    if (found.isEmpty()) {
      throw ApiError.coded(422, "insufficient_capacity", "could not find a candidate host");
    }
    ObjectNode body = Json.object();
    body.set("regions", found);
    return Reply.ok(body);
  }

  private int room(EmulatedRegion region) {
    Integer capacity = catalog.settings.capacity().get(region.code());
    if (capacity == null) {
      return ROOM;
    }
    long used =
        catalog.apps.values().stream()
            .flatMap(app -> app.living().stream())
            .filter(vm -> vm.region.equals(region.code()))
            .count();
    return (int) Math.max(0, capacity - used);
  }
}
