package dev.mcpfly.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads credentials from the environment and from files. */
final class Credentials {
  private Credentials() {}

  /** Returns the value, if a header can carry it; the message never shows it. */
  static String headerSafe(String what, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("The " + what + " is empty.");
    }
    String text = value.strip();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7F) {
        throw new IllegalArgumentException(
            "The "
                + what
                + " contains a control character, which is not allowed in an HTTP header.");
      }
    }
    return text;
  }

  static Supplier<String> environment(String variable) {
    return () -> {
      String value = System.getenv(variable);
      if (value == null || value.isBlank()) {
        throw new IllegalStateException("The environment variable " + variable + " is not set.");
      }
      return value;
    };
  }

  static Supplier<String> file(Path file) {
    return new Supplier<>() {
      private @Nullable FileTime read;
      private String token = "";

      @Override
      public synchronized String get() {
        try {
          FileTime changed = Files.getLastModifiedTime(file);
          if (!changed.equals(read)) {
            token = Files.readString(file).strip();
            read = changed;
          }
          return token;
        } catch (IOException e) {
          throw new UncheckedIOException("The token file " + file + " cannot be read.", e);
        }
      }
    };
  }
}
