package dev.mcpfly.image;

import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RemoteImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of a {@link ServerImage}; changed only while it is being copied. */
final class WrapOptions {
  List<String> command = List.of();
  List<String> setup = List.of();
  Map<String, String> env = Map.of();
  Map<String, Added> files = Map.of();
  RemoteImage.Platform platform = RemoteImage.Platform.LINUX_AMD64;
  int port = 8080;
  boolean unauthenticated;
  Optional<ServerImage.Wrapper> wrapper = Optional.empty();
  Optional<byte[]> relayJar = Optional.empty();
  Part glibcJre = part("docker.io/library/eclipse-temurin:25-jre", "/opt/java/openjdk");
  Part muslJre = part("docker.io/library/eclipse-temurin:25-jre-alpine", "/opt/java/openjdk");
  Part flyctl = part("docker.io/flyio/flyctl:latest", "/flyctl");

  /** A file to add to the image; its bytes are never changed. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Added(byte[] content, int mode) {}

  /** A path of an image. */
  record Part(ImageReference image, String path) {}

  static Part part(String image, String path) {
    return new Part(ImageReference.parse(image), path);
  }

  WrapOptions copy() {
    WrapOptions copy = new WrapOptions();
    copy.command = command;
    copy.setup = setup;
    copy.env = env;
    copy.files = files;
    copy.platform = platform;
    copy.port = port;
    copy.unauthenticated = unauthenticated;
    copy.wrapper = wrapper;
    copy.relayJar = relayJar;
    copy.glibcJre = glibcJre;
    copy.muslJre = muslJre;
    copy.flyctl = flyctl;
    return copy;
  }
}
