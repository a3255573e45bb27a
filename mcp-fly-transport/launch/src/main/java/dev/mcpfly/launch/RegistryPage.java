package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One page of the servers that a search has found. Immutable.
 *
 * <p>Registries contain invalid entries: each is left out and explained in {@link #rejected}; the
 * rest of the page is kept.
 */
public final class RegistryPage {
  private static final int MAX_PAGES = 1000;
  private static final int MAX_CURSOR = 4096;

  private final McpRegistry registry;
  private final String query;
  private final List<RegistryServer> servers;
  private final List<String> rejected;
  private final String cursor;
  private final Set<String> seen;

  private RegistryPage(
      McpRegistry registry,
      String query,
      List<RegistryServer> servers,
      List<String> rejected,
      String cursor,
      Set<String> seen) {
    this.registry = registry;
    this.query = query;
    this.servers = List.copyOf(servers);
    this.rejected = List.copyOf(rejected);
    this.cursor = cursor;
    this.seen = seen;
  }

  static RegistryPage first(McpRegistry registry, String query) {
    return read(registry, query, registry.page(query, ""));
  }

  static RegistryPage read(McpRegistry registry, String query, JsonObject answer) {
    return read(registry, query, answer, Set.of());
  }

  private static RegistryPage read(
      McpRegistry registry, String query, JsonObject answer, Set<String> seen) {
    try {
      List<RegistryServer> servers = new ArrayList<>();
      List<String> rejected = new ArrayList<>();
      for (JsonObject item : answer.objects("servers")) {
        try {
          servers.add(RegistryServer.read(item, registry));
        } catch (RegistryException e) {
          rejected.add(String.valueOf(e.getMessage()));
        }
      }
      JsonObject metadata = answer.object("metadata");
      String cursor = metadata == null ? "" : metadata.text("nextCursor", "");
      if (cursor.length() > MAX_CURSOR) {
        throw new RegistryException(
            "The registry %s answered with a cursor of %d characters, which is too long."
                .formatted(registry.uri().getHost(), cursor.length()));
      }
      return new RegistryPage(registry, query, servers, rejected, cursor, seen);
    } catch (JsonException e) {
      throw new RegistryException(
          "The registry %s answered with a list that cannot be read (%s)."
              .formatted(
                  registry.uri().getHost(), Texts.excerpt(String.valueOf(e.getMessage()), 200)));
    }
  }

  /** Returns the servers of this page. */
  public List<RegistryServer> servers() {
    return servers;
  }

  /** Returns a sentence for each entry of this page that is not valid and was left out. */
  public List<String> rejected() {
    return rejected;
  }

  /**
   * Reads the next page; empty after the last one.
   *
   * @throws RegistryException if the registry cannot be read, its pages form a cycle, or there are
   *     more than 1000
   */
  public Optional<RegistryPage> next() {
    if (cursor.isEmpty()) {
      return Optional.empty();
    }
    Set<String> passed = new HashSet<>(seen);
    if (!passed.add(cursor) || passed.size() >= MAX_PAGES) {
      throw new RegistryException(
          "The registry %s does not end its list: the page after %d pages was there before, or there are more than %d."
              .formatted(registry.uri().getHost(), seen.size(), MAX_PAGES));
    }
    return Optional.of(read(registry, query, registry.page(query, cursor), passed));
  }

  /**
   * Returns the servers of this page and all further ones; pages are read as the stream reaches
   * them.
   */
  public Stream<RegistryServer> stream() {
    return Stream.iterate(
            Optional.of(this), Optional::isPresent, page -> page.flatMap(RegistryPage::next))
        .flatMap(page -> page.map(each -> each.servers.stream()).orElseGet(Stream::empty));
  }

  @Override
  public String toString() {
    return "RegistryPage[%s]".formatted(Texts.count(servers.size(), "server"));
  }
}
