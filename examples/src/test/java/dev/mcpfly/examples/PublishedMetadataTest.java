package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a registry of artifacts, and whoever scans jars, wants to know of ours. */
class PublishedMetadataTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static String pom(String module) throws IOException {
    return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
  }

  private static String element(String pom, String name) {
    Matcher matcher = Pattern.compile("(?s)\\n  <" + name + "[ >].*?</" + name + ">").matcher(pom);
    assertThat(matcher.find()).as("the element %s", name).isTrue();
    return matcher.group().replaceAll("<scm [^>]*>", "<scm>");
  }

  @Test
  void everyArtifactHasANameAndADescription() throws IOException {
    List<Path> poms;
    try (Stream<Path> files = Files.walk(ROOT, 4)) {
      poms =
          files
              .filter(file -> file.endsWith("pom.xml"))
              .filter(file -> !file.toString().contains("consumers"))
              .filter(file -> !file.toString().contains("target"))
              .toList();
    }
    assertThat(poms).hasSizeGreaterThan(9);
    for (Path pom : poms) {
      String text = Files.readString(pom);
      assertThat(element(text, "name")).as("%s", pom).isNotBlank();
      assertThat(element(text, "description")).as("%s", pom).isNotBlank();
    }
  }

  /** The BOM has no parent, so that it manages nothing but our artifacts. */
  @Test
  void bomRepeatsTheMetadataOfTheRoot() throws IOException {
    String bom = pom("mcp-fly-transport/bom");
    for (String name : List.of("url", "licenses", "developers", "scm")) {
      assertThat(element(bom, name)).isEqualTo(element(pom(""), name));
    }
  }

  @Test
  void everyJarHasLicenceNoticeVersionAndDescriptors() throws IOException {
    TreeSet<String> jars = new TreeSet<>();
    boolean built = false;
    for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (!name.startsWith("mcp-fly-") || !name.endsWith(".jar")) {
        continue;
      }
      built = true;
      jars.add(name.replaceAll("-[0-9].*", ""));
      try (JarFile jar = new JarFile(entry)) {
        assertThat(jar.stream().map(JarEntry::getName))
            .as(name)
            .contains("META-INF/LICENSE", "META-INF/NOTICE", "module-info.class")
            .anyMatch(file -> file.endsWith("/pom.properties"));
        assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
            .as(name)
            .isNotBlank();
      }
    }
    // A build that ends before "package" has folders on the class path, not jars.
    if (built) {
      assertThat(jars)
          .containsExactly(
              "mcp-fly-api",
              "mcp-fly-config",
              "mcp-fly-emulator",
              "mcp-fly-image",
              "mcp-fly-launch",
              "mcp-fly-transport");
    }
  }

  /** What a reader copies, and a release changes. */
  @Test
  void pagesAndCatalogsNameTheVersion() throws IOException {
    Matcher version = Pattern.compile("<version>([^<]+)</version>").matcher(pom(""));
    assertThat(version.find()).isTrue();
    Pattern named =
        Pattern.compile(
            "dev\\.mcpfly:mcp-fly-[a-z]+:([^\\s\"`]+)"
                + "|<artifactId>mcp-fly-[a-z]+</artifactId>\\s*<version>([^<]+)</version>");
    List<String> found = new ArrayList<>();
    for (String folder : List.of("", "examples", "examples/guides", "examples/jbang")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        for (Path file : files.filter(file -> file.toString().matches(".*\\.(md|java)")).toList()) {
          named
              .matcher(Files.readString(file))
              .results()
              .map(hit -> hit.group(1) == null ? hit.group(2) : hit.group(1))
              .forEach(each -> found.add(file.getFileName() + " " + each));
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(4).allMatch(each -> each.endsWith(" " + version.group(1)));
  }

  @Test
  void relayJarHasLicenceNoticeAndVersion() throws IOException {
    try (JarFile jar =
        new JarFile(ROOT.resolve("mcp-fly-transport/target/mcp-fly-relay.jar").toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("META-INF/LICENSE", "META-INF/NOTICE");
      assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
          .isNotBlank();
    }
  }
}
