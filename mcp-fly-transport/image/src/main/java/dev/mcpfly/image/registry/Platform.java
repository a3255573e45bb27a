package dev.mcpfly.image.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operating system and processor that an image is made for, in the terms of the OCI image
 * index.
 *
 * @param os for example {@code linux}
 * @param architecture for example {@code amd64}
 * @param variant for example {@code v8}, or null
 */
public record Platform(String os, String architecture, @Nullable String variant) {
  /** The platform of Fly Machines. */
  public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", null);

  /** 64-bit ARM. */
  public static final Platform LINUX_ARM64 = new Platform("linux", "arm64", null);

  /** Returns whether an image that was made for {@code offered} runs on this platform. */
  public boolean accepts(Platform offered) {
    return os.equals(offered.os)
        && architecture.equals(offered.architecture)
        && (variant == null || variant.equals(offered.variant) || offered.variant == null);
  }

  /** Returns the program loader of the GNU C library on this platform, if it is known. */
  public Optional<String> glibcLoader() {
    return switch (architecture) {
      case "amd64" -> Optional.of("/lib64/ld-linux-x86-64.so.2");
      case "arm64" -> Optional.of("/lib/ld-linux-aarch64.so.1");
      default -> Optional.empty();
    };
  }

  /** Returns the program loader of the musl C library on this platform, if it is known. */
  public Optional<String> muslLoader() {
    return switch (architecture) {
      case "amd64" -> Optional.of("/lib/ld-musl-x86_64.so.1");
      case "arm64" -> Optional.of("/lib/ld-musl-aarch64.so.1");
      default -> Optional.empty();
    };
  }

  /** Returns {@code os/architecture} or {@code os/architecture/variant}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant == null ? "" : "/" + variant);
  }
}
