package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.SecretKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys that Fly keeps for one app, and the operations with them. */
public final class SecretKeys {
  private final CallEngine engine;
  private final String app;
  private final @Nullable Long minVersion;

  SecretKeys(CallEngine engine, String app) {
    this(engine, app, null);
  }

  private SecretKeys(CallEngine engine, String app, @Nullable Long minVersion) {
    this.engine = engine;
    this.app = app;
    this.minVersion = minVersion;
  }

  /** Returns a view that uses at least this version of the app's secrets. */
  public SecretKeys minVersion(long version) {
    return new SecretKeys(engine, app, version);
  }

  /** Lists the keys, of all kinds or of some: {@code GET /v1/apps/{app}/secretkeys}. */
  public List<SecretKey> list(SecretKey.Type... types) {
    String wanted =
        Arrays.stream(types).map(SecretKey.Type::value).collect(Collectors.joining(","));
    return engine
        .send(
            versioned(FlyOperation.SECRET_KEYS_LIST, app)
                .query("types", wanted.isEmpty() ? null : wanted))
        .wrappedList(SecretKey::new, "secret_keys");
  }

  /**
   * Returns a key, without its secret: {@code GET /v1/apps/{app}/secretkeys/{name}}.
   *
   * @throws NotFoundException if it does not exist
   */
  public SecretKey get(String name) {
    return engine.send(versioned(FlyOperation.SECRET_KEYS_GET, app, name)).as(SecretKey::new);
  }

  /** Returns a key, or empty if it does not exist. */
  public Optional<SecretKey> find(String name) {
    return Absence.find(() -> get(name));
  }

  /** Sets a key: {@code POST /v1/apps/{app}/secretkeys/{name}}. */
  public SecretKey.Change set(String name, SecretKey.Type type, byte[] value) {
    return engine
        .send(
            new OperationCall(FlyOperation.SECRET_KEYS_SET, app, name)
                .body(JsonObject.of("type", type.value()).with("value", base64(value))))
        .as(SecretKey.Change::new);
  }

  /**
   * Generates a key at Fly: {@code POST /v1/apps/{app}/secretkeys/{name}/generate}. Never repeated
   * automatically.
   */
  public SecretKey.Change generate(String name, SecretKey.Type type) {
    return engine
        .send(
            new OperationCall(FlyOperation.SECRET_KEYS_GENERATE, app, name)
                .body(JsonObject.of("type", type.value())))
        .as(SecretKey.Change::new);
  }

  /**
   * Removes a key: {@code DELETE /v1/apps/{app}/secretkeys/{name}}. Returns false if there was
   * none.
   */
  public boolean delete(String name) {
    return Absence.of(
        () -> engine.send(new OperationCall(FlyOperation.SECRET_KEYS_DELETE, app, name)));
  }

  /**
   * Encrypts: {@code POST …/secretkeys/{name}/encrypt}.
   *
   * @param associatedData must be given again to decrypt; empty for keys that do not support it
   */
  public byte[] encrypt(String name, byte[] plaintext, byte[] associatedData) {
    return bytes(
        versioned(FlyOperation.SECRET_KEYS_ENCRYPT, app, name)
            .body(with(associatedData, JsonObject.of("plaintext", base64(plaintext)))),
        "ciphertext");
  }

  /**
   * Decrypts: {@code POST …/secretkeys/{name}/decrypt}.
   *
   * @throws ApiException.BadRequest if the text or the associated data are not what was encrypted
   */
  public byte[] decrypt(String name, byte[] ciphertext, byte[] associatedData) {
    return bytes(
        versioned(FlyOperation.SECRET_KEYS_DECRYPT, app, name)
            .body(with(associatedData, JsonObject.of("ciphertext", base64(ciphertext)))),
        "plaintext");
  }

  /** Signs: {@code POST …/secretkeys/{name}/sign}. */
  public byte[] sign(String name, byte[] plaintext) {
    return bytes(
        versioned(FlyOperation.SECRET_KEYS_SIGN, app, name)
            .body(JsonObject.of("plaintext", base64(plaintext))),
        "signature");
  }

  /** Returns whether a signature is valid: {@code POST …/secretkeys/{name}/verify}. */
  public boolean verify(String name, byte[] plaintext, byte[] signature) {
    try {
      engine.send(
          versioned(FlyOperation.SECRET_KEYS_VERIFY, app, name)
              .body(
                  JsonObject.of("plaintext", base64(plaintext))
                      .with("signature", base64(signature))));
      return true;
    } catch (ApiException.BadRequest e) {
      return false;
    }
  }

  private OperationCall versioned(FlyOperation operation, String... variables) {
    return new OperationCall(operation, variables).query("min_version", minVersion);
  }

  private byte[] bytes(OperationCall call, String field) {
    Answer answer = engine.send(call);
    JsonObject reply = answer.object();
    byte[] bytes = answer.read(() -> reply.bytes(field));
    return bytes == null ? new byte[0] : bytes;
  }

  private static JsonObject with(byte[] associatedData, JsonObject body) {
    return associatedData.length == 0 ? body : body.with("associated_data", base64(associatedData));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
