package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BlobCacheTest {
  @TempDir private Path directory;

  private Path put(BlobCache cache, String text) throws IOException {
    Path file = cache.newFile();
    Files.writeString(file, text);
    return cache.adopt(file, digest(text));
  }

  private static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void keepsBlobsByDigest() throws IOException {
    BlobCache cache = BlobCache.at(directory.resolve("new"));

    assertThat(cache.find(digest("a"))).isEmpty();
    put(cache, "a");

    assertThat(cache.find(digest("a")).orElseThrow()).hasContent("a");
    cache.evict(digest("a"));
    assertThat(cache.find(digest("a"))).isEmpty();
  }

  @Test
  void keepsNotes() {
    BlobCache cache = BlobCache.at(directory);

    assertThat(cache.note("key")).isEmpty();
    cache.note("key", "fact");
    cache.note("key", "other fact");

    assertThat(cache.note("key")).contains("other fact");
  }

  @Test
  void deletesTheLeastRecentlyUsed() throws IOException {
    BlobCache cache = BlobCache.at(directory);
    Files.setLastModifiedTime(put(cache, "oldest"), FileTime.from(Instant.ofEpochSecond(1)));
    Files.setLastModifiedTime(put(cache, "older"), FileTime.from(Instant.ofEpochSecond(2)));
    put(cache, "newest");
    cache.find(digest("oldest"));

    assertThat(cache.trimTo(12)).isEqualTo(5);

    assertThat(cache.find(digest("older"))).isEmpty();
    assertThat(cache.find(digest("oldest"))).isPresent();
    assertThat(BlobCache.at(directory.resolve("absent")).trimTo(0)).isZero();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isAccessibleToItsOwnerOnly() throws IOException {
    BlobCache cache = BlobCache.at(directory.resolve("a/b"));
    put(cache, "private");

    assertThat(Files.getPosixFilePermissions(cache.directory()))
        .doesNotContain(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE);
  }
}
