package dev.mcpfly.transport;

import java.nio.file.Path;

/** What a relay does for its cache, in a JVM of any version: {@code JAR CACHE COMMAND}. */
final class StartupCacheMain {
  private StartupCacheMain() {}

  public static void main(String[] args) throws Exception {
    System.out.println(
        StartupCache.makeWhereMissing(Path.of(args[0]), Path.of(args[1]), args[2])
            ? "made"
            : "not made");
  }
}
