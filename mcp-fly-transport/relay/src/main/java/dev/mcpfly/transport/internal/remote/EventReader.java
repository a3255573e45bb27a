package dev.mcpfly.transport.internal.remote;

import java.io.IOException;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one logical stream of events, which may span several connections, and remembers where it
 * stands. An event that comes again after a resume is passed once.
 */
final class EventReader implements BodySink, SseParser.Handler {
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_ID_CHARS = 1_000;
  private static final long SHORTEST_RETRY_MILLIS = 100;

  private final int maxMessageBytes;
  private final Consumer<byte[]> messages;
  private final Set<String> seen = new HashSet<>();
  private SseParser parser;
  private volatile @Nullable String lastEventId;
  private volatile @Nullable Duration retry;
  private volatile boolean heard;

  EventReader(int maxMessageBytes, Consumer<byte[]> messages) {
    this.maxMessageBytes = maxMessageBytes;
    this.messages = messages;
    this.parser = new SseParser(maxMessageBytes, this);
  }

  /** Returns whether a response is an event stream; if so, reading begins on a new connection. */
  boolean accepts(ResponseInfo info) {
    boolean stream =
        info.statusCode() / 100 == 2 && Reply.mediaType(info.headers()).equals("text/event-stream");
    if (stream) {
      // Half an event of a connection that broke must not run into the next one.
      parser = new SseParser(maxMessageBytes, this);
      heard = false;
    }
    return stream;
  }

  @Override
  public void bytes(ByteBuffer chunk) throws IOException {
    heard = true;
    parser.feed(chunk);
  }

  @Override
  public void event(String type, @Nullable String id, byte[] data) {
    if (id != null) {
      // By the rules of event streams, an empty id means that there is no place to go on from.
      boolean usable = isUsable(id);
      lastEventId = usable ? id : null;
      if (usable && data.length > 0) {
        if (seen.size() >= MAX_REMEMBERED) {
          seen.clear();
        }
        if (!seen.add(id)) {
          return;
        }
      }
    }
    if (data.length > 0 && type.equals("message")) {
      messages.accept(data);
    }
  }

  /** Returns whether an id can be sent back in a header, and is worth its memory. */
  private static boolean isUsable(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_ID_CHARS
        && id.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }

  @Override
  public void retry(long millis) {
    // A server that asks for no pause at all and ends each stream at once would keep both busy.
    retry = Duration.ofMillis(Math.max(millis, SHORTEST_RETRY_MILLIS));
  }

  /** Returns whether the server gave a place to go on from. */
  boolean canResume() {
    return lastEventId != null;
  }

  @Nullable String lastEventId() {
    return lastEventId;
  }

  /** Returns the pause that the server requests before a reconnect, or null. */
  @Nullable Duration retry() {
    return retry;
  }

  /** Returns whether anything came on the connection that was opened last. */
  boolean heard() {
    return heard;
  }
}
