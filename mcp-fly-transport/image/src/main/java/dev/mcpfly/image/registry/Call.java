package dev.mcpfly.image.registry;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to a registry's API: the parts that stay the same in each attempt and after each
 * redirect.
 */
final class Call {
  final String method;
  final URI uri;
  final ImageReference image;
  final Map<String, String> headers = new LinkedHashMap<>();
  String scope;
  Wire.@Nullable Upload upload;
  Wire.@Nullable Sink sink;
  long size;
  int bodyLimit = 64 * 1024;
  boolean patient;

  private Call(String method, URI uri, ImageReference image, String actions) {
    this.method = method;
    this.uri = uri;
    this.image = image;
    this.scope = "repository:" + image.repository() + ":" + actions;
  }

  /** Returns a call that reads from the image's repository; the path is relative to it. */
  static Call reading(String method, ImageReference image, String path) {
    return new Call(method, place(image, path), image, "pull");
  }

  /** Returns a call that writes to the image's repository. */
  static Call writing(String method, ImageReference image, String path) {
    return new Call(method, place(image, path), image, "pull,push");
  }

  /** Returns a writing call to an address that the registry gave. */
  static Call writingAt(String method, ImageReference image, URI uri) {
    return new Call(method, uri, image, "pull,push");
  }

  private static URI place(ImageReference image, String path) {
    return URI.create(Origins.of(image.registry()) + "/v2/" + image.repository() + path);
  }

  Call header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Call alsoReading(ImageReference other) {
    scope += " repository:" + other.repository() + ":pull";
    return this;
  }

  Call body(Wire.Upload body) {
    upload = body;
    size = body.length();
    return this;
  }

  /** Sends the response's body to a sink; the expected size sets how long it may take. */
  Call into(Wire.Sink target, long expectedSize) {
    sink = target;
    size = expectedSize;
    return this;
  }

  Call keepingAtMost(int bytes) {
    bodyLimit = bytes;
    return this;
  }

  /** Marks a call that the registry may take long to answer. */
  Call patiently() {
    patient = true;
    return this;
  }
}
