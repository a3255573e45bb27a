package dev.mcpfly.launch;

import java.util.Locale;

/** Chooses the registry, version and package of a server; see {@link McpLauncher#registry}. */
public final class RegistryChoice {
  private McpRegistry registry = McpRegistry.official();
  private String version = "latest";
  private String type = "";
  private boolean deleted;

  RegistryChoice() {}

  /**
   * Sets the registry; by default the official one.
   *
   * @param registry the registry
   */
  public RegistryChoice from(McpRegistry registry) {
    this.registry = Given.value("registry", registry);
    return this;
  }

  /**
   * Sets the server's version; by default the latest, which is looked up once for each launch or
   * plan and then pinned.
   *
   * @param version as published
   */
  public RegistryChoice version(String version) {
    this.version = Given.text("version", version);
    return this;
  }

  /**
   * Sets the package type; by default the first that can be launched of {@code oci}, {@code npm},
   * {@code pypi} and {@code go}, {@code nuget}, {@code mcpb}.
   *
   * @param type one of these
   */
  public RegistryChoice packageType(String type) {
    this.type = Given.text("packageType", type).toLowerCase(Locale.ROOT);
    return this;
  }

  /**
   * Uses the address at which the publisher runs the server: nothing is launched, and clients get
   * entries that lead there. The default for a server without packages.
   */
  public RegistryChoice remote() {
    this.type = RegistrySelection.REMOTE;
    return this;
  }

  /** Accepts a version that was deleted from the registry. */
  public RegistryChoice allowDeleted() {
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
