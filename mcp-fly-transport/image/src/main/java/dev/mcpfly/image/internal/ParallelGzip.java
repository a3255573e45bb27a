package dev.mcpfly.image.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes one gzip member, its blocks compressed on all cores. Each block is deflated separately,
 * with the end of the one before as its dictionary, and ends on a byte, so the result depends only
 * on the bytes and not on the number of cores. At most a few blocks are in memory.
 */
public final class ParallelGzip extends OutputStream {
  private static final int BLOCK = 512 * 1024;
  private static final int WINDOW = 32 * 1024;
  private static final int SAMPLE = 4 * 1024;
  private static final int SAMPLES = 4;
  private static final int STORED = 0xffff;

  /** Room for a block that deflate makes larger, or that is stored. */
  private static final int PACKED = BLOCK + BLOCK / 1000 + 64;

  private final OutputStream out;
  private final int level;
  private final int threads = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));
  private final ExecutorService workers;
  private final Queue<Deflater> deflaters = new ConcurrentLinkedQueue<>();

  // Arrays of half a megabyte are costly for the garbage collector, so they are used again.
  private final Queue<byte[]> blocks = new ConcurrentLinkedQueue<>();
  private final Queue<byte[]> results = new ConcurrentLinkedQueue<>();
  private final Deque<Future<Chunk>> pending = new ArrayDeque<>();
  private final CRC32 crc = new CRC32();
  private long total;
  private byte[] block = new byte[BLOCK];
  private int filled;
  private byte[] dictionary = new byte[0];
  private boolean closed;

  /** Compressed bytes at the front of a larger array. */
  private static final class Chunk {
    private final byte[] bytes;
    private final int length;

    Chunk(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }
  }

  /**
   * Compresses to a stream, which the caller closes.
   *
   * @param level from 1, quick, to 9, small
   */
  public ParallelGzip(OutputStream out, int level) throws IOException {
    this.out = out;
    this.level = level;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "mcp-fly-gzip");
              thread.setDaemon(true);
              return thread;
            });
    // No name and no time, so the same content gives the same bytes.
    out.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    total += length;
    int at = offset;
    int left = length;
    while (left > 0) {
      int n = Math.min(left, BLOCK - filled);
      System.arraycopy(bytes, at, block, filled, n);
      filled += n;
      at += n;
      left -= n;
      if (filled == BLOCK) {
        submit();
      }
    }
  }

  private void submit() throws IOException {
    byte[] content = block;
    int length = filled;
    byte[] before = dictionary;
    pending.add(workers.submit(() -> pack(content, length, before)));
    dictionary = Arrays.copyOfRange(content, Math.max(0, length - WINDOW), length);
    block = pooled(blocks, BLOCK);
    filled = 0;
    while (pending.size() > threads + 1) {
      drain();
    }
  }

  private Chunk pack(byte[] content, int length, byte[] before) {
    Chunk packed =
        isWorthIt(content, length) ? deflate(content, length, before) : store(content, length);
    blocks.add(content);
    return packed;
  }

  private static byte[] pooled(Queue<byte[]> pool, int size) {
    byte[] known = pool.poll();
    return known == null ? new byte[size] : known;
  }

  /**
   * Compresses a few samples: content that is already compressed or encrypted would only cost time.
   */
  private boolean isWorthIt(byte[] content, int length) {
    if (length < 8 * SAMPLE) {
      return true;
    }
    Deflater deflater = take();
    byte[] result = new byte[2 * SAMPLE];
    int size = 0;
    for (int i = 0; i < SAMPLES; i++) {
      deflater.reset();
      deflater.setInput(content, (int) ((long) length * i / SAMPLES), SAMPLE);
      size += deflater.deflate(result, 0, result.length, Deflater.SYNC_FLUSH);
    }
    deflaters.add(deflater);
    return size < SAMPLES * SAMPLE * 98 / 100;
  }

  /** Writes stored blocks: a head of five bytes, then the bytes unchanged. */
  private Chunk store(byte[] content, int length) {
    byte[] result = pooled(results, PACKED);
    int size = 0;
    for (int at = 0; at < length; at += STORED) {
      int n = Math.min(STORED, length - at);
      // The array may have been used before.
      result[size] = 0;
      result[size + 1] = (byte) n;
      result[size + 2] = (byte) (n >> 8);
      result[size + 3] = (byte) ~n;
      result[size + 4] = (byte) (~n >> 8);
      System.arraycopy(content, at, result, size + 5, n);
      size += n + 5;
    }
    return new Chunk(result, size);
  }

  private Deflater take() {
    Deflater pooled = deflaters.poll();
    return pooled == null ? new Deflater(level, true) : pooled;
  }

  private Chunk deflate(byte[] content, int length, byte[] before) {
    Deflater deflater = take();
    deflater.reset();
    if (before.length > 0) {
      deflater.setDictionary(before);
    }
    deflater.setInput(content, 0, length);
    byte[] result = pooled(results, PACKED);
    int size = 0;
    while (true) {
      int n = deflater.deflate(result, size, result.length - size, Deflater.SYNC_FLUSH);
      size += n;
      if (size < result.length) {
        break;
      }
      result = Arrays.copyOf(result, result.length * 2);
    }
    deflaters.add(deflater);
    return new Chunk(result, size);
  }

  private void drain() throws IOException {
    try {
      Chunk chunk = pending.removeFirst().get();
      out.write(chunk.bytes, 0, chunk.length);
      if (chunk.bytes.length == PACKED) {
        results.add(chunk.bytes);
      }
    } catch (ExecutionException e) {
      throw new IOException("compression failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while compressing", e);
    }
  }

  /** Writes what is left and the trailer, and ends the workers; the stream below stays open. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (filled > 0) {
        submit();
      }
      while (!pending.isEmpty()) {
        drain();
      }
      // An empty last block, then checksum and length.
      out.write(new byte[] {3, 0});
      littleEndian(crc.getValue());
      littleEndian(total);
    } finally {
      workers.shutdownNow();
      deflaters.forEach(Deflater::end);
    }
  }

  private void littleEndian(long value) throws IOException {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write((int) (value >>> shift) & 0xff);
    }
  }
}
