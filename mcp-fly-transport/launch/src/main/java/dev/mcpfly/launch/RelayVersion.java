package dev.mcpfly.launch;

import dev.mcpfly.transport.RelayJar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The version of a relay, so that an older library does not take the place of a newer one.
 *
 * @param text such as {@code 1.2.0} or {@code 1.2.0-SNAPSHOT}
 */
record RelayVersion(String text) implements Comparable<RelayVersion> {
  /** Returns the version of the relay that this library carries. */
  static RelayVersion own() {
    return Own.VERSION;
  }

  /** The version, which is read out of the jar once. */
  private static final class Own {
    static final RelayVersion VERSION = read();

    private static RelayVersion read() {
      try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(RelayJar.bytes()))) {
        @Nullable Manifest manifest = jar.getManifest();
        @Nullable String version =
            manifest == null
                ? null
                : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        return new RelayVersion(version == null ? "0" : version);
      } catch (IOException e) {
        throw new IllegalStateException("The library's own relay cannot be read", e);
      }
    }
  }

  @Override
  public int compareTo(RelayVersion other) {
    int byNumbers = Arrays.compare(numbers(), other.numbers());
    return byNumbers != 0 ? byNumbers : Boolean.compare(isRelease(), other.isRelease());
  }

  private boolean isRelease() {
    return text.indexOf('-') < 0;
  }

  /** Returns the numbers of a version; what is missing or not a number counts as 0. */
  private int[] numbers() {
    int[] numbers = new int[3];
    String[] parts = text.split("-", 2)[0].split("\\.", -1);
    for (int i = 0; i < Math.min(parts.length, numbers.length); i++) {
      numbers[i] = parts[i].matches("\\d{1,9}") ? Integer.parseInt(parts[i]) : 0;
    }
    return numbers;
  }
}
