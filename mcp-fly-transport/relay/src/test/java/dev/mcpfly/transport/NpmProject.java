package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Packages from npm in a directory below {@code target}, and programs that use them. */
final class NpmProject {
  private final Path directory;

  NpmProject(String name) {
    directory = Path.of("target", name).toAbsolutePath();
  }

  Path directory() {
    return directory;
  }

  /** Installs packages, once for all classes that ask for the same, also in other JVMs. */
  void install(String... packages) throws Exception {
    Files.createDirectories(directory);
    synchronized (NpmProject.class) {
      try (FileChannel file =
              FileChannel.open(
                  directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        assertThat(lock.isValid()).isTrue();
        Path installed = directory.resolve(".installed");
        String wanted = String.join("\n", packages);
        if (Files.exists(installed) && Files.readString(installed).equals(wanted)) {
          return;
        }
        Files.writeString(directory.resolve("package.json"), "{\"private\":true}");
        List<Object> command =
            new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--silent"));
        command.addAll(Arrays.asList(packages));
        String output = run("install", command.toArray());
        for (String each : packages) {
          String name = each.lastIndexOf('@') > 0 ? each.substring(0, each.lastIndexOf('@')) : each;
          assertThat(directory.resolve("node_modules").resolve(name)).as(output).isDirectory();
        }
        Files.writeString(installed, wanted);
      }
    }
  }

  /** Runs a program; returns what it says, which is kept in a log of that name as well. */
  String run(String log, Object... command) throws Exception {
    return run(log, Map.of(), command);
  }

  String run(String log, Map<String, String> environment, Object... command) throws Exception {
    Path output = directory.resolve(log + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(Arrays.stream(command).map(String::valueOf).toList())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }
}
