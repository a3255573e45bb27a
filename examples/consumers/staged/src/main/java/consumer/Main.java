package consumer;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;

/** Opens every file that would be published. */
public final class Main {
  private static final Set<String> LIBRARIES =
      Set.of("api", "emulator", "config", "transport", "image", "launch");

  private final List<String> faults = new ArrayList<>();

  public static void main(String[] args) throws IOException {
    Main main = new Main();
    Path group = Path.of(URI.create(System.getenv("STAGING"))).resolve("dev/mcpfly");
    try (Stream<Path> artifacts = Files.list(group)) {
      TreeSet<String> names = new TreeSet<>();
      for (Path artifact : artifacts.filter(Files::isDirectory).toList()) {
        names.add(artifact.getFileName().toString());
      }
      main.expect(!names.contains("mcp-fly-examples"), "the examples are published");
      for (String library : LIBRARIES) {
        main.expect(names.contains("mcp-fly-" + library), library + " is not published");
      }
      main.expect(names.contains("mcp-fly-bom"), "the BOM is not published");
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(group)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (String library : LIBRARIES) {
      for (String kind :
          List.of(".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json", ".pom")) {
        main.expect(
            files.stream().anyMatch(file -> main.is(file, "mcp-fly-" + library, kind)),
            library + " has no " + kind);
      }
    }
    main.expect(
        files.stream().anyMatch(file -> file.toString().endsWith("-api-docs.jar")),
        "there is no Javadoc of all artifacts together");
    for (Path file : files) {
      if (file.toString().endsWith(".jar")) {
        try (JarInputStream jar = new JarInputStream(Files.newInputStream(file))) {
          main.open(file.getFileName().toString(), jar);
        }
      } else if (file.toString().endsWith(".pom")) {
        String pom = Files.readString(file, StandardCharsets.UTF_8);
        main.expect(pom.contains("<name>") && pom.contains("<description>"), file + ": no name");
        if (!pom.contains("<parent>")) {
          for (String element : List.of("<url>", "<licenses>", "<developers>", "<connection>")) {
            main.expect(pom.contains(element), file + ": no " + element);
          }
        }
      }
    }
    if (!main.faults.isEmpty()) {
      throw new AssertionError(String.join("\n", main.faults));
    }
    System.out.println(files.size() + " files are as Maven Central wants them");
  }

  private boolean is(Path file, String artifact, String kind) {
    String name = file.getFileName().toString();
    return name.startsWith(artifact + "-")
        && name.endsWith(kind)
        && file.getParent().getParent().getFileName().toString().equals(artifact)
        && (!kind.equals(".jar") || !name.matches(".*-(sources|javadoc|api-docs|tests)[.]jar"));
  }

  private void open(String name, JarInputStream jar) throws IOException {
    Set<String> entries = new TreeSet<>();
    for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
      entries.add(entry.getName());
      if (entry.getName().endsWith("mcp-fly-relay.jar")) {
        // Not closed: that would close the jar around it.
        open(name + "!" + entry.getName(), new JarInputStream(jar));
      }
    }
    expect(entries.contains("META-INF/LICENSE"), name + ": no licence");
    expect(entries.contains("META-INF/NOTICE"), name + ": no notice");
    boolean manifest = jar.getManifest() != null;
    expect(manifest, name + ": no manifest at its beginning");
    if (manifest) {
      expect(
          jar.getManifest().getMainAttributes().getValue("Implementation-Version") != null,
          name + ": no Implementation-Version");
    }
    boolean runnable = name.contains("!");
    if (!runnable
        && !name.contains("-sources")
        && !name.contains("-javadoc")
        && !name.contains("-api-docs")
        && !name.contains("-tests")) {
      expect(
          entries.stream().anyMatch(entry -> entry.matches("META-INF/maven/.*/pom[.]properties")),
          name + ": no Maven descriptor");
      expect(entries.contains("module-info.class"), name + ": no module-info");
    }
  }

  private void expect(boolean holds, String otherwise) {
    if (!holds) {
      faults.add(otherwise);
    }
  }
}
