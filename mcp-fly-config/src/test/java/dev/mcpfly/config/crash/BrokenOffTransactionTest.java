package dev.mcpfly.config.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.McpServerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills processes that change several files together. The system property {@code
 * mcpfly.crash.kills} says how many, {@code mcpfly.crash.seed} when.
 */
class BrokenOffTransactionTest {
  private static final int KILLS = Integer.getInteger("mcpfly.crash.kills", 8);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  @TempDir Path home;
  private List<ClientConfig> configs;

  @BeforeEach
  void scratchFiles() throws IOException {
    configs = TransactionMain.configs(home);
    for (ClientConfig config : configs) {
      Files.createDirectories(config.path().getParent());
    }
    TransactionMain.put(configs, 0);
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void nextChangeUndoesAPartialChange() throws Exception {
    long seed = Long.getLong("mcpfly.crash.seed", 7);
    System.out.printf("%d kills, -Dmcpfly.crash.seed=%d%n", KILLS, seed);
    Random random = new Random(seed);
    int mixed = 0;
    int generation = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (Writer writer =
          Writer.start(TransactionMain.class, home.toString(), String.valueOf(generation + 1))) {
        writer.go();
        assertThat(writer.awaitPut()).isTrue();
        generation++;
        if (random.nextBoolean()) {
          awaitMixed();
        } else {
          TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * LONGEST_NANOS));
        }
        generation = writer.kill(generation);
      }
      mixed += generations().stream().distinct().count() > 1 ? 1 : 0;
      // Whoever changes one of the files next, be it another entry, brings all of them in order.
      ClientConfig next = configs.get(random.nextInt(configs.size()));
      McpServerEntry other = McpServerEntry.stdio("other", String.valueOf(kill));
      next.plan(edit -> edit.put("other", other)).write();
      List<String> after = generations();
      assertThat(after.stream().distinct()).as("after kill %d: %s", kill, after).hasSize(1);
      assertThat(after.get(0)).isIn("put-" + generation, "put-" + (generation + 1));
      generation = Integer.parseInt(after.get(0).substring("put-".length()));
      assertThat(next.servers()).containsEntry("other", other);
      TransactionMain.put(configs, ++generation);
      assertThat(generations()).containsOnly("put-" + generation);
      assertThat(records()).isEmpty();
    }
    System.out.printf("%d kills, %d times amid the change of the files%n", KILLS, mixed);
  }

  /** Half of the kills happen right when the files are not the same. */
  private void awaitMixed() {
    for (int i = 0; i < 5000; i++) {
      List<String> seen = generationsOfFirstTwo();
      if (!seen.get(0).equals(seen.get(1))) {
        return;
      }
    }
  }

  @Test
  @Timeout(120)
  void aChangeThatIsKilledBeforeItsLastFileIsUndoneByTheNext() throws Exception {
    Files.writeString(configs.get(1).path(), "{\"mine\": 1}");
    Path lock = Files.createDirectory(configs.get(2).path().resolveSibling("config.toml.lock"));
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().plusSeconds(3600)));
    try (Writer writer = Writer.start(TransactionMain.class, home.toString(), "1")) {
      writer.go();
      while (!generationsOfFirstTwo().equals(List.of("put-1", "put-1"))) {
        Thread.onSpinWait();
      }
      writer.kill(0);
    }
    Files.delete(lock);
    assertThat(records()).isNotEmpty();
    ClientConfig first = configs.get(0);
    ConfigPlan plan = first.plan(edit -> edit.put("other", McpServerEntry.stdio("o")));
    assertThat(plan.warnings()).singleElement().asString().contains("was interrupted");
    assertThat(plan.diff()).contains("put-0").doesNotContain("put-1");
    plan.write();
    assertThat(first.servers()).containsKey("other");
    assertThat(first.servers().get(TransactionMain.NAME).args()).containsExactly("put-0");
    assertThat(configs.get(1).path()).hasContent("{\"mine\": 1}");
    assertThat(configs.get(2).servers().get(TransactionMain.NAME).args()).containsExactly("put-0");
    assertThat(records()).isEmpty();
  }

  private List<String> generationsOfFirstTwo() {
    return configs.subList(0, 2).stream()
        .map(config -> config.servers().get(TransactionMain.NAME))
        .map(entry -> entry == null ? "" : entry.args().get(0))
        .toList();
  }

  @Test
  void keepsChangesThatOthersMadeSince() throws Exception {
    Path lock = Files.createDirectory(configs.get(2).path().resolveSibling("config.toml.lock"));
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().plusSeconds(3600)));
    try (Writer writer = Writer.start(TransactionMain.class, home.toString(), "1")) {
      writer.go();
      while (!generationsOfFirstTwo().equals(List.of("put-1", "put-1"))) {
        Thread.onSpinWait();
      }
      writer.kill(0);
    }
    Files.delete(lock);
    Files.writeString(configs.get(1).path(), "{\"theirs\": 1}");
    configs.get(2).plan(edit -> edit.put("other", McpServerEntry.stdio("o"))).write();
    assertThat(configs.get(0).servers().get(TransactionMain.NAME).args()).containsExactly("put-0");
    assertThat(configs.get(1).path()).hasContent("{\"theirs\": 1}");
    assertThat(records()).isEmpty();
  }

  @Test
  void aTransactionLeavesNoRecordsBehind() throws IOException {
    assertThat(records()).isEmpty();
    assertThat(generations()).containsOnly("put-0");
  }

  private List<String> generations() {
    return configs.stream()
        .map(config -> config.servers().get(TransactionMain.NAME).args().get(0))
        .toList();
  }

  private List<Path> records() throws IOException {
    List<Path> records = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      files
          .filter(file -> file.toString().matches(".*\\.mcp-fly\\.(journal|transaction|tmp|lock)"))
          .forEach(records::add);
    }
    return records;
  }
}
