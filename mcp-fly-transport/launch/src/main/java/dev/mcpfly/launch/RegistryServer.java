package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One version of a server as a registry lists it: its {@code server.json} and what the registry
 * says of it. Texts are bounded and have no control characters. Immutable.
 */
public final class RegistryServer {
  private static final String OFFICIAL = "io.modelcontextprotocol.registry/official";
  private static final String NAME =
      "[a-zA-Z0-9][a-zA-Z0-9.-]*/(?!__proto__$|constructor$|prototype$)[._-]*[a-zA-Z0-9][a-zA-Z0-9._-]*";
  private static final int MAX_NAME = 200;
  private static final int MAX_VERSION = 255;
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_PACKAGES = 50;

  private final JsonObject json;
  private final JsonObject official;
  private final String name;
  private final String version;
  private final Status status;
  private final McpRegistry registry;

  /** What the registry says of a version. */
  public enum Status {
    /** It can be used; the default if the registry says nothing. */
    ACTIVE,
    /** It still works but should no longer be used. */
    DEPRECATED,
    /** It was removed from the registry. */
    DELETED
  }

  private RegistryServer(JsonObject json, JsonObject official, McpRegistry registry) {
    this.registry = registry;
    this.json = json;
    this.official = official;
    this.name = nameIn(json);
    this.version = json.text("version", "");
    this.status =
        switch (official.text("status", "active").toLowerCase(Locale.ROOT)) {
          case "deprecated" -> Status.DEPRECATED;
          case "deleted" -> Status.DELETED;
          default -> Status.ACTIVE;
        };
    if (version.isEmpty()
        || version.length() > MAX_VERSION
        || version.equals("latest")
        || !version.matches("[\\x21-\\x7e]+")) {
      throw new RegistryException(
          "The registry lists %s with the version \"%s\", which is not valid; the entry is left out."
              .formatted(name, Texts.shown(version)));
    }
    // What other members hold is looked at when it is needed; their types are checked now.
    if (json.objects("packages").size() > MAX_PACKAGES
        || json.objects("remotes").size() > MAX_PACKAGES) {
      throw new RegistryException(
          "The registry lists %s with more than %d packages or remotes; the entry is left out."
              .formatted(name, MAX_PACKAGES));
    }
  }

  private static String nameIn(JsonObject json) {
    String name = json.text("name", "");
    if (name.length() > MAX_NAME || !name.matches(NAME)) {
      throw new RegistryException(
          "The registry lists a server with the name \"%s\", which is not of the form namespace/name; the entry is left out."
              .formatted(Texts.shown(name)));
    }
    return name;
  }

  /**
   * Returns the name if a registry can have such a server.
   *
   * @throws RegistryException if it is not of the form {@code namespace/name}
   */
  static String checkedName(String name) {
    if (Given.value("the server's name", name).length() > MAX_NAME || !name.matches(NAME)) {
      throw new RegistryException(
          "\"%s\" is not a valid server name in a registry; use namespace/name, as in io.github.owner/server."
              .formatted(Texts.shown(name)));
    }
    return name;
  }

  /**
   * Reads an item of a registry's answer.
   *
   * @throws RegistryException if it is not valid
   */
  static RegistryServer read(JsonObject item, McpRegistry registry) {
    try {
      JsonObject server = item.object("server");
      if (server == null) {
        throw new RegistryException(
            "The registry's answer has an entry without its member \"server\"; the entry is left"
                + " out.");
      }
      JsonObject meta = item.object("_meta");
      JsonObject official = meta == null ? null : meta.object(OFFICIAL);
      return new RegistryServer(server, official == null ? JsonObject.empty() : official, registry);
    } catch (JsonException e) {
      throw new RegistryException(
          "The registry's answer has an entry that is not valid (%s); it is left out."
              .formatted(Texts.excerpt(String.valueOf(e.getMessage()), 200)));
    }
  }

  /**
   * Reads a {@code server.json} document.
   *
   * @param serverJson the document
   * @throws RegistryException if it is not valid
   */
  public static RegistryServer parse(String serverJson) {
    String text = Given.value("the document", serverJson);
    return read(
        JsonObject.of("server", RegistryHttp.parse(text, "The document")), McpRegistry.official());
  }

  /** Returns its full name, such as {@code io.github.owner/server}. */
  public String name() {
    return name;
  }

  /** Returns the server's version, which is not always that of its packages. */
  public String version() {
    return version;
  }

  /** Returns what it does, in a sentence; empty if the entry does not say. */
  public String description() {
    return excerpt(json, "description");
  }

  /** Returns a title for people; empty if there is none. */
  public Optional<String> title() {
    return Optional.of(excerpt(json, "title")).filter(text -> !text.isEmpty());
  }

  /** Returns what the registry says of this version. */
  public Status status() {
    return status;
  }

  /** Returns why it is deprecated or deleted; empty if the registry does not say. */
  public String statusMessage() {
    return excerpt(official, "statusMessage");
  }

  /** Returns whether the registry says that this is the latest version. */
  public boolean isLatest() {
    return official.get("isLatest") instanceof Boolean latest && latest;
  }

  private static String excerpt(JsonObject json, String member) {
    return json.get(member) instanceof String text
        ? Texts.excerpt(text.strip(), MAX_DESCRIPTION)
        : "";
  }

  /** Returns the types of its packages, such as {@code npm} and {@code oci}, each once. */
  public Set<String> packageTypes() {
    Set<String> types = new LinkedHashSet<>();
    for (JsonObject each : json.objects("packages")) {
      if (each.get("registryType") instanceof String type) {
        types.add(Texts.shown(type));
      }
    }
    return types;
  }

  /** Returns whether its publisher runs it at an address, so that nothing has to be launched. */
  public boolean isRemote() {
    return !json.objects("remotes").isEmpty();
  }

  /**
   * Returns the inputs for a launch of this server with its default package or remote.
   *
   * @throws RegistryException if nothing of it can be launched; the sentence has the reasons
   */
  public List<RegistryInput> inputs() {
    return RegistrySelection.of(this, "").inputs();
  }

  /**
   * Returns what a launch of this server asks for.
   *
   * @param packageType {@code npm}, {@code pypi}, {@code oci}, {@code nuget}, {@code go}, {@code
   *     mcpb} or {@code remote}
   * @throws RegistryException if it has no such package that can be launched
   */
  public List<RegistryInput> inputs(String packageType) {
    return RegistrySelection.of(this, Given.text("packageType", packageType)).inputs();
  }

  McpRegistry registry() {
    return registry;
  }

  List<JsonObject> packages() {
    return json.objects("packages");
  }

  List<JsonObject> remotes() {
    return json.objects("remotes");
  }

  /** Returns the document as the registry has it; its texts are those of its publisher. */
  public JsonObject json() {
    return json;
  }

  /** Returns name, version, status and description in a line. */
  @Override
  public String toString() {
    String note =
        status == Status.ACTIVE
            ? ""
            : " (%s%s)"
                .formatted(
                    status.name().toLowerCase(Locale.ROOT),
                    statusMessage().isEmpty() ? "" : ": " + statusMessage());
    return "%s %s%s: %s".formatted(name, version, note, description());
  }
}
