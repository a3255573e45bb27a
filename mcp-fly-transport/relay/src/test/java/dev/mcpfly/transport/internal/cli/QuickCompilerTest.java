package dev.mcpfly.transport.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.RelayJar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class QuickCompilerTest {
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  private final List<Process> relays = new ArrayList<>();

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

  /** The bean server would take 150 ms of the processor and 10 MB. */
  @Test
  void jarStartedWithoutOptionsUsesTheQuickCompilerAndGivesMemoryBackWithoutABeanServer()
      throws Exception {
    Process relay = started();
    asked(relay, "VM.flags", "-XX:G1PeriodicGCInterval=300000");
    assertThat(asked(relay, "Compiler.directives_print", "Exclude:true"))
        .matches("(?s).*c1 directives:[^\\n]*\\n[^\\n]*\\n[^\\n]*Exclude:false.*")
        .containsPattern("c2 directives:[^\\n]*\\n[^\\n]*\\n[^\\n]*Exclude:true");
    assertThat(asked(relay, "GC.class_histogram", "dev.mcpfly.transport"))
        .doesNotContain("com.sun.jmx.mbeanserver.JmxMBeanServer");
  }

  @Test
  void keepsThePeriodThatItsUserHasGiven() throws Exception {
    Process relay = started("-XX:+UseG1GC", "-XX:G1PeriodicGCInterval=12345");
    asked(relay, "Compiler.directives_print", "Exclude:true");
    assertThat(asked(relay, "VM.flags", "-XX:")).contains("-XX:G1PeriodicGCInterval=12345");
  }

  @Test
  void usesTheBeanWhereTheJvmDoesNotOpenWhatIsBehindIt() throws Exception {
    String jar = RelayJar.installTo(directory).toString();
    Process relay = started(List.of("-cp", jar), "dev.mcpfly.transport.RelayMain");
    assertThat(asked(relay, "Compiler.directives_print", "Exclude:true")).contains("c2 directives");
  }

  @AfterEach
  void endRelay() throws Exception {
    for (Process relay : relays) {
      relay.destroy();
      assertThat(relay.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Process started(String... flags) throws Exception {
    List<String> words = new ArrayList<>(List.of(flags));
    words.add("-jar");
    return started(words, RelayJar.installTo(directory).toString());
  }

  private Process started(List<String> flags, String program) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(BIN.resolve("java").toString());
    command.addAll(flags);
    command.addAll(List.of(program, "wrap", "--port", "0", "--", "cat"));
    Process relay =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    relays.add(relay);
    return relay;
  }

  /** Asks until the answer has these words, which are not there while the JVM is young. */
  private static String asked(Process relay, String command, String words) throws Exception {
    String answer = "";
    while (relay.isAlive() && !answer.contains(words)) {
      answer = jcmd(relay.pid(), command);
    }
    assertThat(relay.isAlive()).as("the relay goes on").isTrue();
    return answer;
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
