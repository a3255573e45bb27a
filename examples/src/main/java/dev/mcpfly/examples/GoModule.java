package dev.mcpfly.examples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program in Go, fetched as a published module and compiled for this computer. A separate {@code
 * go.mod} pins the version, so that Go does not ask for a list of versions. Go keeps what it has
 * fetched and compiled in the user's caches.
 */
public final class GoModule {
  /** The name of the thread that ends a build when the JVM ends. */
  static final String EXIT = "go-build-exit";

  private static final long BUILD_MINUTES = 8;

  private final Path folder;
  private final String program;

  private GoModule(Path folder, String program) {
    this.folder = folder;
    this.program = program;
  }

  /**
   * Fetches a module and compiles a program of it.
   *
   * @param demo in whose home the program is put
   * @param program the package, such as {@code github.com/owner/server/cmd/server}
   * @param module the module that it is in, such as {@code github.com/owner/server}
   * @param version for example {@code v1.2.0}
   * @throws SkippedException if there is no Go, or it cannot have the module
   */
  public static GoModule fetch(Demo demo, String program, String module, String version) {
    if (!Programs.onPath("go")) {
      throw new SkippedException(
          "SKIPPED: there is no go on the PATH; install Go to run this script.");
    }
    Path folder = demo.home().path().resolve("go-module");
    GoModule fetched = new GoModule(folder, program);
    demo.home()
        .file(
            folder.resolve("go.mod"),
            "module example\n\ngo 1.21\n\nrequire %s %s\n".formatted(module, version));
    System.out.println(
        "Go fetches and compiles %s %s, which takes a while once.".formatted(module, version));
    fetched.build();
    return fetched;
  }

  private void build() {
    Path log = folder.resolve("build.log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder("go", "build", "-mod=mod", "-o", executable().toString(), program)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("GOTMPDIR", temporary());
      Process build = builder.start();
      Thread hook = new Thread(() -> kill(build), EXIT);
      try {
        Runtime.getRuntime().addShutdownHook(hook);
        if (!build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
          throw skipped("it took longer than " + BUILD_MINUTES + " minutes");
        }
        Runtime.getRuntime().removeShutdownHook(hook);
      } finally {
        kill(build);
      }
      if (build.exitValue() != 0) {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        throw skipped(lines.isEmpty() ? "no reason given" : lines.get(lines.size() - 1).strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw skipped("interrupted");
    }
  }

  private static void kill(Process build) {
    build.descendants().forEach(ProcessHandle::destroyForcibly);
    build.destroyForcibly();
  }

  private SkippedException skipped(String reason) {
    return new SkippedException("SKIPPED: go cannot build %s here: %s".formatted(program, reason));
  }

  /** Returns where Go puts what it needs while it runs, for its variable {@code GOTMPDIR}. */
  public String temporary() {
    return folder.toString();
  }

  /** Returns the compiled program. */
  public Path executable() {
    boolean windows = File.separatorChar == '\\';
    return folder.resolve(windows ? "program.exe" : "program");
  }

  /**
   * Returns the command {@code go run} for this version of the program.
   *
   * @param arguments the program's own
   */
  public List<String> run(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("go", "run", "-C", folder.toString(), "-mod=mod", program));
    command.addAll(List.of(arguments));
    return List.copyOf(command);
  }
}
