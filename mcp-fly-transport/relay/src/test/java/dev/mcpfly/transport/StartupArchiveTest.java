package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupArchiveTest {
  @TempDir Path directory;

  @Test
  void deletesWhatProcessesThatAreGoneHaveLeft() throws IOException, InterruptedException {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path archive = directory.resolve("relay.jsa");
    for (String name : new String[] {".list", ".tmp"}) {
      Files.writeString(directory.resolve("relay.jsa." + gone.pid() + name), "abandoned");
      Files.writeString(
          directory.resolve("relay.jsa." + ProcessHandle.current().pid() + name), "in use");
      Files.writeString(directory.resolve("other.jsa." + gone.pid() + name), "somebody else's");
      Files.writeString(directory.resolve("relay.jsa.x" + name), "not by us");
    }
    Files.writeString(archive, "archive");

    StartupArchive.removeAbandoned(archive);

    assertThat(directory)
        .isDirectoryNotContaining("glob:**/relay.jsa." + gone.pid() + ".*")
        .isDirectoryContaining("glob:**/relay.jsa." + ProcessHandle.current().pid() + ".list")
        .isDirectoryContaining("glob:**/other.jsa." + gone.pid() + ".tmp")
        .isDirectoryContaining("glob:**/relay.jsa.x.tmp")
        .isDirectoryContaining("glob:**/relay.jsa");
  }

  /**
   * What the warm-up misses is made anew in every relay, which takes 6 MB on JDK 25; and what it
   * loads for itself is in every relay's memory.
   */
  @Test
  void warmUpLoadsWhatARelayNeedsWithItsTimerAndNothingForTextsOfALanguage() throws Exception {
    Path jar = RelayJar.installTo(directory);
    Path list = directory.resolve("relay.list");
    Process warmUp =
        new ProcessBuilder(
                JvmFlags.ownJava().toString(),
                "-XX:DumpLoadedClassList=" + list,
                "-jar",
                jar.toString(),
                StartupArchive.WARM_UP,
                "wrap")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    assertThat(warmUp.waitFor(120, TimeUnit.SECONDS)).isTrue();

    assertThat(Files.readString(list))
        .contains("dev/mcpfly/transport/internal/relay/SharedChildren lambda$tick$")
        .contains("dev/mcpfly/transport/internal/relay/WrapEndpoint lambda$tick$")
        .contains("dev/mcpfly/transport/internal/cli/QuickCompiler")
        .contains("dev/mcpfly/transport/internal/Gathering\n")
        .doesNotContain("java/util/Formatter", "sun/util/cldr", "java/net/SocksSocketImpl");
  }
}
