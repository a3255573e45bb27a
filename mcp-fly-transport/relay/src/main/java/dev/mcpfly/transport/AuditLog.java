package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of JSON in a file that only its owner may read. A full file becomes {@code
 * FILE.1}, which was {@code FILE.2} before, and so on. Used by one thread.
 *
 * <p>Where a disk is full, lines are lost and counted; once there is room, a line says how many,
 * and half a line that was written is taken away.
 */
final class AuditLog implements EventQueue.Sink {
  static final long MAX_BYTES = 16L << 20;
  private static final int KEPT = 4;
  private static final int LONGEST_LINE = 1 << 16;

  private final Path file;
  private final long maxBytes;
  private final boolean contents;
  private @Nullable OutputStream out;

  /** Where {@link #out} writes to. */
  private @Nullable OutputStream channel;

  private long size;

  /** Lines that wait in the buffer, and lines that could not be written. */
  private long buffered;

  private long lost;

  private AuditLog(Path file, long maxBytes, boolean contents) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.contents = contents;
  }

  /**
   * Opens the file.
   *
   * @throws RelayException if it cannot be written
   */
  static AuditLog open(Path file, long maxBytes, boolean contents) {
    AuditLog log = new AuditLog(file, maxBytes, contents);
    try {
      log.out = log.create();
    } catch (IOException | UnsupportedOperationException e) {
      throw new RelayException(
          "The audit log "
              + file
              + " cannot be written: "
              + reason(e)
              + ". Name a file in a directory that exists and is writable.",
          e);
    }
    return log;
  }

  private static String reason(Exception e) {
    String detail = e instanceof FileSystemException f ? f.getReason() : null;
    return detail == null ? e.getClass().getSimpleName() : detail;
  }

  private OutputStream create() throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (Files.notExists(file)) {
      var owner = PosixFilePermissions.fromString("rw-------");
      Files.createFile(
          file,
          posix
              ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)}
              : new FileAttribute<?>[0]);
    } else if (posix && Files.isRegularFile(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    if (Files.isRegularFile(file)) {
      takeAwayHalfALine();
    }
    size = Files.size(file);
    OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    channel = opened;
    return new BufferedOutputStream(opened);
  }

  /** A disk that was full, or a JVM that was killed, has left it. */
  private void takeAwayHalfALine() throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      int length = (int) Math.min(end, LONGEST_LINE);
      ByteBuffer last = ByteBuffer.allocate(length);
      while (last.hasRemaining() && channel.read(last, end - length + last.position()) >= 0) {
        // until all of it is there
      }
      int whole = last.position();
      while (whole > 0 && last.get(whole - 1) != '\n') {
        whole--;
      }
      if (whole < length && (whole > 0 || length == end)) {
        channel.truncate(end - length + whole);
      }
    }
  }

  @Override
  public boolean wantsContents() {
    return contents;
  }

  @Override
  public void accept(RelayEvent event, @Nullable String arguments, @Nullable String result) {
    String line = line(event, contents ? arguments : null, contents ? result : null);
    if (line.isEmpty()) {
      return;
    }
    byte[] bytes = bytes(line);
    buffered++;
    try {
      if (size > 0 && size + bytes.length > maxBytes && Files.isRegularFile(file)) {
        rotate();
      }
      OutputStream to = out;
      if (to == null) {
        to = create();
        out = to;
      }
      if (lost > 0) {
        write(to, bytes(line(new RelayEvent.EventsDropped(event.time(), lost), null, null)));
        to.flush();
        lost = 0;
      }
      write(to, bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void write(OutputStream to, byte[] bytes) throws IOException {
    size += bytes.length;
    to.write(bytes);
  }

  @Override
  public void flush() {
    OutputStream to = out;
    try {
      if (to != null) {
        to.flush();
        buffered = 0;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What has come of the buffer is not known: the file is opened anew, and nothing sent twice. */
  private IllegalStateException failed(IOException e) {
    lost += buffered;
    buffered = 0;
    out = null;
    OutputStream broken = channel;
    channel = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException also) {
        e.addSuppressed(also);
      }
    }
    return new IllegalStateException("The audit log " + file + " cannot be written.", e);
  }

  private void rotate() throws IOException {
    flush();
    OutputStream old = out;
    out = null;
    if (old != null) {
      old.close();
    }
    buffered = 1; // the line for which there is to be room
    for (int i = KEPT; i > 0; i--) {
      Path from = i == 1 ? file : numbered(i - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    out = create();
  }

  private Path numbered(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void close() {
    OutputStream old = out;
    out = null;
    try {
      if (old != null) {
        old.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("The audit log " + file + " could not be closed.", e);
    }
  }

  // ---- lines ----

  private static String line(
      RelayEvent event, @Nullable String arguments, @Nullable String result) {
    Line line = new Line().text("time", event.time().toString());
    if (event instanceof RelayEvent.CallEnded call) {
      line.text("event", "call").text("method", call.method());
      line.name(call.method(), call.tool().orElse(""));
      line.text("principal", call.principal()).text("session", call.session());
      line.text("outcome", word(call.outcome()));
      call.errorCode().ifPresent(code -> line.number("errorCode", code));
      line.millis(call.duration());
      line.number("requestBytes", call.requestBytes());
      line.number("responseBytes", call.responseBytes());
      line.text("arguments", arguments).text("result", result);
    } else if (event instanceof RelayEvent.Refused refused) {
      line.text("event", "refused").text("reason", word(refused.reason()));
      line.text("method", refused.method());
      line.name(refused.method(), refused.name().orElse(""));
      line.text("principal", refused.principal()).text("session", refused.session());
      line.text("address", refused.remoteAddress());
    } else if (event instanceof RelayEvent.SessionOpened session) {
      line.text("event", "session_opened").text("session", session.session());
      line.text("principal", session.principal()).text("transport", session.transport());
      line.text("protocolVersion", session.protocolVersion());
    } else if (event instanceof RelayEvent.SessionEnded session) {
      line.text("event", "session_ended").text("session", session.session());
      line.text("principal", session.principal()).text("transport", session.transport());
      line.millis(session.duration());
    } else if (event instanceof RelayEvent.ChildStarted child) {
      line.text("event", "server_started").text("server", child.child());
      line.text("principal", child.principal());
    } else if (event instanceof RelayEvent.ChildExited child) {
      line.text("event", "server_exited").text("server", child.child());
      line.number("exitCode", child.exitCode()).millis(child.uptime());
    } else if (event instanceof RelayEvent.SignIn signIn) {
      line.text("event", "sign_in").text("principal", signIn.principal());
      line.text("outcome", signIn.success() ? "success" : "denied");
    } else if (event instanceof RelayEvent.UnmatchedRule rule) {
      line.text("event", "unmatched_rule").text("kind", rule.kind());
      line.text("pattern", rule.pattern());
    } else if (event instanceof RelayEvent.EventsDropped lost) {
      line.text("event", "events_dropped").number("count", lost.count());
    } else {
      // The end of a call says what its beginning did.
      return "";
    }
    return line.end();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Writes one JSON object. */
  private static final class Line {
    private final StringBuilder out = new StringBuilder("{");

    Line text(String name, @Nullable String value) {
      if (value != null && !value.isEmpty()) {
        member(name).append(Json.quote(value));
      }
      return this;
    }

    Line name(String method, String name) {
      String kind = method.startsWith("prompts/") ? "prompt" : "tool";
      return text(method.startsWith("resources/") ? "resource" : kind, name);
    }

    Line number(String name, long value) {
      member(name).append(value);
      return this;
    }

    Line millis(Duration duration) {
      member("durationMs").append(duration.toMillis());
      return this;
    }

    private StringBuilder member(String name) {
      return out.append(out.length() > 1 ? "," : "").append('"').append(name).append("\":");
    }

    String end() {
      return out.append('}').toString();
    }
  }
}
