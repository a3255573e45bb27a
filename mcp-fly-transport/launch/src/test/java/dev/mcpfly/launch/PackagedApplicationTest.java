package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Entries that are written by a program which brings a Java runtime without its own command. */
@Isolated("changes java.home, which others start machines with")
class PackagedApplicationTest extends LaunchTestBase {
  @Test
  void programWithoutItsOwnJavaRecordsNone() throws Exception {
    String real = System.getProperty("java.home");
    System.setProperty(
        "java.home", home.resolve("runtime").toString()); // as in a packaged application
    try {
      assertThat(JavaProgram.running()).isEmpty();
      new RelayInstallation(DataDirectory.of(host), host).install();
    } finally {
      System.setProperty("java.home", real);
    }
    RelayFiles files = new RelayInstallation(DataDirectory.of(host), host).files();
    assertThat(files.java()).doesNotExist();
    assertThat(files.launcher()).isExecutable();
    assertThat(files.trouble()).isEmpty();
  }
}
