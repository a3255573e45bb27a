package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.emulator.EmulatorClock;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.HeldClock;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file that a launch writes, with every fault that writing can have: it is read-only, the
 * disk is full, another program changes it meanwhile, the launch is killed. The result is a working
 * deployment, or the state before, in apps, addresses, volumes, machines, secrets, files and
 * processes; after a kill it is what launching again, or destroying, makes of what is left.
 *
 * <p>The build tries a few clients, drawn by a seed that it prints; {@code -Dlaunch.matrix=full}
 * tries all of them.
 */
@Timeout(3600)
@DisabledOnOs(OS.WINDOWS)
class FileFaultMatrixTest {
  private static final boolean FULL = "full".equals(System.getProperty("launch.matrix"));
  private static final long SEED = Long.getLong("launch.matrix.seed", 20_261_128);
  private static final int SAMPLE = 3;
  private static final Duration TICK = Duration.ofMillis(10);
  private static final int BLOCKS = 64;
  private static final String BACKUP = ".mcp-fly.bak";

  @TempDir Path folder;
  private final HeldClock clock = EmulatorClock.held();
  private final PingMachines machines = new PingMachines();
  private final List<String> broken = new ArrayList<>();
  private FlyEmulator emulator;
  private Thread ticking;
  private int cases;

  @BeforeEach
  void start() {
    emulator =
        FlyEmulator.builder()
            .clock(clock)
            .runtime(machines)
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start();
    ticking = new Thread(this::tick, "clock");
    ticking.setDaemon(true);
    ticking.start();
  }

  /** As time goes by; a test can let more of it pass. */
  private void tick() {
    try {
      while (true) {
        Thread.sleep(TICK.toMillis());
        clock.advance(TICK);
      }
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @AfterEach
  void everyCaseHeld() throws InterruptedException {
    ticking.interrupt();
    ticking.join();
    emulator.close();
    System.out.printf("%d cases of faults in files, seed %d%n", cases, SEED);
    assertThat(broken).isEmpty();
    assertThat(cases).isPositive();
    assertThat(machines.running.get()).isZero();
  }

  /** The clients with a file of the user's own, or some of them. */
  private static List<String> clients() {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, Path.of("/nobody"), Map.of());
    List<String> ids = new ArrayList<>();
    for (McpClient client : McpClients.in(host).all()) {
      try {
        client.userConfig();
        boolean takesNumbers = // which a client of another provider on the class path may not
            client.refusal("notes-1", McpServerEntry.stdio("server")).isEmpty();
        if (client.confidence().isCertain() && takesNumbers) {
          ids.add(client.id());
        }
      } catch (ConfigException e) {
        // It has none on this system.
      }
    }
    if (!FULL) {
      Collections.shuffle(ids, new Random(SEED));
      ids.removeAll(List.of("claude-desktop", "codex"));
      return Stream.concat(Stream.of("claude-desktop", "codex"), ids.stream())
          .limit(SAMPLE)
          .toList();
    }
    return ids;
  }

  /** One home, one server, one fault. */
  private final class Case {
    final String name;
    final String server = "notes-" + ++cases;
    final List<String> ids;
    final Path home;
    final HostEnvironment host;
    Map<String, String> before = Map.of();

    Case(String name, String... ids) throws IOException {
      this.name = name + " (" + String.join(", ", ids) + ")";
      this.ids = List.of(ids);
      this.home = Files.createDirectory(folder.resolve("home-" + server));
      this.host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    }

    ClientConfig config(int number) {
      return McpClients.in(host).byId(ids.get(number)).orElseThrow().userConfig();
    }

    /** Gives a client a file with another server in it, filled up to a size. */
    void file(int number, long size) throws IOException {
      ClientConfig config = config(number);
      config.plan(edit -> edit.put("other", McpServerEntry.stdio("other-server"))).write();
      String text = Files.readString(config.path());
      int missing = (int) Math.max(0, size - text.length() - 4);
      boolean json = config.path().toString().contains(".json");
      text += json ? "\n".repeat(missing) : "\n# " + "x".repeat(missing) + "\n";
      Files.writeString(config.path(), text);
      Files.deleteIfExists(config.path().resolveSibling(config.path().getFileName() + BACKUP));
    }

    void installRelay() {
      new RelayInstallation(DataDirectory.of(host), host).install();
    }

    void begin() {
      before = tree();
    }

    /** The files, and what is in them. */
    Map<String, String> tree() {
      Map<String, String> tree = new TreeMap<>();
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.toList()) {
          tree.put(
              home.relativize(file).toString(),
              Files.isDirectory(file) ? "a folder" : content(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return tree;
    }

    private String content(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      return bytes.length > 100_000
          ? bytes.length + " bytes"
          : new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    McpLauncher launcher() {
      return LaunchChildMain.launcher(emulator.client(), host, server, ids);
    }

    void complain(String what) {
      broken.add(name + ": " + what);
    }

    /** Launches here, and checks what came of it. */
    void launch() {
      try {
        launcher().launch();
        checkWorks();
      } catch (LaunchException | FlyException e) {
        checkStateBefore(e);
      }
    }

    void checkStateBefore(String why) {
      if (!emulator.counts().isEmpty() || machines.running.get() != 0) {
        complain(why + ", and leaves " + emulator.counts());
      }
      Map<String, String> after = tree();
      if (!after.equals(before)) {
        complain(why + ", and the files are " + after.keySet() + ", not " + before.keySet());
      }
    }

    private void checkStateBefore(RuntimeException e) {
      if (e instanceof LaunchException launch && !launch.notUndone().isEmpty()) {
        complain("not undone: " + e.getMessage());
      }
      checkStateBefore(String.valueOf(e.getMessage()));
    }

    /** A deployment, an entry that leads there in each file; and no trace of it after destroy. */
    void checkWorks() {
      FlyEmulator.Counts counts = emulator.counts();
      if (counts.apps() != 1
          || counts.machines() != 1
          || counts.volumes() != 1
          || counts.ips() != 2
          || counts.secrets() != 2) {
        complain("works, but leaves " + counts);
      }
      McpDeployment deployment = McpDeployments.on(emulator.client()).host(host).open(server);
      for (int i = 0; i < ids.size(); i++) {
        McpServerEntry entry = config(i).servers().get(server);
        if (entry == null || !entry.remoteTarget().orElseThrow().url().equals(deployment.uri())) {
          complain("works, but the entry is " + entry);
        }
      }
      if (tree().keySet().stream().anyMatch(file -> file.matches(".*\\.(?:tmp|lock)"))) {
        complain("works, but leaves " + tree().keySet());
      }
      deployment.destroy();
    }

    /** After destroy only the relay and the copies of files stay, for whoever else needs them. */
    void checkGone() {
      Map<String, String> after = tree();
      after.keySet().removeIf(file -> file.endsWith(BACKUP) || file.startsWith(".local"));
      Map<String, String> wanted = new TreeMap<>(before);
      wanted.keySet().removeIf(file -> file.endsWith(BACKUP) || file.startsWith(".local"));
      if (!emulator.counts().isEmpty() || !after.equals(wanted)) {
        complain("destroyed, and leaves " + emulator.counts() + " and " + after);
      }
    }
  }

  private static void readOnly(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
  }

  @Test
  void aFileOrAFolderIsReadOnly() throws IOException {
    for (String id : clients()) {
      Case file = new Case("read-only", id);
      file.file(0, 0);
      readOnly(file.config(0).path());
      file.begin();
      file.launch();

      Case second = new Case("the second file becomes read-only", "claude-desktop", id);
      second.file(0, 0);
      second.file(1, 0);
      second.begin();
      try {
        second
            .launcher()
            .listener(
                event -> {
                  if (begins(event, LaunchPlan.Step.Kind.CLIENT_FILES)) {
                    quietly(() -> readOnly(second.config(1).path()));
                  }
                })
            .launch();
        second.checkWorks();
      } catch (LaunchException e) {
        second.checkStateBefore(e);
      }

      // The rights of a folder do not keep root from anything; a file in its place does.
      Case folder = new Case("its folder cannot be made", id);
      Path place = folder.config(0).path();
      while (!place.getParent().equals(folder.home)) {
        place = place.getParent();
      }
      if (!place.equals(folder.config(0).path())) {
        Files.writeString(place, "in the way");
      }
      folder.begin();
      folder.launch();
    }
    Case relay = new Case("the relay's folder cannot be made", "claude-desktop");
    relay.file(0, 0);
    Files.writeString(relay.home.resolve(".local"), "in the way");
    relay.begin();
    relay.launch();
  }

  private static boolean begins(LaunchEvent event, LaunchPlan.Step.Kind kind) {
    return event instanceof LaunchEvent.StepStarted started && started.step().kind() == kind;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void quietly(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes a file can have under the limit: shells count in blocks of two sizes. */
  private long limit() throws Exception {
    Path file = folder.resolve("limit");
    List<String> command = new ArrayList<>(LaunchChild.limited(BLOCKS));
    command.addAll(List.of("head", "-c", "200000", "/dev/zero"));
    new ProcessBuilder(command).redirectOutput(file.toFile()).start().waitFor();
    return Files.size(file);
  }

  @Test
  void theDiskIsFull() throws Exception {
    long limit = limit();
    assertThat(limit).isBetween(20_000L, 199_999L);
    try (LaunchChild full = LaunchChild.withFilesUpTo(0, emulator);
        LaunchChild nearlyFull = LaunchChild.withFilesUpTo(BLOCKS, emulator)) {
      for (String id : clients()) {
        Case nothing = new Case("no room for anything", id);
        nothing.installRelay();
        nothing.file(0, 0);
        fails(nothing, full);

        Case none = new Case("no room for a new file", id);
        none.installRelay();
        fails(none, full);

        Case entry = new Case("room for the copy, none for the file with the entry", id);
        entry.installRelay();
        entry.file(0, limit);
        fails(entry, nearlyFull);

        if (!id.equals("claude-desktop")) {
          Case second =
              new Case("room for the first file, none for the second", "claude-desktop", id);
          second.installRelay();
          second.file(0, 0);
          second.file(1, limit);
          fails(second, nearlyFull);
        }
      }
      Case relay = new Case("no room for the relay", "claude-desktop");
      relay.file(0, 0);
      fails(relay, nearlyFull);
    }
  }

  @Test
  void aWireGuardConfigurationCannotBeWritten() throws IOException {
    Case full = new Case("no room for a WireGuard configuration");
    Path file = full.home.resolve("fly.conf");
    try (LaunchChild child = LaunchChild.withFilesUpTo(0, emulator)) {
      full.begin();
      child.beginWireGuard(file);
      full.checkStateBefore(child.await("END FAILED "));
    }
    Case taken = new Case("there is such a file already");
    Files.writeString(taken.home.resolve("fly.conf"), "somebody's");
    refused(taken, taken.home.resolve("fly.conf"));
    Case noFolder = new Case("there is no such folder");
    refused(noFolder, noFolder.home.resolve("none/fly.conf"));
  }

  private static void refused(Case one, Path file) {
    one.begin();
    try {
      LaunchChildMain.peer().writeTo(file);
      one.complain("wrote " + file);
    } catch (LaunchException e) {
      one.checkStateBefore(e);
    }
  }

  private void fails(Case one, LaunchChild child) throws IOException {
    one.begin();
    child.begin(emulator, one.home, one.server, one.ids);
    String end = child.await("END ");
    if (end.equals("OK")) {
      one.complain("worked, where there was no room");
    } else {
      one.checkStateBefore(end);
    }
  }

  @Test
  void anotherProgramChangesTheFileMeanwhile() throws IOException {
    for (String id : clients()) {
      changed("gets another server", id, path -> addServer(path, "third"), true);
      changed("gets a server of the same name", id, path -> addServer(path, null), false);
      changed(
          "is not valid any more", id, one -> Files.writeString(path(one), "{ [ \" : ="), false);
      changed("is deleted", id, one -> Files.delete(path(one)), true);
    }
  }

  private interface Change {
    void make(Case one) throws IOException;
  }

  private static Path path(Case one) {
    return one.config(0).path();
  }

  private static void addServer(Case one, String name) {
    String server = name == null ? one.server : name;
    one.config(0).plan(edit -> edit.put(server, McpServerEntry.stdio("third-server"))).write();
  }

  /** Changes the file when all else is done, right before the launch would write it. */
  private void changed(String how, String id, Change change, boolean works) throws IOException {
    Case one = new Case("meanwhile the file " + how, id);
    one.file(0, 0);
    one.begin();
    List<Map<String, String>> meanwhile = new ArrayList<>();
    try {
      one.launcher()
          .listener(
              event -> {
                if (begins(event, LaunchPlan.Step.Kind.CLIENT_FILES)) {
                  quietly(() -> change.make(one));
                  meanwhile.add(one.tree());
                }
              })
          .launch();
      if (!works) {
        one.complain("worked, over somebody else's change");
      }
      one.checkWorks();
      if (how.contains("another") && !one.config(0).servers().containsKey("third")) {
        one.complain("has lost the other's server");
      }
    } catch (LaunchException e) {
      if (works) {
        one.complain("failed: " + e.getMessage());
      }
      // The relay is gone again; the other's change is not ours to take back.
      one.before = new TreeMap<>(meanwhile.get(0));
      one.before.keySet().removeIf(file -> file.startsWith(".local"));
      one.checkStateBefore(e);
    }
  }

  @Test
  void theLaunchIsKilledWhileItWritesFiles() throws Exception {
    Random random = new Random(SEED);
    for (String id : FULL ? clients() : clients().subList(1, SAMPLE)) {
      for (String step : List.of("RELAY", "CLIENT_FILES")) {
        Case one = new Case("killed at " + step, id);
        one.file(0, 0);
        killed(one, step, random.nextInt(30));
      }
    }
  }

  @Test
  void theLaunchIsKilledAtEachStep() throws Exception {
    for (String step : List.of("APP", "IP_ADDRESSES", "SECRETS", "MACHINE", "WAIT", "HEALTH")) {
      Case one = new Case("killed at " + step, "claude-desktop");
      one.file(0, 0);
      killed(one, step, new Random(SEED).nextInt(30));
    }
  }

  /** Kills the launch, launches again, and destroys that. */
  private void killed(Case one, String step, int millisLater) throws Exception {
    one.begin();
    try (LaunchChild child = LaunchChild.start(emulator)) {
      child.begin(emulator, one.home, one.server, one.ids);
      child.await("STARTED " + step);
      Thread.sleep(millisLater); // anywhere in the step or after it: all must be well
      child.kill();
    }
    try {
      one.launcher()
          .listener(
              event -> {
                if (event instanceof LaunchEvent.StepProgressed progress
                    && progress.message().contains("holds the machine")) {
                  clock.advance(Duration.ofMinutes(6)); // the dead launch's lease runs out
                }
              })
          .launch();
      one.checkWorks();
      one.checkGone();
    } catch (LaunchException | FlyException e) {
      one.complain("cannot be launched again: " + e.getMessage());
    }
  }
}
