package dev.mcpfly.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that lies in the machine before the server starts. */
final class ServerFile {
  /** More does not fit into a machine's configuration, which is sent as one JSON text. */
  private static final long MAX_BYTES = 4L << 20;

  private static final int MAX_PATH = 4096;

  private final String guestPath;
  private final @Nullable Content content;
  private final @Nullable String secretName;

  @FunctionalInterface
  private interface Content {
    byte[] read();
  }

  private ServerFile(String guestPath, @Nullable Content content, @Nullable String secretName) {
    if (!Given.value("the path of a file", guestPath).startsWith("/")
        || guestPath.endsWith("/")
        || guestPath.length() > MAX_PATH
        || guestPath.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidLaunchException(
          "A file in the machine needs an absolute path, such as /etc/app.json, not \"%s\"."
              .formatted(Texts.shown(guestPath)));
    }
    this.guestPath = guestPath;
    this.content = content;
    this.secretName = secretName;
  }

  static ServerFile literal(String guestPath, byte[] content) {
    if (content.length > MAX_BYTES) {
      throw new InvalidLaunchException(
          "The file %s has %d bytes, but a machine's configuration takes at most %d; put it into the image or on a volume."
              .formatted(Texts.shown(guestPath), content.length, MAX_BYTES));
    }
    byte[] copy = content.clone();
    return new ServerFile(guestPath, () -> copy, null);
  }

  /** Returns this file with its content read, so that it is the same however often it is used. */
  ServerFile resolved() {
    byte[] bytes = read();
    return bytes == null ? this : literal(guestPath, bytes);
  }

  static ServerFile local(String guestPath, Path file) {
    return new ServerFile(
        guestPath,
        () -> {
          try {
            if (Files.size(file) > MAX_BYTES) {
              throw new InvalidLaunchException(
                  "The file %s has %d bytes, but a machine's configuration takes at most %d; put it into the image or on a volume."
                      .formatted(file, Files.size(file), MAX_BYTES));
            }
            return Files.readAllBytes(file);
          } catch (IOException e) {
            throw new InvalidLaunchException(
                "The file %s for %s in the machine cannot be read (%s); check the path and its permissions."
                    .formatted(
                        Texts.excerpt(file.toString(), 300), Texts.shown(guestPath), Causes.of(e)),
                e);
          }
        },
        null);
  }

  static ServerFile secret(String guestPath, String secretName) {
    return new ServerFile(guestPath, null, secretName);
  }

  String guestPath() {
    return guestPath;
  }

  /** Returns the bytes, or null for a file that holds a secret. */
  byte @Nullable [] read() {
    return content == null ? null : content.read();
  }

  @Nullable String secretName() {
    return secretName;
  }
}
