package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the runner of Windows builds anew: the same as {@code examples/run} does. */
class BuildTest {
  private static final Instant BUILT = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir Path root;

  @BeforeEach
  void build() throws IOException {
    file("examples/target/classpath.txt", BUILT);
    file("pom.xml", BUILT.minusSeconds(1));
    file("mcp-fly-config/src/main/java/A.java", BUILT.minusSeconds(1));
    file("mcp-fly-api/client/src/main/java/A.java", BUILT);
  }

  private void file(String name, Instant time) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private boolean isStale() throws IOException {
    return Build.at(root.resolve("examples/.")).isStale();
  }

  @Test
  void isFreshWhenNothingIsNewer() throws IOException {
    assertThat(isStale()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "pom.xml, true",
    "mcp-fly-api/pom.xml, true",
    "mcp-fly-api/client/pom.xml, true",
    "mcp-fly-config/src/main/java/B.java, true",
    "mcp-fly-api/client/src/main/resources/r, true",
    "examples/src/main/java/dev/mcpfly/examples/C.java, true",
    "examples/src/test/java/T.java, false",
    "examples/launch.jsh, false",
    "examples/consumers/api/pom.xml, false",
    "mcp-fly-config/docs/clients.md, false",
    "mcp-fly-config/target/classes/B.class, false"
  })
  void isStaleWhenWhatItIsMadeFromHasChanged(String changed, boolean stale) throws IOException {
    file(changed, BUILT.plusSeconds(1));
    assertThat(isStale()).isEqualTo(stale);
  }
}
