package dev.mcpfly.image.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Remembers when bytes last moved. */
final class Activity {
  private volatile long last = System.nanoTime();

  void touch() {
    last = System.nanoTime();
  }

  long quietNanos() {
    return System.nanoTime() - last;
  }

  /** Opens a body whose reads count as movement. */
  InputStream watch(Wire.Upload upload) {
    try {
      return new FilterInputStream(upload.open()) {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          touch();
          return super.read(buffer, offset, length);
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
