package dev.mcpfly.image.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class FileTreeTest {

  private static FileTree tree(Archives... layers) throws IOException {
    FileTree tree = new FileTree();
    for (Archives layer : layers) {
      List<LayerListing.Item> items = LayerListing.read(new ByteArrayInputStream(layer.gzip()));
      // The text form loses nothing.
      assertThat(LayerListing.parse(LayerListing.format(items))).isEqualTo(items);
      tree.add(items);
    }
    return tree;
  }

  private static String show(FileTree tree) {
    StringJoiner text = new StringJoiner(" ");
    show(tree.root(), "", text);
    return text.toString();
  }

  private static void show(FileNode directory, String path, StringJoiner text) {
    for (Map.Entry<String, FileNode> child : directory.children().entrySet()) {
      String name = path + child.getKey();
      FileNode node = child.getValue();
      if (node.isDirectory()) {
        text.add(name + "/");
        show(node, name + "/", text);
      } else {
        text.add(name + "@" + node.layer() + (node.link().isEmpty() ? "" : "->" + node.link()));
      }
    }
  }

  @Test
  void stacksLayers() throws IOException {
    assertThat(
            show(
                tree(
                    Archives.layer().directory("etc").file("etc/a", "1").file("etc/b", "1"),
                    Archives.layer().file("./etc/b", "2").file("/opt/x/y", "2"))))
        .isEqualTo("etc/ etc/a@0 etc/b@1 opt/ opt/x/ opt/x/y@1");
  }

  @Test
  void whiteoutsDeleteOnlyFromLayersBelow() throws IOException {
    assertThat(
            show(
                tree(
                    Archives.layer().file("d/a", "").file("d/b", "").file("e/a", ""),
                    Archives.layer()
                        .file("d/c", "")
                        .file("d/.wh.a", "")
                        .file("d/a2", "")
                        .file(".wh.e", ""))))
        .isEqualTo("d/ d/a2@1 d/b@0 d/c@1");
  }

  @Test
  void opaqueMarkersEmptyTheirDirectoryInAnyOrder() throws IOException {
    assertThat(
            show(
                tree(
                    Archives.layer().file("d/a", "").file("d/b/c", ""),
                    Archives.layer().file("d/new", "").file("d/.wh..wh..opq", ""))))
        .isEqualTo("d/ d/new@1");
  }

  @Test
  void replacesDirectoriesByFilesAndFilesByDirectories() throws IOException {
    assertThat(
            show(
                tree(
                    Archives.layer().file("a/x", "").file("b", ""),
                    Archives.layer().file("a", "").directory("b").file("b/y", ""))))
        .isEqualTo("a@1 b/ b/y@1");
  }

  @Test
  void writesThroughLinksToDirectories() throws IOException {
    FileTree tree =
        tree(
            Archives.layer().directory("usr/lib").symlink("lib", "usr/lib"),
            Archives.layer().file("lib/libx.so", "").hardLink("lib/liby.so", "lib/libx.so"));

    assertThat(show(tree))
        .isEqualTo("lib@0->usr/lib usr/ usr/lib/ usr/lib/libx.so@1 usr/lib/liby.so@1");
    assertThat(tree.realPath("/lib/libx.so")).contains("usr/lib/libx.so");
  }

  @Test
  void keepsTheContentOfAHardLinkWhenItsOtherNameIsReplaced() throws IOException {
    FileTree tree =
        tree(Archives.layer().file("a", "1").hardLink("b", "a"), Archives.layer().file("a", "2"));

    assertThat(show(tree)).isEqualTo("a@1 b@0");
    assertThat(tree.find("b", true).orElseThrow().ordinal()).isZero();
  }

  @Test
  void followsLinksAsInAChroot() throws IOException {
    FileTree tree =
        tree(
            Archives.layer()
                .file("real/f", "")
                .symlink("up", "../../../../real")
                .symlink("real/abs", "/real/f")
                .symlink("loop", "loop2")
                .symlink("loop2", "loop")
                .symlink("dangling", "nowhere"));

    assertThat(tree.find("/up/f", true)).isPresent();
    assertThat(tree.find("/up/abs", true).orElseThrow().type()).isEqualTo(TarEntry.Type.FILE);
    assertThat(tree.find("/up/abs", false).orElseThrow().type()).isEqualTo(TarEntry.Type.SYMLINK);
    assertThat(tree.find("/dangling", true)).isEmpty();
    assertThat(tree.find("/real/f/below", true)).isEmpty();
    assertThatThrownBy(() -> tree.find("/loop", true)).hasMessageContaining("circle");
  }

  @Test
  void refusesPathsThatLeadOut() {
    for (Archives layer :
        List.of(
            Archives.layer().file("../evil", ""),
            Archives.layer().file("a/../../evil", ""),
            Archives.layer().file("/..", ""),
            Archives.layer().file("a", "").hardLink("b", "../../etc/passwd"))) {
      assertThatThrownBy(() -> tree(layer))
          .isInstanceOf(TarException.class)
          .hasMessageContaining("leads out of the image");
    }
  }

  @Test
  void rejectsContradictoryEntries() {
    assertThatThrownBy(() -> tree(Archives.layer().hardLink("a", "missing")))
        .hasMessageContaining("not a file");
    assertThatThrownBy(() -> tree(Archives.layer().file("a", "").file("a/b", "")))
        .hasMessageContaining("below something that is not a directory");
  }

  @Test
  void reportsTruncatedAndUnreadableLayers() {
    byte[] gzip = Archives.layer().file("a", "x".repeat(5000)).gzip();
    byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0};

    assertThatThrownBy(() -> LayerListing.read(new ByteArrayInputStream(gzip, 0, gzip.length - 20)))
        .isInstanceOf(TarException.class);
    assertThatThrownBy(() -> LayerListing.read(new ByteArrayInputStream(zstd)))
        .hasMessageContaining("zstd");
    assertThatThrownBy(
            () ->
                LayerListing.read(
                    new ByteArrayInputStream(
                        "x".repeat(600).getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
        .hasMessageContaining("not a tar archive");
  }
}
