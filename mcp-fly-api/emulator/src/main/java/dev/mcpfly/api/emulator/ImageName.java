package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

/** Parses an image's name, as a registry would. */
final class ImageName {
  private ImageName() {}

  static ObjectNode json(ObjectNode config) {
    String image =
        Json.text(config, "image", Json.text(Json.items(config, "containers").get(0), "image", ""));
    int at = image.indexOf('@');
    String name = at < 0 ? image : image.substring(0, at);
    int slash = name.indexOf('/');
    String host = slash < 0 ? "" : name.substring(0, slash);
    boolean registry = host.contains(".") || host.contains(":") || host.equals("localhost");
    String rest = registry ? name.substring(slash + 1) : name;
    int colon = rest.lastIndexOf(':');
    String repository = colon < 0 ? rest : rest.substring(0, colon);
    boolean official = !registry && !repository.contains("/");
    ObjectNode json =
        Json.object()
            .put("registry", registry ? host : "docker-hub-mirror.fly.io")
            .put("repository", official ? "library/" + repository : repository)
            .put("tag", colon < 0 ? "latest" : rest.substring(colon + 1))
            .put("digest", at < 0 ? digest(image) : image.substring(at + 1));
    json.putNull("labels");
    return json;
  }

  /** Invents a digest that is always the same for the same name. */
  private static String digest(String image) {
    byte[] bytes = new byte[32];
    byte[] name = image.getBytes(StandardCharsets.UTF_8);
    long seed = 17;
    for (byte b : name) {
      seed = 31 * seed + b;
    }
    new Random(seed).nextBytes(bytes);
    return "sha256:" + HexFormat.of().formatHex(bytes);
  }
}
