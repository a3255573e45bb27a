package dev.mcpfly.launch;

import dev.mcpfly.config.HostEnvironment;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of earlier versions beside the newest one. One stays as long as a process runs it or a
 * client's own file names it, as entries did before there was a launcher; and for a month in any
 * case, because a project's file may name it.
 */
final class OldRelays {
  private static final Duration GRACE = Duration.ofDays(30);

  private final RelayFiles files;
  private final HostEnvironment host;

  OldRelays(RelayFiles files, HostEnvironment host) {
    this.files = files;
    this.host = host;
  }

  /** Deletes those that nothing uses. One that cannot be deleted stays until the next time. */
  void tidy() throws IOException {
    List<Path> old = old();
    if (old.isEmpty()) {
      return;
    }
    Set<String> used = used();
    for (Path jar : old) {
      String name = String.valueOf(jar.getFileName());
      if (used.stream().noneMatch(word -> word.contains(name))) {
        try {
          Files.deleteIfExists(jar);
          RelayFiles.deleteMadeFrom(jar);
        } catch (IOException e) {
          // A process has it open, where that counts.
        }
      }
    }
  }

  private List<Path> old() throws IOException {
    Path newest = files.startedJar().orElse(files.jar());
    Instant grace = Instant.now().minus(GRACE);
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(files.directory(), "*.jar")) {
      for (Path jar : jars) {
        if (RelayFiles.isJar(jar)
            && !jar.endsWith(String.valueOf(newest.getFileName()))
            && !jar.endsWith(String.valueOf(files.jar().getFileName()))
            && Files.getLastModifiedTime(jar).toInstant().isBefore(grace)) {
          old.add(jar);
        }
      }
    }
    return old;
  }

  private Set<String> used() {
    Stream<String> processes =
        ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream());
    Stream<String> entries =
        ClientScan.of(host, List.of(), problem -> {}).hits().stream()
            .flatMap(hit -> hit.entry().args().stream());
    return Stream.concat(processes, entries)
        .filter(word -> word.contains("mcp-fly-relay"))
        .collect(Collectors.toSet());
  }
}
