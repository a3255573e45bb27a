package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class ChildProcessTest {
  private final Heard heard = new Heard();

  private ChildProcess sh(String script) throws IOException {
    return ChildProcess.start(spec(script, 1 << 20, 1 << 20), heard);
  }

  private static ChildSpec spec(String script, int maxLine, long maxQueued) {
    return new ChildSpec(
        List.of("/bin/sh", "-c", script),
        true,
        Map.of(),
        null,
        maxLine,
        maxQueued,
        Duration.ofMillis(300));
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void passesLinesBothWaysAndEndsWithStdin() throws Exception {
    ChildProcess child = sh("while read -r l; do echo \"got $l\"; done; echo bye; exit 4");
    child.send(line("one"));
    child.send(line("two"));
    assertThat(heard.next()).isEqualTo("got one");
    assertThat(heard.next()).isEqualTo("got two");

    child.stop();

    ChildExit exit = child.onExit().get(60, TimeUnit.SECONDS);
    assertThat(heard.next()).isEqualTo("bye");
    assertThat(heard.next()).isEqualTo("exit 4");
    assertThat(exit.code()).isEqualTo(4);
  }

  @Test
  void keepsTheLastErrorLinesAndTheExitCode() throws Exception {
    ChildProcess child = sh("echo first >&2; echo 'cannot find module' >&2; exit 3");

    ChildExit exit = child.onExit().get(60, TimeUnit.SECONDS);

    assertThat(exit.code()).isEqualTo(3);
    assertThat(exit.lastErrorLines()).containsExactly("first", "cannot find module");
  }

  @Test
  void readsTheLastLineWithoutALineEndBeforeTheExit() throws Exception {
    sh("printf 'a\\n\\n  \\nb'");
    assertThat(heard.next()).isEqualTo("a");
    assertThat(heard.next()).isEqualTo("b");
    assertThat(heard.next()).isEqualTo("exit 0");
  }

  @Test
  void reportsThatTheProgramCannotBeStarted() {
    assertThatThrownBy(() -> ChildProcess.start(ChildSpec.of(List.of("/no/such/program")), heard))
        .isInstanceOf(IOException.class);
  }

  @Test
  void replacesTheEnvironmentAndTheDirectory(@TempDir Path directory) throws Exception {
    ChildSpec spec =
        new ChildSpec(
            List.of("/bin/sh", "-c", "echo \"$ONLY-$HOME\"; pwd -P"),
            false,
            Map.of("ONLY", "this"),
            directory,
            1000,
            1000,
            Duration.ofMillis(300));
    ChildProcess.start(spec, heard);
    assertThat(heard.next()).isEqualTo("this-");
    assertThat(heard.next()).isEqualTo(directory.toRealPath().toString());
  }

  @Test
  void discardsAnOverlongLineAndReportsItsId() throws Exception {
    ChildProcess.start(
        spec(
            "printf '{\"x\":{\"id\":1},\"result\":\"'; head -c 300000 /dev/zero | tr '\\0' x;"
                + " printf '\",\"id\":\"q7\"}\\nafter\\n'",
            100_000,
            1000),
        heard);
    assertThat(heard.next()).isEqualTo("oversized \"q7\" 300036");
    assertThat(heard.next()).isEqualTo("after");
  }

  @Test
  void refusesMoreThanTheQueueHoldsWhenTheChildDoesNotRead() throws Exception {
    ChildProcess child = ChildProcess.start(spec("sleep 60", 1000, 500_000), heard);
    byte[] big = line("x".repeat(99_999));
    int taken = 0;
    while (taken < 100 && child.send(big) >= 0) {
      taken++;
    }
    assertThat(taken).isBetween(4, 10);

    child.stop();
    assertThat(child.onExit().get(60, TimeUnit.SECONDS).code()).isGreaterThan(128);
    assertThat(child.send(big)).isEqualTo(-1);
  }

  @Test
  void neverBlocksTheSenderAndKeepsTheOrder() throws Exception {
    ChildProcess child = sh("sleep 0.3; cat");
    for (int i = 0; i < 3000; i++) {
      assertThat(child.send(line("line " + i + " " + "y".repeat(1 + i % 200)))).isPositive();
    }
    for (int i = 0; i < 3000; i++) {
      assertThat(heard.next()).startsWith("line " + i + " ");
    }
    child.stop();
  }

  @Test
  void putsTogetherLinesThatComeInParts() throws Exception {
    ChildProcess child =
        sh("printf '{\"a\"'; read -r l; printf ':1}'; read -r l; printf '\\n'; read -r l; echo b");
    for (int i = 0; i < 2; i++) {
      assertThat(child.send(line("go on"))).isPositive();
    }
    assertThat(heard.next()).isEqualTo("{\"a\":1}");
    assertThat(child.send(line("go on"))).isPositive();
    assertThat(heard.next()).isEqualTo("b");
    assertThat(heard.next()).isEqualTo("exit 0");
  }

  @Test
  void hearsLinesOfAnyLengthOneAfterTheOther() throws Exception {
    ChildProcess child = sh("while read -r n; do head -c $n /dev/zero | tr '\\0' x; echo; done");
    for (int length : new int[] {1, 8190, 8191, 8192, 8193, 2, 65_535, 65_536, 1_000_000, 3, 1}) {
      child.send(line(String.valueOf(length)));
      assertThat(heard.next()).hasSize(length);
    }
    child.stop();
  }

  @Test
  void hearsWhatComesBeforeStdoutIsClosedInTheMiddleOfALine() throws Exception {
    ChildProcess child = sh("echo one; printf half; exec 1>&-; sleep 300");
    assertThat(heard.next()).isEqualTo("one");
    assertThat(heard.next()).isEqualTo("half");
    assertThat(child.onExit().get(60, TimeUnit.SECONDS).code()).isNotZero();
  }

  @Test
  void killsAChildThatIgnoresEofAndTerm() throws Exception {
    ChildProcess child = sh("trap '' TERM; echo up; while :; do sleep 1; done");
    assertThat(heard.next()).isEqualTo("up");
    child.stop();
    assertThat(child.onExit().get(60, TimeUnit.SECONDS).code()).isEqualTo(137);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void endsGrandchildrenWhoseParentIsGone() throws Exception {
    // The shell in the middle ends at once: its sleep belongs to init from then on.
    ChildProcess child = sh("( (trap '' TERM; exec sleep 300) & echo $! ); read -r l");
    long orphan = Long.parseLong(heard.next());
    assertThat(ProcessHandle.of(orphan)).isPresent();

    child.stop();
    child.onExit().get(60, TimeUnit.SECONDS);

    child.onTreeGone().get(60, TimeUnit.SECONDS);
    assertThat(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void reportsTheExitEvenIfADescendantHoldsThePipes() throws Exception {
    ChildProcess child = sh("sleep 300 & echo $!; exit 5");
    long left = Long.parseLong(heard.next());
    assertThat(child.onExit().get(60, TimeUnit.SECONDS).code()).isEqualTo(5);
    child.onTreeGone().get(60, TimeUnit.SECONDS);
    assertThat(ProcessHandle.of(left).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  /** Writes down what it hears. */
  private static final class Heard implements ChildListener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void line(byte[] buf, int from, int to) {
      events.add(new String(buf, from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public void oversized(@Nullable String rawId, long length) {
      events.add("oversized " + rawId + " " + length);
    }

    @Override
    public void errorLine(String line) {}

    @Override
    public void exited(ChildExit exit) {
      events.add("exit " + exit.code());
    }

    String next() throws InterruptedException {
      String event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("an event within 20 s").isNotNull();
      return event;
    }
  }
}
