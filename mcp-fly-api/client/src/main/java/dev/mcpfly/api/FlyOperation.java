package dev.mcpfly.api;

/**
 * The operations of the Fly Machines API, as errors, events and rate limits name them. New versions
 * of this library may add operations.
 */
public enum FlyOperation {
  /** List Apps: {@code GET /v1/apps}. */
  APPS_LIST("GET", "/v1/apps", Effect.READ),
  /** Create App: {@code POST /v1/apps}. */
  APPS_CREATE("POST", "/v1/apps", Effect.ONCE),
  /** Get App: {@code GET /v1/apps/{app_name}}. */
  APPS_SHOW("GET", "/v1/apps/{app_name}", Effect.READ),
  /** Destroy App: {@code DELETE /v1/apps/{app_name}}. */
  APPS_DELETE("DELETE", "/v1/apps/{app_name}", Effect.REPEATABLE),
  /** Create App deploy token: {@code POST /v1/apps/{app_name}/deploy_token}. */
  APPS_CREATE_DEPLOY_TOKEN("POST", "/v1/apps/{app_name}/deploy_token", Effect.ONCE),
  /** List IP assignments for app: {@code GET /v1/apps/{app_name}/ip_assignments}. */
  IP_ASSIGNMENTS_LIST("GET", "/v1/apps/{app_name}/ip_assignments", Effect.READ),
  /** Assign new IP address to app: {@code POST /v1/apps/{app_name}/ip_assignments}. */
  IP_ASSIGNMENTS_CREATE("POST", "/v1/apps/{app_name}/ip_assignments", Effect.ONCE),
  /** Remove IP assignment from app: {@code DELETE /v1/apps/{app_name}/ip_assignments/{ip}}. */
  IP_ASSIGNMENTS_DELETE("DELETE", "/v1/apps/{app_name}/ip_assignments/{ip}", Effect.REPEATABLE),
  /** List certificates for app: {@code GET /v1/apps/{app_name}/certificates}. */
  CERTIFICATES_LIST("GET", "/v1/apps/{app_name}/certificates", Effect.READ),
  /** Request ACME certificate: {@code POST /v1/apps/{app_name}/certificates/acme}. */
  CERTIFICATES_ACME_CREATE("POST", "/v1/apps/{app_name}/certificates/acme", Effect.ONCE),
  /** Upload custom certificate: {@code POST /v1/apps/{app_name}/certificates/custom}. */
  CERTIFICATES_CUSTOM_CREATE("POST", "/v1/apps/{app_name}/certificates/custom", Effect.REPEATABLE),
  /** Get certificate details: {@code GET /v1/apps/{app_name}/certificates/{hostname}}. */
  CERTIFICATES_SHOW("GET", "/v1/apps/{app_name}/certificates/{hostname}", Effect.READ),
  /** Remove certificate: {@code DELETE /v1/apps/{app_name}/certificates/{hostname}}. */
  CERTIFICATES_DELETE("DELETE", "/v1/apps/{app_name}/certificates/{hostname}", Effect.REPEATABLE),
  /** Remove ACME certificates: {@code DELETE /v1/apps/{app_name}/certificates/{hostname}/acme}. */
  CERTIFICATES_ACME_DELETE(
      "DELETE", "/v1/apps/{app_name}/certificates/{hostname}/acme", Effect.REPEATABLE),
  /**
   * Check DNS and re-validate certificate: {@code POST
   * /v1/apps/{app_name}/certificates/{hostname}/check}.
   */
  CERTIFICATES_CHECK("POST", "/v1/apps/{app_name}/certificates/{hostname}/check", Effect.READ),
  /**
   * Remove custom certificate: {@code DELETE /v1/apps/{app_name}/certificates/{hostname}/custom}.
   */
  CERTIFICATES_CUSTOM_DELETE(
      "DELETE", "/v1/apps/{app_name}/certificates/{hostname}/custom", Effect.REPEATABLE),
  /** List Machines: {@code GET /v1/apps/{app_name}/machines}. */
  MACHINES_LIST("GET", "/v1/apps/{app_name}/machines", Effect.READ),
  /** Create Machine: {@code POST /v1/apps/{app_name}/machines}. */
  MACHINES_CREATE("POST", "/v1/apps/{app_name}/machines", Effect.ONCE),
  /** Get Machine: {@code GET /v1/apps/{app_name}/machines/{machine_id}}. */
  MACHINES_SHOW("GET", "/v1/apps/{app_name}/machines/{machine_id}", Effect.READ),
  /** Update Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}}. */
  MACHINES_UPDATE("POST", "/v1/apps/{app_name}/machines/{machine_id}", Effect.ONCE, true),
  /** Destroy Machine: {@code DELETE /v1/apps/{app_name}/machines/{machine_id}}. */
  MACHINES_DELETE("DELETE", "/v1/apps/{app_name}/machines/{machine_id}", Effect.REPEATABLE, true),
  /** Cordon Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}/cordon}. */
  MACHINES_CORDON(
      "POST", "/v1/apps/{app_name}/machines/{machine_id}/cordon", Effect.REPEATABLE, true),
  /** Uncordon Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}/uncordon}. */
  MACHINES_UNCORDON(
      "POST", "/v1/apps/{app_name}/machines/{machine_id}/uncordon", Effect.REPEATABLE, true),
  /** List Events: {@code GET /v1/apps/{app_name}/machines/{machine_id}/events}. */
  MACHINES_LIST_EVENTS("GET", "/v1/apps/{app_name}/machines/{machine_id}/events", Effect.READ),
  /** Execute Command: {@code POST /v1/apps/{app_name}/machines/{machine_id}/exec}. */
  MACHINES_EXEC("POST", "/v1/apps/{app_name}/machines/{machine_id}/exec", Effect.ONCE, true),
  /** Get Lease: {@code GET /v1/apps/{app_name}/machines/{machine_id}/lease}. */
  MACHINES_SHOW_LEASE("GET", "/v1/apps/{app_name}/machines/{machine_id}/lease", Effect.READ),
  /** Create Lease: {@code POST /v1/apps/{app_name}/machines/{machine_id}/lease}. */
  MACHINES_CREATE_LEASE("POST", "/v1/apps/{app_name}/machines/{machine_id}/lease", Effect.ONCE),
  /** Release Lease: {@code DELETE /v1/apps/{app_name}/machines/{machine_id}/lease}. */
  MACHINES_RELEASE_LEASE(
      "DELETE", "/v1/apps/{app_name}/machines/{machine_id}/lease", Effect.REPEATABLE),
  /** Get Machine Memory: {@code GET /v1/apps/{app_name}/machines/{machine_id}/memory}. */
  MACHINES_GET_MEMORY("GET", "/v1/apps/{app_name}/machines/{machine_id}/memory", Effect.READ),
  /** Set Machine Memory Limit: {@code PUT /v1/apps/{app_name}/machines/{machine_id}/memory}. */
  MACHINES_SET_MEMORY_LIMIT(
      "PUT", "/v1/apps/{app_name}/machines/{machine_id}/memory", Effect.REPEATABLE),
  /**
   * Reclaim Machine Memory: {@code POST /v1/apps/{app_name}/machines/{machine_id}/memory/reclaim}.
   */
  MACHINES_RECLAIM_MEMORY(
      "POST", "/v1/apps/{app_name}/machines/{machine_id}/memory/reclaim", Effect.ONCE),
  /** Get Metadata: {@code GET /v1/apps/{app_name}/machines/{machine_id}/metadata}. */
  MACHINES_SHOW_METADATA("GET", "/v1/apps/{app_name}/machines/{machine_id}/metadata", Effect.READ),
  /**
   * Update Metadata (set/remove multiple keys): {@code PUT
   * /v1/apps/{app_name}/machines/{machine_id}/metadata}.
   */
  MACHINES_PUT_METADATA(
      "PUT", "/v1/apps/{app_name}/machines/{machine_id}/metadata", Effect.REPEATABLE),
  /**
   * Update Metadata (set/remove multiple keys): {@code PATCH
   * /v1/apps/{app_name}/machines/{machine_id}/metadata}.
   */
  MACHINES_PATCH_METADATA(
      "PATCH", "/v1/apps/{app_name}/machines/{machine_id}/metadata", Effect.REPEATABLE),
  /** Get Metadata Value: {@code GET /v1/apps/{app_name}/machines/{machine_id}/metadata/{key}}. */
  MACHINES_GET_METADATA_KEY(
      "GET", "/v1/apps/{app_name}/machines/{machine_id}/metadata/{key}", Effect.READ),
  /** Upsert Metadata Key: {@code POST /v1/apps/{app_name}/machines/{machine_id}/metadata/{key}}. */
  MACHINES_UPSERT_METADATA(
      "POST", "/v1/apps/{app_name}/machines/{machine_id}/metadata/{key}", Effect.REPEATABLE),
  /** Delete Metadata: {@code DELETE /v1/apps/{app_name}/machines/{machine_id}/metadata/{key}}. */
  MACHINES_DELETE_METADATA(
      "DELETE", "/v1/apps/{app_name}/machines/{machine_id}/metadata/{key}", Effect.REPEATABLE),
  /** List Processes: {@code GET /v1/apps/{app_name}/machines/{machine_id}/ps}. */
  MACHINES_LIST_PROCESSES("GET", "/v1/apps/{app_name}/machines/{machine_id}/ps", Effect.READ),
  /** Restart Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}/restart}. */
  MACHINES_RESTART("POST", "/v1/apps/{app_name}/machines/{machine_id}/restart", Effect.ONCE, true),
  /** Signal Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}/signal}. */
  MACHINES_SIGNAL("POST", "/v1/apps/{app_name}/machines/{machine_id}/signal", Effect.ONCE, true),
  /** Start Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}/start}. */
  MACHINES_START(
      "POST", "/v1/apps/{app_name}/machines/{machine_id}/start", Effect.REPEATABLE, true),
  /** Stop Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}/stop}. */
  MACHINES_STOP("POST", "/v1/apps/{app_name}/machines/{machine_id}/stop", Effect.REPEATABLE, true),
  /** Suspend Machine: {@code POST /v1/apps/{app_name}/machines/{machine_id}/suspend}. */
  MACHINES_SUSPEND(
      "POST", "/v1/apps/{app_name}/machines/{machine_id}/suspend", Effect.REPEATABLE, true),
  /** List Versions: {@code GET /v1/apps/{app_name}/machines/{machine_id}/versions}. */
  MACHINES_LIST_VERSIONS("GET", "/v1/apps/{app_name}/machines/{machine_id}/versions", Effect.READ),
  /** Wait for State: {@code GET /v1/apps/{app_name}/machines/{machine_id}/wait}. */
  MACHINES_WAIT("GET", "/v1/apps/{app_name}/machines/{machine_id}/wait", Effect.READ),
  /** List secret keys belonging to an app: {@code GET /v1/apps/{app_name}/secretkeys}. */
  SECRET_KEYS_LIST("GET", "/v1/apps/{app_name}/secretkeys", Effect.READ),
  /** Get an app's secret key: {@code GET /v1/apps/{app_name}/secretkeys/{secret_name}}. */
  SECRET_KEYS_GET("GET", "/v1/apps/{app_name}/secretkeys/{secret_name}", Effect.READ),
  /** Create or update a secret key: {@code POST /v1/apps/{app_name}/secretkeys/{secret_name}}. */
  SECRET_KEYS_SET("POST", "/v1/apps/{app_name}/secretkeys/{secret_name}", Effect.REPEATABLE),
  /** Delete an app's secret key: {@code DELETE /v1/apps/{app_name}/secretkeys/{secret_name}}. */
  SECRET_KEYS_DELETE("DELETE", "/v1/apps/{app_name}/secretkeys/{secret_name}", Effect.REPEATABLE),
  /**
   * Decrypt with a secret key: {@code POST /v1/apps/{app_name}/secretkeys/{secret_name}/decrypt}.
   */
  SECRET_KEYS_DECRYPT("POST", "/v1/apps/{app_name}/secretkeys/{secret_name}/decrypt", Effect.READ),
  /**
   * Encrypt with a secret key: {@code POST /v1/apps/{app_name}/secretkeys/{secret_name}/encrypt}.
   */
  SECRET_KEYS_ENCRYPT("POST", "/v1/apps/{app_name}/secretkeys/{secret_name}/encrypt", Effect.READ),
  /**
   * Generate a random secret key: {@code POST
   * /v1/apps/{app_name}/secretkeys/{secret_name}/generate}.
   */
  SECRET_KEYS_GENERATE(
      "POST", "/v1/apps/{app_name}/secretkeys/{secret_name}/generate", Effect.ONCE),
  /** Sign with a secret key: {@code POST /v1/apps/{app_name}/secretkeys/{secret_name}/sign}. */
  SECRET_KEYS_SIGN("POST", "/v1/apps/{app_name}/secretkeys/{secret_name}/sign", Effect.READ),
  /** Verify with a secret key: {@code POST /v1/apps/{app_name}/secretkeys/{secret_name}/verify}. */
  SECRET_KEYS_VERIFY("POST", "/v1/apps/{app_name}/secretkeys/{secret_name}/verify", Effect.READ),
  /** List app secrets belonging to an app: {@code GET /v1/apps/{app_name}/secrets}. */
  SECRETS_LIST("GET", "/v1/apps/{app_name}/secrets", Effect.READ),
  /** Update app secrets belonging to an app: {@code POST /v1/apps/{app_name}/secrets}. */
  SECRETS_UPDATE("POST", "/v1/apps/{app_name}/secrets", Effect.REPEATABLE),
  /** Get an app secret: {@code GET /v1/apps/{app_name}/secrets/{secret_name}}. */
  SECRETS_GET("GET", "/v1/apps/{app_name}/secrets/{secret_name}", Effect.READ),
  /** Create or update Secret: {@code POST /v1/apps/{app_name}/secrets/{secret_name}}. */
  SECRETS_SET("POST", "/v1/apps/{app_name}/secrets/{secret_name}", Effect.REPEATABLE),
  /** Delete an app secret: {@code DELETE /v1/apps/{app_name}/secrets/{secret_name}}. */
  SECRETS_DELETE("DELETE", "/v1/apps/{app_name}/secrets/{secret_name}", Effect.REPEATABLE),
  /** List Volumes: {@code GET /v1/apps/{app_name}/volumes}. */
  VOLUMES_LIST("GET", "/v1/apps/{app_name}/volumes", Effect.READ),
  /** Create Volume: {@code POST /v1/apps/{app_name}/volumes}. */
  VOLUMES_CREATE("POST", "/v1/apps/{app_name}/volumes", Effect.ONCE),
  /** Get Volume: {@code GET /v1/apps/{app_name}/volumes/{volume_id}}. */
  VOLUMES_GET_BY_ID("GET", "/v1/apps/{app_name}/volumes/{volume_id}", Effect.READ),
  /** Update Volume: {@code PUT /v1/apps/{app_name}/volumes/{volume_id}}. */
  VOLUMES_UPDATE("PUT", "/v1/apps/{app_name}/volumes/{volume_id}", Effect.REPEATABLE),
  /** Destroy Volume: {@code DELETE /v1/apps/{app_name}/volumes/{volume_id}}. */
  VOLUMES_DELETE("DELETE", "/v1/apps/{app_name}/volumes/{volume_id}", Effect.REPEATABLE),
  /** Extend Volume: {@code PUT /v1/apps/{app_name}/volumes/{volume_id}/extend}. */
  VOLUMES_EXTEND("PUT", "/v1/apps/{app_name}/volumes/{volume_id}/extend", Effect.REPEATABLE),
  /** List Snapshots: {@code GET /v1/apps/{app_name}/volumes/{volume_id}/snapshots}. */
  VOLUMES_LIST_SNAPSHOTS("GET", "/v1/apps/{app_name}/volumes/{volume_id}/snapshots", Effect.READ),
  /** Create Snapshot: {@code POST /v1/apps/{app_name}/volumes/{volume_id}/snapshots}. */
  VOLUMES_CREATE_SNAPSHOT("POST", "/v1/apps/{app_name}/volumes/{volume_id}/snapshots", Effect.ONCE),
  /** List All Machines: {@code GET /v1/orgs/{org_slug}/machines}. */
  MACHINES_ORG_LIST("GET", "/v1/orgs/{org_slug}/machines", Effect.READ),
  /** List All Volumes: {@code GET /v1/orgs/{org_slug}/volumes}. */
  VOLUMES_ORG_LIST("GET", "/v1/orgs/{org_slug}/volumes", Effect.READ),
  /** Get Placements: {@code POST /v1/platform/placements}. */
  PLATFORM_PLACEMENTS_POST("POST", "/v1/platform/placements", Effect.READ),
  /** Get Regions: {@code GET /v1/platform/regions}. */
  PLATFORM_REGIONS_GET("GET", "/v1/platform/regions", Effect.READ),
  /** Authenticate token header: {@code POST /v1/tokens/authenticate}. */
  TOKENS_AUTHENTICATE("POST", "/v1/tokens/authenticate", Effect.READ),
  /** Authorize token for resource access: {@code POST /v1/tokens/authorize}. */
  TOKENS_AUTHORIZE("POST", "/v1/tokens/authorize", Effect.READ),
  /** Get Current Token Information: {@code GET /v1/tokens/current}. */
  TOKENS_CURRENT("GET", "/v1/tokens/current", Effect.READ),
  /** Request a Petsem token for accessing KMS: {@code POST /v1/tokens/kms}. */
  TOKENS_REQUEST_KMS("POST", "/v1/tokens/kms", Effect.ONCE),
  /** Request an OIDC token: {@code POST /v1/tokens/oidc}. */
  TOKENS_REQUEST_OIDC("POST", "/v1/tokens/oidc", Effect.ONCE),
  /** List network policies: {@code GET /v1/apps/{app_name}/network_policies}. */
  NETWORK_POLICIES_LIST("GET", "/v1/apps/{app_name}/network_policies", Effect.READ),
  /** Create or update a network policy: {@code POST /v1/apps/{app_name}/network_policies}. */
  NETWORK_POLICIES_PUT("POST", "/v1/apps/{app_name}/network_policies", Effect.ONCE),
  /** Delete a network policy: {@code DELETE /v1/apps/{app_name}/network_policies/{policy_id}}. */
  NETWORK_POLICIES_DELETE(
      "DELETE", "/v1/apps/{app_name}/network_policies/{policy_id}", Effect.REPEATABLE),
  /** Get a page of an app's log: {@code GET /api/v1/apps/{app_name}/logs}, at api.fly.io. */
  LOGS_PAGE("GET", "/api/v1/apps/{app_name}/logs", Effect.READ),
  /** List organizations: {@code GET /api/v1/organizations}, at api.fly.io. */
  ORGANIZATIONS_LIST("GET", "/api/v1/organizations", Effect.READ),
  /** Run a GraphQL document at api.fly.io: {@code POST /graphql}. */
  GRAPHQL("POST", "/graphql", Effect.ONCE);

  /** What a request does to the server, which decides when it may be sent again. */
  enum Effect {
    /** Changes nothing. */
    READ,
    /** Changes something; repeating it has no further effect. */
    REPEATABLE,
    /** Changes something each time: sent again only if it certainly had no effect. */
    ONCE
  }

  private final String method;
  private final String path;
  private final Effect effect;
  private final boolean guarded;

  FlyOperation(String method, String path, Effect effect) {
    this(method, path, effect, false);
  }

  FlyOperation(String method, String path, Effect effect, boolean guarded) {
    this.method = method;
    this.path = path;
    this.effect = effect;
    this.guarded = guarded;
  }

  /** Returns the HTTP method, {@code "GET"} for example. */
  public String method() {
    return method;
  }

  /** Returns the path with its variables: {@code "/v1/apps/{app_name}"}. */
  public String path() {
    return path;
  }

  /** Returns whether the operation can change something on the server. */
  public boolean isMutating() {
    return effect != Effect.READ;
  }

  /**
   * Returns whether the client repeats the operation after a failure, even if the first attempt may
   * have taken effect.
   */
  public boolean isRepeatable() {
    return effect != Effect.ONCE;
  }

  /** Returns whether the operation carries the nonce of a lease that this client holds. */
  boolean isGuarded() {
    return guarded;
  }

  /** Returns method and path: {@code "GET /v1/apps/{app_name}"}. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
