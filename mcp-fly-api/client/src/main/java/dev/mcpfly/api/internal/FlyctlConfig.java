package dev.mcpfly.api.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the token from flyctl's configuration file, a flat YAML file. */
public final class FlyctlConfig {
  private static final long LARGEST_FILE = 1 << 20;

  private FlyctlConfig() {}

  /**
   * Returns the value of {@code access_token}, or empty if the file or the key is not there.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public static Optional<String> accessToken(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    for (String line : text.split("\\R", -1)) {
      if (line.startsWith("access_token:")) {
        String value = scalar(line.substring("access_token:".length()).strip());
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private static String scalar(String text) {
    if (text.length() >= 2) {
      char quote = text.charAt(0);
      int end = text.indexOf(quote, 1);
      if ((quote == '"' || quote == '\'') && end > 0) {
        return text.substring(1, end);
      }
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).strip();
  }
}
