package dev.mcpfly.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.image.internal.Archives;
import dev.mcpfly.image.internal.LayerListing;
import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.internal.TarReader;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.FakeRegistry;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.OutgoingImage;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import dev.mcpfly.image.registry.RemoteImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ImageAssemblyTest {
  private static final String PROCESS =
      "{\"Entrypoint\":[\"/serve\"],\"Cmd\":[\"stdio\"],\"Env\":[\"A=1\",\"AB=2\"],\"WorkingDir\":\"/srv\","
          + "\"User\":\"nobody\",\"ExposedPorts\":{\"9/udp\":{}},\"Labels\":{\"l\":\"1\"},\"StopSignal\":\"SIGINT\"}";

  private final FakeRegistry registry = new FakeRegistry();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    registry.close();
  }

  private RegistryClient client() {
    return client("cache");
  }

  private RegistryClient client(String cache) {
    return RegistryClient.builder()
        .credentials(RegistryCredentials.anonymous())
        .cache(BlobCache.at(directory.resolve(cache)))
        .idleTimeout(Duration.ofMinutes(1))
        .retries(2, Duration.ofMillis(2))
        .build();
  }

  private String name(String rest) {
    return registry.host() + "/" + rest;
  }

  private ImageAssembly fromBase(byte[]... layers) {
    registry.putImage("base", "1", PROCESS, List.of(layers));
    return ImageAssembly.from(name("base:1"));
  }

  /** Describes the entries of an image's last layer, with the contents of short files. */
  private List<String> lastLayer(ImageAssembly assembly) throws IOException {
    RegistryClient client = client();
    List<OutgoingImage.Layer> layers = assembly.assemble(client).content().layers();
    Digest digest = layers.get(layers.size() - 1).blob().digest();
    byte[] bytes = Files.readAllBytes(client.cache().find(digest).orElseThrow());
    List<String> lines = new ArrayList<>();
    TarReader tar = new TarReader(LayerListing.uncompressed(new ByteArrayInputStream(bytes)));
    for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
      assertThat(entry.uid() + entry.gid()).isZero();
      lines.add(
          entry.type()
              + " "
              + entry.path()
              + " "
              + Integer.toOctalString(entry.mode())
              + (entry.link().isEmpty() ? "" : " -> " + entry.link())
              + (entry.size() == 0
                  ? ""
                  : " " + new String(tar.readAllBytes(), StandardCharsets.UTF_8)));
    }
    return lines;
  }

  private static String config(ImageAssembly.Assembled image) {
    return new String(image.content().config(), StandardCharsets.UTF_8);
  }

  @Test
  void putsFilesIntoALayerInAFixedOrderAndForm() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree/sub"));
    Files.writeString(tree.resolve("f"), "local");
    Files.createSymbolicLink(tree.resolve("l"), Path.of("f"));
    Path script = Files.writeString(directory.resolve("run.sh"), "#!");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(
            lastLayer(
                fromBase()
                    .layer(
                        files ->
                            files
                                .symlink("/z", "/app/a")
                                .file("/app/a", "text".getBytes(StandardCharsets.UTF_8))
                                .file("//app/./x", "x", 04750)
                                .file("/run", script)
                                .directory("/app", 0700)
                                .tree("/t", directory.resolve("tree")))))
        .containsExactly(
            "DIRECTORY app/ 700",
            "FILE app/a 644 text",
            "FILE app/x 4750 x",
            "FILE run 755 #!",
            "DIRECTORY t/ 755",
            "DIRECTORY t/sub/ 755",
            "FILE t/sub/f 644 local",
            "SYMLINK t/sub/l 777 -> f",
            "SYMLINK z 777 -> /app/a");
  }

  @Test
  void keepsLinksToDirectoriesOfTheBase() throws IOException {
    ImageAssembly base =
        fromBase(Archives.layer().directory("usr/bin").symlink("bin", "usr/bin").gzip());
    registry.putImage(
        "tools",
        "1",
        "{}",
        List.of(Archives.layer().directory("bin").file("bin/tool", "t", 0755).gzip()));

    assertThat(lastLayer(base.copyFrom(name("tools:1"), "/bin")))
        .containsExactly("FILE usr/bin/tool 755 t");
    assertThat(
            lastLayer(base.layer(files -> files.directory("/bin", 0755).file("/bin/x", "x", 0755))))
        .containsExactly("FILE usr/bin/x 755 x");
  }

  @Test
  void copiesTheMergedContentOfTheOtherImagesLayers() throws IOException {
    registry.putImage(
        "other",
        "1",
        "{}",
        List.of(
            Archives.layer()
                .directory("jre/bin")
                .file("jre/bin/java", "one", 0755)
                .file("jre/gone", "x")
                .file("jre/old/deep", "x")
                .file("jre/lib", "replaced")
                .hardLink("jre/same", "jre/lib")
                .file("elsewhere", "linked from inside")
                .hardLink("jre/inside", "elsewhere")
                .symlink("link", "jre")
                .gzip(),
            Archives.layer()
                .file("jre/.wh.gone", "")
                .file("jre/old/.wh..wh..opq", "")
                .file("jre/old/kept", "k")
                .file("jre/lib", "new")
                .symlink("jre/abs", "/etc/passwd")
                .gzip()));

    assertThat(lastLayer(fromBase().copyFrom(name("other:1"), "/link", "/opt/jre")))
        .containsExactly(
            "DIRECTORY opt/jre/ 755",
            "DIRECTORY opt/jre/bin/ 755",
            "DIRECTORY opt/jre/old/ 755",
            "FILE opt/jre/bin/java 755 one",
            "FILE opt/jre/same 644 replaced",
            "FILE opt/jre/inside 644 linked from inside",
            "FILE opt/jre/old/kept 644 k",
            "FILE opt/jre/lib 644 new",
            "SYMLINK opt/jre/abs 777 -> /etc/passwd");
  }

  @Test
  void copiesSingleFilesAndKeepsHardLinksAmongThemselves() throws IOException {
    registry.putImage(
        "other",
        "1",
        "{}",
        List.of(Archives.layer().file("d/b", "same", 0755).hardLink("d/a", "d/b").gzip()));

    assertThat(lastLayer(fromBase().copyFrom(name("other:1"), "/d/b", "/usr/bin/tool")))
        .containsExactly("FILE usr/bin/tool 755 same");
    assertThat(lastLayer(fromBase().copyFrom(name("other:1"), "/d/b", "/usr/bin/")))
        .containsExactly("FILE usr/bin/b 755 same");
    assertThat(lastLayer(fromBase().copyFrom(name("other:1"), "/d")))
        .containsExactly("DIRECTORY d/ 755", "FILE d/a 755 same", "HARD_LINK d/b 755 -> d/a");
  }

  @Test
  void reportsAMissingSourceAndAHostileLayer() {
    registry.putImage("other", "1", "{}", List.of(Archives.layer().file("a", "").gzip()));
    registry.putImage(
        "evil", "1", "{}", List.of(Archives.layer().file("../../etc/passwd", "").gzip()));

    assertThatThrownBy(() -> fromBase().copyFrom(name("other:1"), "/b").assemble(client()))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("has no /b");
    assertThatThrownBy(() -> fromBase().copyFrom(name("evil:1"), "/").assemble(client()))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("leads out of the image: ../../etc/passwd");
  }

  @Test
  void rejectsInvalidPathsAndNames() {
    assertThatThrownBy(() -> fromBase().layer(files -> files.file("relative", new byte[0])))
        .hasMessageContaining("'relative'");
    assertThatThrownBy(() -> fromBase().layer(files -> files.file("/a/../../b", new byte[0])))
        .hasMessageContaining("leads out");
    assertThatThrownBy(() -> fromBase().layer(files -> files.file("/a/.wh.b", new byte[0])))
        .hasMessageContaining(".wh.b");
    assertThatThrownBy(
            () -> fromBase().layer(files -> files.file("/a", directory.resolve("absent"))))
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> fromBase().copyFrom("x", "/a/../b")).hasMessageContaining("/a/../b");
    assertThatThrownBy(() -> fromBase().env("A=B", "c")).hasMessageContaining("'A=B'");
    assertThatThrownBy(() -> fromBase().expose("99999")).hasMessageContaining("'99999'");
    assertThatThrownBy(() -> fromBase().layer(files -> files.file("/a", "x", 010000)))
        .hasMessageContaining("10000");
  }

  @Test
  void rewritesTheConfigurationAsADockerfileWould() {
    ImageAssembly.Assembled image =
        fromBase()
            .env("A", "changed")
            .env("NEW", "n=1")
            .workdir("sub/../dir")
            .user("1000")
            .expose("8080")
            .label("m", "2")
            .entrypoint("/front", "--")
            .assemble(client());

    assertThat(config(image))
        .contains("\"Entrypoint\":[\"/front\",\"--\"]")
        .doesNotContain("\"Cmd\"")
        .contains("\"Env\":[\"A=changed\",\"AB=2\",\"NEW=n=1\"]")
        .contains("\"WorkingDir\":\"/srv/dir\"")
        .contains("\"User\":\"1000\"")
        .contains("\"ExposedPorts\":{\"9/udp\":{},\"8080/tcp\":{}}")
        .contains("\"Labels\":{\"l\":\"1\",\"m\":\"2\"}")
        .contains("\"StopSignal\":\"SIGINT\"")
        .contains("\"x-kept\":7");
    assertThat(config(fromBase().cmd("x").entrypoint("/e").assemble(client())))
        .contains("\"Cmd\":[\"x\"]");
    assertThat(config(fromBase().cmd("x").assemble(client())))
        .contains("\"Entrypoint\":[\"/serve\"],\"Cmd\":[\"x\"]");
  }

  @Test
  void producesTheSameBytesForTheSameDescription() {
    registry.putImage(
        "other",
        "1",
        "{}",
        List.of(Archives.layer().file("d/b", "same").hardLink("d/a", "d/b").gzip()));
    ImageAssembly assembly =
        fromBase(Archives.layer().file("x", "x").gzip())
            .copyFrom(name("other:1"), "/d")
            .layer(files -> files.file("/f", "f", 0644))
            .env("E", "1");

    ImageAssembly.Assembled first = assembly.assemble(client("one"));
    ImageAssembly.Assembled second = assembly.assemble(client("two"));
    ImageAssembly.Assembled fromNotes = assembly.assemble(client("one"));

    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(fromNotes.digest()).isEqualTo(first.digest());
    assertThat(assembly.env("E", "2").assemble(client("one")).digest())
        .isNotEqualTo(first.digest());
  }

  @Test
  void isTheBaseItselfWhenNothingChanges() {
    ImageAssembly assembly = fromBase(Archives.layer().file("x", "x").gzip());

    ImageAssembly.Assembled image = assembly.assemble(client());

    assertThat(image.digest())
        .isEqualTo(client().image(registry.reference("base:1")).reference().digest().orElseThrow());
  }

  @Test
  void keepsTheBasesKindOfManifest() {
    registry.putImage("d", "1", "amd64", PROCESS, List.of(), MediaTypes.DOCKER_MANIFEST);

    ImageAssembly.Assembled image =
        ImageAssembly.from(name("d:1"))
            .layer(files -> files.file("/a", "a", 0644))
            .assemble(client());

    assertThat(image.content().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    assertThat(image.content().layers().get(0).blob().mediaType())
        .isEqualTo(MediaTypes.DOCKER_LAYER);
    assertThat(image.content().configDescriptor().mediaType()).isEqualTo(MediaTypes.DOCKER_CONFIG);
  }

  @Test
  void buildsFromNothing() {
    PushedImage pushed =
        ImageAssembly.fromScratch()
            .layer(files -> files.directory("/d", 01777).file("/d/a", "a", 0755))
            .entrypoint("/d/a")
            .push(client(), name("made:1"));

    RemoteImage image = client("other").image(pushed.pinned());

    assertThat(image.config().entrypoint()).containsExactly("/d/a");
    assertThat(image.layers()).hasSize(1);
  }

  @Test
  void uploadsOnlyTheLayerThatChanged() {
    ImageAssembly base =
        fromBase(Archives.layer().file("x", "x").gzip())
            .layer(files -> files.file("/a", "a", 0644));
    PushedImage first =
        base.layer(files -> files.file("/jar", "1", 0644)).push(client(), name("app:1"));
    PushedImage same =
        base.layer(files -> files.file("/jar", "1", 0644)).push(client(), name("app:1"));
    PushedImage changed =
        base.layer(files -> files.file("/jar", "2", 0644)).push(client(), name("app:1"));

    assertThat(first.uploadedBlobs())
        .as("two layers and the configuration; the base is mounted")
        .isEqualTo(3);
    assertThat(same.uploadedBytes()).isZero();
    assertThat(changed.uploadedBlobs()).as("one layer and the configuration").isEqualTo(2);
  }
}
