package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String HEX = "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "golang,                               docker.io/library/golang:latest",
    "golang:1.22,                          docker.io/library/golang:1.22",
    "flyio/mcp,                            docker.io/flyio/mcp:latest",
    "docker.io/golang,                     docker.io/library/golang:latest",
    "index.docker.io/flyio/mcp:a,          docker.io/flyio/mcp:a",
    "ghcr.io/github/github-mcp-server,     ghcr.io/github/github-mcp-server:latest",
    "registry.fly.io/app:deployment-01ABC, registry.fly.io/app:deployment-01ABC",
    "localhost/x,                          localhost/x:latest",
    "localhost:5000/x/y_z:T.1,             localhost:5000/x/y_z:T.1",
    "[::1]:5000/x:1,                       [::1]:5000/x:1",
  })
  void readsNamesAsDockerDoes(String text, String full) {
    assertThat(ImageReference.parse(text)).hasToString(full);
    assertThat(ImageReference.parse(full)).isEqualTo(ImageReference.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x@sha256:", "host.example/x:1@sha256:"})
  void keepsATagBesideADigest(String text) {
    ImageReference reference = ImageReference.parse(text + HEX);

    assertThat(reference.digest()).contains(new Digest("sha256", HEX));
    assertThat(reference.tag().isPresent()).isEqualTo(text.contains(":1"));
    assertThat(reference.toString()).endsWith("@sha256:" + HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "UPPER/case",
        "a//b",
        "a/../b",
        "a:",
        "a:b c",
        "a@sha256:12",
        "a@md5:0",
        "/a",
        "a/",
        "-a",
        "a/b:tag!",
        "http://host/a",
        "host:99999999/a",
        "a\nb",
        "a?x=1",
        "user:pw@host/a"
      })
  void rejectsInvalidReferences(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(ImageException.class)
        .message()
        .contains("not a")
        .doesNotContain("\n");
  }
}
