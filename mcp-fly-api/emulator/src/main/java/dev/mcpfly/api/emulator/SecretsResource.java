package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.Map;
import java.util.regex.Pattern;

/** App secrets. Setting them does not change existing machines. */
final class SecretsResource {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Catalog catalog;
  private final World world;

  SecretsResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/secrets";
    routes
        .add("GET", path, "Secrets_list", this::list)
        .add("POST", path, "Secrets_update", this::update)
        .add("GET", path + "/{secret_name}", "Secret_get", this::get)
        .add("POST", path + "/{secret_name}", "Secret_create", this::create)
        .add("DELETE", path + "/{secret_name}", "Secret_delete", this::delete);
  }

  private Reply list(ReceivedCall call) {
    SecretStore secrets = catalog.app(call).secrets;
    secrets.require(call.number("min_version"));
    boolean shown = shown(call);
    ArrayNode found = Json.array();
    secrets.names().forEach(name -> found.add(secrets.json(name, shown)));
    ObjectNode body = Json.object();
    body.set("secrets", found);
    return Reply.ok(body);
  }

  private Reply get(ReceivedCall call) {
    SecretStore secrets = catalog.app(call).secrets;
    secrets.require(call.number("min_version"));
    return Reply.ok(secrets.json(call.variable("secret_name"), shown(call)));
  }

  /** Values are shown to the owner's token, and not to a deploy token. */
  private static boolean shown(ReceivedCall call) {
    boolean wanted = call.flag("show_secrets");
    if (wanted && call.scope() != null) {
      throw ApiError.of(403, "unauthorized");
    }
    return wanted;
  }

  private Reply update(ReceivedCall call) {
    SecretStore secrets = catalog.app(call).secrets;
    ObjectNode values = Json.child(call.json(), "values");
    if (values == null) {
      throw ApiError.badRequest("values is required");
    }
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      checkName(value.getKey());
      if (!value.getValue().isString() && !value.getValue().isNull()) {
        throw ApiError.badRequest(
            "json: cannot unmarshal " + value.getKey() + " into Go value of type string");
      }
    }
    ArrayNode changed = Json.array();
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      String name = value.getKey();
      boolean set = value.getValue().isString();
      secrets.set(name, set ? value.getValue().stringValue() : null, world.now());
      if (set) {
        changed.add(secrets.json(name, false));
      }
    }
    ObjectNode body = Json.object();
    body.set("secrets", changed);
    return Reply.ok(versioned(body, secrets.commit()));
  }

  private Reply create(ReceivedCall call) {
    SecretStore secrets = catalog.app(call).secrets;
    String name = call.variable("secret_name");
    checkName(name);
    String value = Json.text(call.json(), "value");
    if (value == null) {
      throw ApiError.badRequest("value is required");
    }
    secrets.set(name, value, world.now());
    long version = secrets.commit();
    return Reply.json(201, versioned(secrets.json(name, false), version));
  }

  private Reply delete(ReceivedCall call) {
    SecretStore secrets = catalog.app(call).secrets;
    String name = call.variable("secret_name");
    if (!secrets.has(name)) {
      throw ApiError.notFound("secret not found");
    }
    secrets.set(name, null, world.now());
    return Reply.ok(versioned(Json.object(), secrets.commit()));
  }

  /** The version comes twice, once under its deprecated, capitalised name. */
  static ObjectNode versioned(ObjectNode body, long version) {
    return body.put("version", version).put("Version", version);
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw ApiError.badRequest("invalid secret name '" + name + "'");
    }
  }
}
