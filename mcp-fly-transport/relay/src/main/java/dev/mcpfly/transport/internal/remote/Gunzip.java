package dev.mcpfly.transport.internal.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952) as it arrives, so that an event is passed on when its last byte is
 * here. Holds no more than a chunk; the sink behind it keeps the limits.
 */
final class Gunzip implements BodySink {
  private static final int CHUNK = 1 << 14;
  private static final int FIXED_HEAD = 10;
  private static final int TAIL = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private enum Part {
    HEAD,
    EXTRA_LENGTH,
    EXTRA_BYTES,
    NAME_BYTES,
    COMMENT_BYTES,
    HEADER_CRC_BYTES,
    DATA,
    TAIL_BYTES
  }

  private final BodySink sink;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] out = new byte[CHUNK];
  private Part part = Part.HEAD;
  private int flags;
  private int seen;
  private long number;

  Gunzip(BodySink sink) {
    this.sink = sink;
  }

  @Override
  public void bytes(ByteBuffer chunk) throws IOException {
    while (chunk.hasRemaining()) {
      if (part == Part.DATA) {
        inflate(chunk);
      } else {
        head(chunk.get() & 0xFF);
      }
    }
  }

  private void inflate(ByteBuffer chunk) throws IOException {
    inflater.setInput(chunk);
    try {
      int count;
      while ((count = inflater.inflate(out)) > 0) {
        crc.update(out, 0, count);
        sink.bytes(ByteBuffer.wrap(out, 0, count));
      }
    } catch (DataFormatException e) {
      throw new IOException("The response is not valid gzip.", e);
    }
    if (inflater.needsDictionary()) {
      throw new IOException("The response is not valid gzip.");
    }
    if (inflater.finished()) {
      next(Part.TAIL_BYTES);
    }
  }

  private void next(Part following) {
    part = following;
    seen = 0;
    number = 0;
  }

  private void head(int b) throws IOException {
    switch (part) {
      case HEAD -> {
        boolean wrong =
            (seen == 0 && b != 0x1F) || (seen == 1 && b != 0x8B) || (seen == 2 && b != 8);
        if (wrong) {
          throw new IOException("The response is not valid gzip.");
        }
        if (seen == 3) {
          flags = b;
        }
        if (++seen == FIXED_HEAD) {
          optional(EXTRA);
        }
      }
      case EXTRA_LENGTH -> {
        number |= (long) b << (8 * seen);
        if (++seen == 2) {
          long length = number;
          next(Part.EXTRA_BYTES);
          number = length;
          if (length == 0) {
            optional(NAME);
          }
        }
      }
      case EXTRA_BYTES -> {
        if (++seen == number) {
          optional(NAME);
        }
      }
      case NAME_BYTES -> {
        if (b == 0) {
          optional(COMMENT);
        }
      }
      case COMMENT_BYTES -> {
        if (b == 0) {
          optional(HEADER_CRC);
        }
      }
      case HEADER_CRC_BYTES -> {
        if (++seen == 2) {
          next(Part.DATA);
        }
      }
      default -> tail(b);
    }
  }

  /** Goes on with this optional field or the first one behind it that is there. */
  private void optional(int field) {
    if (field == EXTRA && (flags & EXTRA) != 0) {
      next(Part.EXTRA_LENGTH);
    } else if ((field == EXTRA || field == NAME) && (flags & NAME) != 0) {
      next(Part.NAME_BYTES);
    } else if (field != HEADER_CRC && (flags & COMMENT) != 0) {
      next(Part.COMMENT_BYTES);
    } else {
      next((flags & HEADER_CRC) != 0 ? Part.HEADER_CRC_BYTES : Part.DATA);
    }
  }

  private void tail(int b) throws IOException {
    if (seen < 4) {
      number |= (long) b << (8 * seen);
      if (seen == 3 && number != crc.getValue()) {
        throw new IOException("The response was damaged on the way: its checksum is wrong.");
      }
    }
    if (++seen == TAIL) {
      // Another member may follow.
      inflater.reset();
      crc.reset();
      next(Part.HEAD);
    }
  }

  /** Frees what the decompression holds. */
  void end() {
    inflater.end();
  }

  /** Returns whether the response may end here. */
  boolean isComplete() {
    return part == Part.HEAD && seen == 0;
  }
}
