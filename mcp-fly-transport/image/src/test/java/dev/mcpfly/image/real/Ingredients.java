package dev.mcpfly.image.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the test images are made of, taken from this machine: Debian's busybox, C libraries and JDK.
 */
final class Ingredients {
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
  static final Path BUSYBOX = Path.of("/bin/busybox");
  static final String ARCHITECTURE =
      System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";

  private Ingredients() {}

  /** Makes a small JRE of the JDK that runs this. */
  static Path jre(Path directory) {
    Path jre = directory.resolve("jre");
    Command.run(
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--add-modules",
        "java.base,java.net.http,java.logging,jdk.httpserver",
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        jre.toString());
    return jre;
  }

  /** Lists the shared libraries, loader included, that a JRE needs of its system. */
  static Set<String> libraries(Path jre) {
    Set<String> libraries = new LinkedHashSet<>();
    for (String part :
        new String[] {
          "bin/java", "lib/server/libjvm.so", "lib/libnio.so", "lib/libnet.so", "lib/libzip.so"
        }) {
      Matcher line = LIBRARY.matcher(Command.run("ldd", jre.resolve(part).toString()));
      while (line.find()) {
        if (!line.group(1).startsWith(jre.toString())) {
          libraries.add(line.group(1));
        }
      }
    }
    return libraries;
  }

  /** Compiles the stand-in. */
  static Path standIn(Path directory, String name, String... compiler) {
    Path source = directory.resolve("standin.c");
    Path program = directory.resolve(name);
    try (InputStream in = Ingredients.class.getResourceAsStream("/dev/mcpfly/image/standin.c")) {
      if (!Files.exists(source)) {
        Files.copy(in, source);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String[] words = java.util.Arrays.copyOf(compiler, compiler.length + 4);
    words[compiler.length] = "-Os";
    words[compiler.length + 1] = "-o";
    words[compiler.length + 2] = program.toString();
    words[compiler.length + 3] = source.toString();
    Command.run(words);
    return program;
  }

  /** Puts Debian's merged /usr, the libraries and a shell into a root directory. */
  static void glibc(TestImage.Root root, Set<String> libraries) {
    root.directory("usr/bin").directory("usr/lib").directory("usr/lib64");
    root.link("bin", "usr/bin").link("lib", "usr/lib").link("lib64", "usr/lib64");
    for (String library : libraries) {
      root.copy(Path.of(library), "usr" + library.replaceFirst("^/usr", ""));
    }
    shell(root, "usr/bin");
  }

  static void shell(TestImage.Root root, String bin) {
    root.copy(BUSYBOX, bin + "/busybox");
    for (String applet : new String[] {"sh", "sed", "id", "cat", "sleep", "pwd"}) {
      root.link(bin + "/" + applet, "busybox");
    }
  }

  /** Puts Debian's musl and a shell into a root directory. */
  static void musl(TestImage.Root root) {
    String loader = ARCHITECTURE.equals("arm64") ? "ld-musl-aarch64.so.1" : "ld-musl-x86_64.so.1";
    root.copy(Path.of("/lib", loader), "lib/libc.musl.so").link("lib/" + loader, "libc.musl.so");
    shell(root, "bin");
  }
}
