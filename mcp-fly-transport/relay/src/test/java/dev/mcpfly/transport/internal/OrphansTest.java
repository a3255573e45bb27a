package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that have ended and that were not reaped, as happens where no init runs. */
@Timeout(60)
class OrphansTest {
  @Test
  void zombieDoesNotKeepATreeAlive() throws Exception {
    String mark = ProcessTree.mark(987_654_321);
    // The shell becomes a program that never waits for the child that it inherits.
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "true & exec cat");
    builder.environment().put(ProcessTree.VARIABLE, mark);
    Process process = builder.start();
    try {
      ProcessStates states = new ProcessStates(Path.of("/proc"));
      long zombie = 0;
      while (zombie == 0) {
        zombie = states.zombiesOf(process.pid()).stream().findAny().orElse(0L);
        Thread.onSpinWait();
      }
      assertThat(states.isZombie(zombie)).isTrue();
      assertThat(states.isZombie(process.pid())).isFalse();
      ProcessTree tree = new ProcessTree(process.toHandle(), mark);
      while (tree.alive(ProcessTree.marked()).size() > 1) {
        // A parent may still take note; within the limit of this test it is known not to.
        Thread.onSpinWait();
      }
      assertThat(tree.alive(ProcessTree.marked()))
          .extracting(ProcessHandle::pid)
          .containsExactly(process.pid());
    } finally {
      process.getOutputStream().close();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void findsZombiesWhateverTheirNamesAre(@TempDir Path proc) throws Exception {
    stat(proc, 10, "(sh) S 1 1");
    stat(proc, 11, "(evil) R 1 (x) Z 1 11");
    stat(proc, 12, "(sleep) Z 10 12");
    stat(proc, 13, "(sleep) Z 1 13");
    Files.createDirectories(proc.resolve("14"));
    ProcessStates states = new ProcessStates(proc);
    assertThat(states.zombiesOf(1)).containsExactlyInAnyOrder(11L, 13L);
    assertThat(states.isZombie(10)).isFalse();
    assertThat(states.isZombie(14)).isFalse();
    assertThat(new ProcessStates(proc.resolve("none")).zombiesOf(1)).isEmpty();
  }

  private static void stat(Path proc, int pid, String rest) throws Exception {
    Files.writeString(
        Files.createDirectories(proc.resolve("" + pid)).resolve("stat"), pid + " " + rest);
  }

  @Test
  void reapsOnlyProcessesThatWereDeadForARound(@TempDir Path proc) throws Exception {
    OrphanReaper reaper = OrphanReaper.of(new ProcessStates(proc), 1);
    assertThat(reaper != null).isEqualTo(Runtime.version().feature() >= 22);
    if (reaper != null) {
      assertThat(reaper.reap(ProcessHandle.current().pid())).as("no child of its own").isFalse();
      stat(proc, 13, "(sleep) Z 1 13");
      assertThat(reaper.round()).isEmpty();
      assertThat(reaper.round()).as("of this process there is no such child").isEmpty();
    }
  }
}
