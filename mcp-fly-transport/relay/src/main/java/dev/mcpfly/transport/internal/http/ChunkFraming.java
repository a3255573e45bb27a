package dev.mcpfly.transport.internal.http;

/**
 * Reads what stands between the data of a chunked body (RFC 9112, section 7.1): the line end behind
 * a chunk, sizes with their extensions, and the trailer section. As strict as {@link RequestHead}:
 * every line ends in CR LF, and whatever two readers could understand differently is refused.
 * Extensions and trailers are checked and ignored.
 */
final class ChunkFraming {
  /** The longest line with a chunk's size. */
  private static final int MAX_LINE = 256;

  /** The most that all extensions of a body may take. */
  private static final int MAX_EXTENSIONS = 16 << 10;

  /** The most that all trailers may take. */
  private static final int MAX_TRAILERS = 8 << 10;

  private static final int MAX_SIZE_DIGITS = 8;

  private enum State {
    SIZE,
    CHUNK_END,
    TRAILER
  }

  private final StringBuilder line = new StringBuilder();
  private State state = State.SIZE;
  private boolean carriageReturn;
  private long chunkSize;
  private int extensions;
  private int trailers;

  /** The size of the chunk whose data comes next, or 0 after the end of the body. */
  long chunkSize() {
    return chunkSize;
  }

  /** Takes a byte; returns whether data comes next, or the body is complete. */
  boolean feed(byte b) throws BadRequestException {
    if (state == State.TRAILER && ++trailers > MAX_TRAILERS) {
      throw new BadRequestException(
          431, "The trailers of the body are longer than " + MAX_TRAILERS + " bytes.");
    }
    if (carriageReturn) {
      if (b != '\n') {
        throw new BadRequestException(
            400, "A carriage return stands alone between the chunks of the body.");
      }
      carriageReturn = false;
      return lineEnded();
    }
    if (b == '\r') {
      carriageReturn = true;
      return false;
    }
    if ((b >= 0 && b < 0x20 && b != '\t') || b == 0x7F) {
      throw new BadRequestException(400, "A control character is between the chunks of the body.");
    }
    if (state == State.CHUNK_END) {
      throw new BadRequestException(400, "A chunk of the body is longer than its size.");
    }
    line.append((char) (b & 0xFF));
    if (state == State.SIZE && line.length() > MAX_LINE) {
      throw new BadRequestException(400, "A line between the chunks of the body is too long.");
    }
    return false;
  }

  private boolean lineEnded() throws BadRequestException {
    switch (state) {
      case CHUNK_END -> {
        state = State.SIZE;
        return false;
      }
      case SIZE -> {
        chunkSize = readSize();
        line.setLength(0);
        state = chunkSize == 0 ? State.TRAILER : State.CHUNK_END;
        return chunkSize != 0;
      }
      default -> {
        if (line.length() == 0) {
          return true;
        }
        RequestHead.checkField(line.toString());
        line.setLength(0);
        return false;
      }
    }
  }

  private long readSize() throws BadRequestException {
    int digits = 0;
    long size = 0;
    while (digits < line.length() && hex(line.charAt(digits)) >= 0) {
      size = size * 16 + hex(line.charAt(digits));
      if (++digits > MAX_SIZE_DIGITS) {
        break;
      }
    }
    if (digits == 0 || digits > MAX_SIZE_DIGITS) {
      throw new BadRequestException(400, "The size of a chunk of the body is not valid.");
    }
    int rest = line.length() - digits;
    if (rest > 0) {
      extensions += rest;
      if (extensions > MAX_EXTENSIONS || !areExtensions(digits)) {
        throw new BadRequestException(400, "The extension of a chunk of the body is not valid.");
      }
    }
    return size;
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Whether the rest of the line is {@code *( ";" name [ "=" ( token / quoted-string ) ] )}. */
  private boolean areExtensions(int from) {
    int at = from;
    while (at < line.length()) {
      if (line.charAt(at) != ';') {
        return false;
      }
      int nameEnd = token(at + 1);
      if (nameEnd == at + 1) {
        return false;
      }
      at = nameEnd;
      if (at < line.length() && line.charAt(at) == '=') {
        int valueEnd =
            at + 1 < line.length() && line.charAt(at + 1) == '"' ? quoted(at + 1) : token(at + 1);
        if (valueEnd <= at + 1) {
          return false;
        }
        at = valueEnd;
      }
    }
    return true;
  }

  private int token(int from) {
    int at = from;
    while (at < line.length() && RequestHead.isTokenCharacter(line.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The position behind a quoted string, or -1 if it has no end. */
  private int quoted(int from) {
    for (int at = from + 1; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        return at + 1;
      }
      if (c == '\\') {
        at++;
      }
    }
    return -1;
  }
}
