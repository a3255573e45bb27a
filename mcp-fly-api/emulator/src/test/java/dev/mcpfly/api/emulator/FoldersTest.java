package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders whose owners have just ended. */
@Timeout(120)
class FoldersTest {
  @TempDir Path temporary;

  private Path folder(String name) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    for (int i = 0; i < 50; i++) {
      Files.writeString(Files.createDirectories(folder.resolve("a" + i + "/b")).resolve("c"), "x");
    }
    return folder;
  }

  @Test
  void deletesAFolderThatIsGoneAlready() throws Exception {
    Folders.delete(temporary.resolve("none"));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void severalThreadsDeleteOneFolder() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 5; round++) {
        Path folder = folder("shared-" + round);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(
              threads.submit(
                  () -> {
                    go.await();
                    Folders.delete(folder);
                    return null;
                  }));
        }
        go.countDown();
        for (Future<?> each : all) {
          each.get();
        }
        assertThat(folder).doesNotExist();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void deletesAFolderThatAKilledProcessStillWritesTo() throws Exception {
    Path folder = folder("written");
    Process writer =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "n=0; while :; do n=$((n+1)); echo x >a0/$n; [ $n -ne 20 ] || echo begun; done"
                    + " 2>/dev/null")
            .directory(folder.toFile())
            .start();
    try {
      assertThat(writer.getInputStream().read()).isEqualTo('b');
    } finally {
      writer.destroyForcibly();
    }
    Folders.delete(folder);
    assertThat(folder).doesNotExist();
  }

  @Test
  void anInterruptDoesNotEndTheDeletion() throws Exception {
    Path folder = folder("interrupted");
    Thread.currentThread().interrupt();
    Folders.delete(folder);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder).doesNotExist();
  }
}
