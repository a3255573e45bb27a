package dev.mcpfly.transport.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.RelayJar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class QuickCompilerTest {
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "'mixed mode, sharing', false, true",
    "'mixed mode', false, true",
    "'mixed mode, sharing', true, false",
    "'mixed mode, emulated-client, sharing', false, false",
    "'interpreted mode', false, false",
    "'JRE 17 Linux amd64-64-Bit Compressed References (JIT enabled)', false, false",
    "'', false, false",
  })
  void appliesOnlyToJvmsThatUseBothCompilersByDefault(String mode, String keep, boolean wanted) {
    assertThat(QuickCompiler.isWanted(mode, keep)).isEqualTo(wanted);
  }

  @Test
  void jarStartedWithoutOptionsUsesTheQuickCompiler() throws Exception {
    Path jar = RelayJar.installTo(directory);
    Process relay =
        new ProcessBuilder(
                BIN.resolve("java").toString(),
                "-jar",
                jar.toString(),
                "wrap",
                "--port",
                "0",
                "--",
                "cat")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String directives = "";
      while (relay.isAlive() && !directives.contains("Exclude:true")) {
        directives = jcmd(relay.pid(), "Compiler.directives_print");
      }
      assertThat(relay.isAlive()).as("the relay goes on").isTrue();
      assertThat(directives)
          .matches("(?s).*c1 directives:[^\\n]*\\n[^\\n]*\\n[^\\n]*Exclude:false.*")
          .containsPattern("c2 directives:[^\\n]*\\n[^\\n]*\\n[^\\n]*Exclude:true");
    } finally {
      relay.destroy();
      assertThat(relay.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Empty while the JVM is too young to be asked. */
  private static String jcmd(long pid, String command) throws Exception {
    Process jcmd =
        new ProcessBuilder(BIN.resolve("jcmd").toString(), String.valueOf(pid), command)
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return jcmd.waitFor() == 0 ? text : "";
  }
}
