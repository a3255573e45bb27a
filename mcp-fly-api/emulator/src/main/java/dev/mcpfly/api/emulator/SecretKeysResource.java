package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Secret keys: stored here, never shown, and used by encrypt, decrypt, sign and verify. */
final class SecretKeysResource {
  private final Catalog catalog;
  private final World world;

  SecretKeysResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/secretkeys";
    String one = path + "/{secret_name}";
    routes
        .add("GET", path, "Secretkeys_list", this::list)
        .add("GET", one, "Secretkey_get", this::get)
        .add("POST", one, "Secretkey_set", this::set)
        .add("DELETE", one, "Secretkey_delete", this::delete)
        .add("POST", one + "/generate", "Secretkey_generate", this::generate)
        .add("POST", one + "/encrypt", "Secretkey_encrypt", this::encrypt)
        .add("POST", one + "/decrypt", "Secretkey_decrypt", this::decrypt)
        .add("POST", one + "/sign", "Secretkey_sign", this::sign)
        .add("POST", one + "/verify", "Secretkey_verify", this::verify);
  }

  private Reply list(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    app.secrets.require(call.number("min_version"));
    List<String> types = call.list("types");
    ArrayNode keys = Json.array();
    app.keys.entries.forEach(
        (name, entry) -> {
          if (types.isEmpty() || types.contains(entry.type())) {
            keys.add(json(name, entry));
          }
        });
    ObjectNode body = Json.object();
    body.set("secret_keys", keys);
    return Reply.ok(body);
  }

  private static ObjectNode json(String name, KeyRing.Entry entry) {
    ObjectNode json = Json.object().put("name", name).put("type", entry.type());
    byte[] publicKey = using(() -> entry.key().publicKey());
    if (publicKey.length > 0) {
      json.put("public_key", Base64.getEncoder().encodeToString(publicKey));
    }
    return json.put("created_at", entry.createdAt().toString())
        .put("updated_at", entry.updatedAt().toString());
  }

  private KeyRing.Entry named(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    app.secrets.require(call.number("min_version"));
    KeyRing.Entry entry = app.keys.entries.get(call.variable("secret_name"));
    if (entry == null) {
      throw ApiError.notFound("secret key not found");
    }
    return entry;
  }

  private Reply get(ReceivedCall call) {
    return Reply.ok(json(call.variable("secret_name"), named(call)));
  }

  private Reply set(ReceivedCall call) {
    ObjectNode request = call.json();
    String type = Json.text(request, "type", "");
    byte[] value = bytes(request, "value");
    return keep(call, type, using(() -> EmulatedKey.of(type, value)));
  }

  private Reply generate(ReceivedCall call) {
    String type = Json.text(call.json(), "type", "");
    if (catalog.app(call).keys.entries.containsKey(call.variable("secret_name"))) {
      throw ApiError.of(409, "already_exists: secret key exists already");
    }
    return keep(call, type, using(() -> EmulatedKey.generate(type)));
  }

  private Reply keep(ReceivedCall call, String type, EmulatedKey key) {
    EmulatedApp app = catalog.app(call);
    String name = call.variable("secret_name");
    KeyRing.Entry before = app.keys.entries.get(name);
    Instant created = before == null ? world.now() : before.createdAt();
    KeyRing.Entry entry = new KeyRing.Entry(type, key, created, world.now());
    app.keys.entries.put(name, entry);
    ObjectNode body = SecretsResource.versioned(json(name, entry), app.secrets.commit());
    return Reply.json(201, body);
  }

  private Reply delete(ReceivedCall call) {
    named(call);
    EmulatedApp app = catalog.app(call);
    app.keys.entries.remove(call.variable("secret_name"));
    return Reply.ok(SecretsResource.versioned(Json.object(), app.secrets.commit()));
  }

  private Reply encrypt(ReceivedCall call) {
    EmulatedKey key = named(call).key();
    ObjectNode request = call.json();
    byte[] text = bytes(request, "plaintext");
    byte[] associated = bytes(request, "associated_data");
    return result("ciphertext", using(() -> key.encrypt(text, associated)));
  }

  private Reply decrypt(ReceivedCall call) {
    EmulatedKey key = named(call).key();
    ObjectNode request = call.json();
    byte[] text = bytes(request, "ciphertext");
    byte[] associated = bytes(request, "associated_data");
    return result("plaintext", using(() -> key.decrypt(text, associated)));
  }

  private Reply sign(ReceivedCall call) {
    EmulatedKey key = named(call).key();
    byte[] text = bytes(call.json(), "plaintext");
    return result("signature", using(() -> key.sign(text)));
  }

  private Reply verify(ReceivedCall call) {
    EmulatedKey key = named(call).key();
    ObjectNode request = call.json();
    byte[] text = bytes(request, "plaintext");
    byte[] signature = bytes(request, "signature");
    if (!using(() -> key.verify(text, signature))) {
      throw ApiError.badRequest("invalid signature");
    }
    return Reply.empty(204);
  }

  private static Reply result(String name, byte[] bytes) {
    return Reply.ok(Json.object().put(name, Base64.getEncoder().encodeToString(bytes)));
  }

  private static byte[] bytes(ObjectNode request, String member) {
    if (request.hasNonNull(member) && Json.text(request, member) == null) {
      throw ApiError.badRequest("json: " + member + " must be a base64 string");
    }
    try {
      return Base64.getDecoder().decode(Json.text(request, member, ""));
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("json: " + member + ": illegal base64 data");
    }
  }

  private static <T> T using(Crypto<T> work) {
    try {
      return work.run();
    } catch (GeneralSecurityException e) {
      throw ApiError.invalid(String.valueOf(e.getMessage()));
    }
  }

  /** An operation with a key. */
  private interface Crypto<T> {
    T run() throws GeneralSecurityException;
  }
}
