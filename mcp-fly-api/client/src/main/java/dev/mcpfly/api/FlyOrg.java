package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Organization;
import dev.mcpfly.api.model.Page;
import dev.mcpfly.api.model.Volume;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A handle on one organization. Getting one sends no request. */
public final class FlyOrg {
  private final CallEngine engine;
  private final String slug;

  FlyOrg(CallEngine engine, String slug) {
    this.engine = engine;
    this.slug = Rules.notBlank("org_slug", slug);
  }

  /** Returns the organization's slug. */
  public String slug() {
    return slug;
  }

  /** Lists the organization's apps: {@code GET /v1/apps}. */
  public List<App> apps() {
    return new Apps(engine).list(slug);
  }

  /** Lists all machines of the organization: {@code GET /v1/orgs/{org}/machines}. */
  public Stream<Organization.MachineSummary> machines() {
    return machines(q -> {});
  }

  /**
   * Lists machines of the organization: {@code GET /v1/orgs/{org}/machines}. The stream requests
   * each page when it gets there, and holds one page at a time.
   */
  public Stream<Organization.MachineSummary> machines(Consumer<Query> query) {
    return machinePages(query).flatMap(page -> page.items().stream());
  }

  /** Lists machines page by page; a page names the regions that could not be reached. */
  public Stream<Page<Organization.MachineSummary>> machinePages(Consumer<Query> query) {
    return pages(
        FlyOperation.MACHINES_ORG_LIST, "machines", Organization.MachineSummary::new, query);
  }

  /** Lists all volumes of the organization: {@code GET /v1/orgs/{org}/volumes}. */
  public Stream<Volume> volumes() {
    return volumes(q -> {});
  }

  /**
   * Lists volumes of the organization: {@code GET /v1/orgs/{org}/volumes}. The stream requests each
   * page when it gets there, and holds one page at a time.
   */
  public Stream<Volume> volumes(Consumer<Query> query) {
    return volumePages(query).flatMap(page -> page.items().stream());
  }

  /** Lists volumes page by page; a page names the regions that could not be reached. */
  public Stream<Page<Volume>> volumePages(Consumer<Query> query) {
    return pages(FlyOperation.VOLUMES_ORG_LIST, "volumes", Volume::new, query);
  }

  private <T> Stream<Page<T>> pages(
      FlyOperation operation, String field, Function<JsonObject, T> model, Consumer<Query> query) {
    Query filter = new Query();
    query.accept(filter);
    return Paging.pages(
        filter.startCursor(),
        cursor -> {
          OperationCall call = new OperationCall(operation, slug);
          filter.apply(call);
          Answer answer = engine.send(call.query("cursor", cursor));
          JsonObject json = answer.object();
          return answer.read(() -> Paging.page(json, field, model));
        });
  }

  /** What to list. */
  public static final class Query extends Filter<Query> {
    private Query() {}

    /** Lists only volumes that are in one of these states. */
    public Query state(Volume.State... states) {
      return set(
          "state", Arrays.stream(states).map(Volume.State::value).collect(Collectors.joining(",")));
    }

    /** Lists only machines or volumes that changed since a time; allow for clock differences. */
    public Query updatedAfter(Instant time) {
      return set("updated_after", time);
    }

    /** Limits the size of a page; the server accepts at most 1000, and may return fewer. */
    public Query limit(int limit) {
      return set("limit", Rules.between("limit", limit, 1, 1000));
    }

    /** Starts at a cursor of an earlier page. */
    public Query cursor(String cursor) {
      return set("cursor", cursor);
    }
  }

  /** Returns the organization's slug. */
  @Override
  public String toString() {
    return "FlyOrg[" + slug + "]";
  }
}
