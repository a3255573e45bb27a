package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads an MCP registry: the official one, or any other with the same API ({@code /v0.1}).
 *
 * <pre>{@code
 * McpRegistry registry = McpRegistry.official();
 * registry.search("airtable").stream().limit(10).forEach(System.out::println);
 * RegistryServer server = registry.server("io.github.domdomegg/airtable-mcp-server");
 * server.inputs().forEach(System.out::println);
 * McpLauncher.on(fly).registry(server.name()).input("AIRTABLE_API_KEY", value).launch();
 * }</pre>
 *
 * <p>A registry is read over https, or plain http on this machine; through the HTTP proxy and with
 * the certificate authorities that the environment names. An answer is bounded in size (16 MB),
 * time (30 seconds by default, see {@link #timeout}) and depth, and redirects are followed within
 * the registry's origin only. Whatever a registry says, the outcome is a value or a {@link
 * RegistryException} with one sentence.
 *
 * <p>Thread-safe; each setting returns a new object. No answer is cached.
 */
public final class McpRegistry {
  private static final URI OFFICIAL = URI.create("https://registry.modelcontextprotocol.io");
  private static final int PAGE = 100;
  private static final int MAX_TEXT = 4096;

  private final RegistryAccess access;
  private final RegistryConnection connection;

  private McpRegistry(RegistryAccess access) {
    this.access = access;
    this.connection = new RegistryConnection(access);
  }

  /** Returns the official registry. */
  public static McpRegistry official() {
    return at(OFFICIAL);
  }

  /**
   * Returns a registry.
   *
   * @param base its address, without {@code /v0.1}: https, or plain http on this machine; other
   *     plain http needs {@link #allowPlainHttp}
   * @throws RegistryException if it is not an absolute http or https URL, or contains a user
   */
  public static McpRegistry at(URI base) {
    return new McpRegistry(RegistryAccess.at(base));
  }

  /**
   * Returns this registry, also read over plain http, where others on the network can change
   * answers.
   */
  public McpRegistry allowPlainHttp() {
    return new McpRegistry(access.withPlainHttp());
  }

  /**
   * Returns this registry with a header that each request to it carries, such as credentials.
   * Redirects out of the registry and downloads of bundles never carry it.
   *
   * @param name the header's name
   * @param value its value, which no message shows
   * @throws RegistryException if no header can hold them
   */
  public McpRegistry header(String name, String value) {
    return new McpRegistry(access.withHeader(name, value));
  }

  /**
   * Returns this registry with another timeout for a whole response; by default 30 seconds.
   *
   * @param time the limit
   * @throws InvalidLaunchException if it is not positive
   */
  public McpRegistry timeout(Duration time) {
    return new McpRegistry(access.withTimeout(Given.timeout("timeout", time)));
  }

  /**
   * Returns this registry with more certificate authorities than the JVM's own.
   *
   * @param file a PEM file, or a PKCS#12 or JKS store
   */
  public McpRegistry trustStore(Path file) {
    return new McpRegistry(access.withTrustStore(Given.value("trustStore", file)));
  }

  /** Returns the registry's address. */
  public URI uri() {
    return access.base();
  }

  /**
   * Finds servers, each in its latest version: {@code GET /v0.1/servers}. Further pages are read on
   * demand.
   *
   * @param text a part of their names, in either case; empty for all servers
   * @throws RegistryException if the registry cannot be read
   */
  public Page search(String text) {
    String query = Given.value("the text to search for", text).strip();
    return Page.first(this, query);
  }

  /**
   * Returns a server in its latest version.
   *
   * @param name such as {@code io.github.owner/server}
   * @throws RegistryException if it is not there, or not valid; {@link RegistryException#isMissing}
   *     tells
   */
  public RegistryServer server(String name) {
    return server(name, "latest");
  }

  /**
   * Returns a server in a version: {@code GET /v0.1/servers/{name}/versions/{version}}. A deleted
   * version is returned too, with that status.
   *
   * @param name such as {@code io.github.owner/server}
   * @param version as published, or {@code latest}
   * @throws RegistryException if it is not there, or not valid
   */
  public RegistryServer server(String name, String version) {
    String of = RegistryServer.checkedName(name);
    String at = checkedText("version", version);
    JsonObject answer =
        connection.get(
            "servers/%s/versions/%s?include_deleted=true".formatted(encoded(of), encoded(at)),
            "%s in version %s".formatted(of, Texts.shown(at)));
    RegistryServer server = RegistryServer.read(answer, this);
    if (!server.name().equals(of)) {
      throw new RegistryException(
          "The registry %s returned %s instead of %s; the answer was rejected."
              .formatted(uri().getHost(), server.name(), of));
    }
    if (!at.equals("latest") && !server.version().equals(at)) {
      throw new RegistryException(
          "The registry %s returned version %s of %s instead of %s; the answer was rejected."
              .formatted(uri().getHost(), Texts.shown(server.version()), of, Texts.shown(at)));
    }
    return server;
  }

  /**
   * Returns all versions of a server, newest first: {@code GET /v0.1/servers/{name}/versions}.
   * Deleted ones are among them, and say so; entries that are not valid are left out.
   *
   * @param name such as {@code io.github.owner/server}
   * @throws RegistryException if it is not there
   */
  public List<RegistryServer> versions(String name) {
    String of = RegistryServer.checkedName(name);
    JsonObject answer =
        connection.get(
            "servers/%s/versions?include_deleted=true".formatted(encoded(of)),
            "the versions of " + of);
    return Page.read(this, "", answer).servers().stream()
        .filter(server -> server.name().equals(of))
        .toList();
  }

  /** Reads a page of a search. */
  JsonObject page(String query, String cursor) {
    String path = "servers?version=latest&limit=" + PAGE;
    if (!query.isEmpty()) {
      path += "&search=" + encoded(checkedText("the text to search for", query));
    }
    if (!cursor.isEmpty()) {
      path += "&cursor=" + encoded(cursor);
    }
    return connection.get(path, "a page of servers");
  }

  /** Returns the client that downloads from this registry, and from where it leads. */
  RegistryHttp http() {
    return connection.http();
  }

  private static String checkedText(String what, String text) {
    String given = Given.text(what, text);
    if (given.length() > MAX_TEXT || given.chars().anyMatch(Character::isISOControl)) {
      throw new RegistryException(
          "%s must be one line of at most %d characters, but is \"%s\"."
              .formatted(what, MAX_TEXT, Texts.shown(given)));
    }
    return given;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return "McpRegistry[" + uri() + "]";
  }

  /** Chooses the registry, version and package of a server; see {@link McpLauncher#registry}. */
  public static final class Choice {
    private McpRegistry registry = McpRegistry.official();
    private String version = "latest";
    private String type = "";
    private boolean deleted;

    Choice() {}

    /**
     * Sets the registry; by default the official one.
     *
     * @param registry the registry
     */
    public Choice from(McpRegistry registry) {
      this.registry = Given.value("registry", registry);
      return this;
    }

    /**
     * Sets the server's version; by default the latest, which is looked up once for each launch or
     * plan and then pinned.
     *
     * @param version as published
     */
    public Choice version(String version) {
      this.version = Given.text("version", version);
      return this;
    }

    /**
     * Sets the package type; by default the first that can be launched of {@code oci}, {@code npm},
     * {@code pypi} and {@code go}, {@code nuget}, {@code mcpb}.
     *
     * @param type one of these
     */
    public Choice packageType(String type) {
      this.type = Given.text("packageType", type).toLowerCase(Locale.ROOT);
      return this;
    }

    /**
     * Uses the address at which the publisher runs the server: nothing is launched, and clients get
     * entries that lead there. The default for a server without packages.
     */
    public Choice remote() {
      this.type = RegistrySelection.REMOTE;
      return this;
    }

    /** Accepts a version that was deleted from the registry. */
    public Choice allowDeleted() {
      this.deleted = true;
      return this;
    }

    McpRegistry registry() {
      return registry;
    }

    String version() {
      return version;
    }

    String type() {
      return type;
    }

    boolean takesDeleted() {
      return deleted;
    }
  }

  /**
   * One page of the servers that a search has found. Immutable.
   *
   * <p>Registries contain invalid entries: each is left out and explained in {@link #rejected}; the
   * rest of the page is kept.
   */
  public static final class Page {
    private static final int MAX_PAGES = 1000;
    private static final int MAX_CURSOR = 4096;

    private final McpRegistry registry;
    private final String query;
    private final List<RegistryServer> servers;
    private final List<String> rejected;
    private final String cursor;
    private final Set<String> seen;

    private Page(
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

    static Page first(McpRegistry registry, String query) {
      return read(registry, query, registry.page(query, ""));
    }

    static Page read(McpRegistry registry, String query, JsonObject answer) {
      return read(registry, query, answer, Set.of());
    }

    private static Page read(
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
        return new Page(registry, query, servers, rejected, cursor, seen);
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
     * @throws RegistryException if the registry cannot be read, its pages form a cycle, or there
     *     are more than 1000
     */
    public Optional<Page> next() {
      if (cursor.isEmpty()) {
        return Optional.empty();
      }
      Set<String> passed = new HashSet<>(seen);
      if (!passed.add(cursor) || passed.size() >= MAX_PAGES) {
        throw new RegistryException(
            "The registry %s returns an endless list: after %d pages a page repeats, or there are more than %d pages."
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
              Optional.of(this), Optional::isPresent, page -> page.flatMap(Page::next))
          .flatMap(page -> page.map(each -> each.servers.stream()).orElseGet(Stream::empty));
    }

    @Override
    public String toString() {
      return "Page[%s]".formatted(Texts.count(servers.size(), "server"));
    }
  }
}
