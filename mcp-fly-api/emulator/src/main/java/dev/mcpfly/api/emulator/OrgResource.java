package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The organization's machines and volumes, in pages, by the time of their last change. An entry
 * that changes between two pages appears again on a later one; a cursor takes the place of {@code
 * updated_after}.
 */
final class OrgResource {
  private static final long LARGEST_PAGE = 1000;

  /** Marks the cursor that follows an empty page. */
  private static final String AFTER_EMPTY = "!";

  private final Catalog catalog;

  OrgResource(Catalog catalog) {
    this.catalog = catalog;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/v1/orgs/{org_slug}/machines", "Machines_org_list", this::machines)
        .add("GET", "/v1/orgs/{org_slug}/volumes", "Volumes_org_list", this::volumes);
  }

  private Reply machines(ReceivedCall call) {
    boolean summary = call.flag("summary");
    VmFilter filter = VmFilter.of(call);
    Stream<Item> items =
        apps(call)
            .flatMap(app -> app.machines.values().stream())
            .filter(vm -> catalog.visible(vm) && filter.accepts(vm))
            .map(vm -> new Item(vm.id, vm.region, vm.updatedAt, () -> VmJson.ofOrg(vm, summary)));
    return page(call, "machine", items);
  }

  private Reply volumes(ReceivedCall call) {
    boolean summary = call.flag("summary");
    List<String> states = call.list("state");
    Stream<Item> items =
        apps(call)
            .flatMap(
                app ->
                    app.volumes.values().stream()
                        .filter(volume -> states.isEmpty() || states.contains(volume.state))
                        .map(
                            volume ->
                                new Item(
                                    volume.id,
                                    volume.region,
                                    volume.updatedAt,
                                    () ->
                                        volume
                                            .json(summary)
                                            .put("app_name", app.name)
                                            .put("updated_at", volume.updatedAt.toString()))));
    return page(call, "volume", items);
  }

  private Stream<EmulatedApp> apps(ReceivedCall call) {
    if (call.scope() != null) {
      throw ApiError.of(403, "unauthorized");
    }
    catalog.org(call.variable("org_slug"));
    return catalog.apps.values().stream();
  }

  private Reply page(ReceivedCall call, String kind, Stream<Item> all) {
    String cursor = decode(call.query("cursor").orElse(""));
    long limit = Math.max(1, Math.min(LARGEST_PAGE, call.number("limit").orElse(LARGEST_PAGE)));
    Position after = Position.of(cursor.startsWith(AFTER_EMPTY) ? cursor.substring(1) : cursor);
    Instant since =
        call.query("updated_after")
            .map(OrgResource::time)
            .filter(time -> after.equals(Position.START))
            .orElse(Instant.MIN);
    if (catalog.settings.emptyPages() && !cursor.startsWith(AFTER_EMPTY)) {
      return Reply.ok(body(kind, List.of()).put("next_cursor", encode(AFTER_EMPTY + cursor)));
    }
    String region = call.query("region").orElse("");
    List<Item> found =
        all.filter(item -> item.position().compareTo(after) > 0)
            .filter(item -> item.updatedAt().isAfter(since))
            .filter(item -> region.isEmpty() || region.equals(item.region()))
            .filter(item -> !catalog.settings.errorRegions().contains(item.region()))
            .sorted(Comparator.comparing(Item::position))
            .limit(limit + 1)
            .toList();
    boolean more = found.size() > limit;
    List<Item> shown = more ? found.subList(0, (int) limit) : found;
    ObjectNode body = body(kind, shown);
    if (more) {
      body.put("next_cursor", encode(shown.get(shown.size() - 1).position().toString()));
    }
    return Reply.ok(body);
  }

  private ObjectNode body(String kind, List<Item> shown) {
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray(kind + "s");
    shown.forEach(item -> array.add(item.json().get()));
    if (!shown.isEmpty()) {
      Item last = shown.get(shown.size() - 1);
      body.put("last_" + kind + "_id", last.id())
          .put("last_updated_at", last.updatedAt().toString());
    }
    if (!catalog.settings.errorRegions().isEmpty()) {
      body.set("error_regions", Json.strings(catalog.settings.errorRegions()));
    }
    return body;
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw ApiError.invalid("updated_after must be an RFC 3339 time, not '" + text + "'");
    }
  }

  private static String encode(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid("cursor '" + cursor + "' is not valid");
    }
  }

  /** One entry of a list, written only if it is shown. */
  private record Item(String id, String region, Instant updatedAt, Supplier<ObjectNode> json) {
    Position position() {
      return new Position(updatedAt, id);
    }
  }

  /** Where an entry is in a list. */
  private record Position(Instant updatedAt, String id) implements Comparable<Position> {
    static final Position START = new Position(Instant.MIN, "");

    static Position of(String cursor) {
      if (cursor.isEmpty()) {
        return START;
      }
      int space = cursor.indexOf(' ');
      try {
        return new Position(
            Instant.parse(cursor.substring(0, Math.max(0, space))), cursor.substring(space + 1));
      } catch (DateTimeParseException e) {
        throw ApiError.invalid("cursor '" + encode(cursor) + "' is not valid");
      }
    }

    @Override
    public int compareTo(Position other) {
      int byTime = updatedAt.compareTo(other.updatedAt);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    @Override
    public String toString() {
      return updatedAt + " " + id;
    }
  }
}
