package dev.mcpfly.transport.internal.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the TLS contexts that were made from files of certificates, until a file changes. Reading
 * the certificates of an operating system takes tens of milliseconds. Thread-safe.
 */
final class KnownContexts {
  private static final int MOST = 8;

  /** A file as it was, by what changes when it is written or replaced. */
  private record Stamp(Path file, FileTime modified, long size, @Nullable Object identity) {}

  private final Map<List<Object>, SSLContext> known = new ConcurrentHashMap<>();

  /** Returns the context of these files, which is made if it is not known, or they have changed. */
  SSLContext get(List<Path> files, Supplier<SSLContext> maker) {
    List<Object> key;
    try {
      key = stamps(files);
    } catch (IOException e) {
      // The maker reads the files, too, and knows how to say what is wrong.
      return maker.get();
    }
    SSLContext context = known.get(key);
    if (context != null) {
      return context;
    }
    SSLContext made = maker.get();
    if (known.size() >= MOST) {
      known.clear();
    }
    SSLContext first = known.putIfAbsent(key, made);
    return first == null ? made : first;
  }

  /** Describes the files, and the JVM's own certificates, which properties may replace. */
  private static List<Object> stamps(List<Path> files) throws IOException {
    List<Object> stamps = new ArrayList<>();
    stamps.add(System.getProperty("javax.net.ssl.trustStore", ""));
    for (Path file : files) {
      Path absolute = file.toAbsolutePath();
      BasicFileAttributes now = Files.readAttributes(absolute, BasicFileAttributes.class);
      stamps.add(new Stamp(absolute, now.lastModifiedTime(), now.size(), now.fileKey()));
    }
    return stamps;
  }
}
