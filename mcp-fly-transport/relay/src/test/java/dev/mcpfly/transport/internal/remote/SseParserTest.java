package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the WHATWG for event streams, whatever the pieces in which one arrives. */
class SseParserTest {
  private static final long SEED = 20_261_129;

  /** Notes events as {@code type/id/data}, and wishes as {@code retry/millis}. */
  private static final class Notes implements SseParser.Handler {
    final List<String> said = new ArrayList<>();

    @Override
    public void event(String type, @Nullable String id, byte[] data) {
      said.add(type + "/" + id + "/" + new String(data, UTF_8));
    }

    @Override
    public void retry(long millis) {
      said.add("retry/" + millis);
    }
  }

  static Stream<Arguments> streams() {
    return Stream.of(
        stream("one event", "data: a\n\n", "message/null/a"),
        stream("no space", "data:a\n\n", "message/null/a"),
        stream("only the first space goes", "data:  a \n\n", "message/null/ a "),
        stream("several lines", "data: a\ndata: b\ndata:\n\n", "message/null/a\nb\n"),
        stream("no colon", "data\n\n", "message/null/"),
        stream("two without colons", "data\ndata\n\n", "message/null/\n"),
        stream("a colon in the data", "data: a: b\n\n", "message/null/a: b"),
        stream("carriage returns", "data: a\rdata: b\r\r", "message/null/a\nb"),
        stream("both", "data: a\r\ndata: b\r\n\r\n", "message/null/a\nb"),
        stream("mixed", "data: a\r\ndata: b\n\rdata: c\n\n", "message/null/a\nb", "message/null/c"),
        stream("a type", "event: ping\ndata: a\n\n", "ping/null/a"),
        stream("an empty type", "event:\ndata: a\n\n", "message/null/a"),
        stream("the last type counts", "event: a\nevent: b\ndata: x\n\n", "b/null/x"),
        stream("a type without data is nothing", "event: a\n\ndata: x\n\n", "message/null/x"),
        stream("an id", "id: 7\ndata: a\n\n", "message/7/a"),
        stream("an id alone", "id: 7\n\n", "message/7/"),
        stream("an empty id", "id\ndata: a\n\n", "message//a"),
        stream("an id with NUL is none", "id: a\0b\ndata: a\n\n", "message/null/a"),
        stream("the last id counts", "id: 1\nid: 2\ndata: a\n\n", "message/2/a"),
        stream(
            "an id is its event's",
            "id: 1\ndata: a\n\ndata: b\n\n",
            "message/1/a",
            "message/null/b"),
        stream("a wish", "retry: 250\n\n", "retry/250"),
        stream("no wish", "retry: 2.5\nretry: -1\nretry:\nretry: x\nretry: 1e3\n\n"),
        stream("a wish for weeks is none", "retry: 1234567890\n\n"),
        stream("digits of another script", "retry: \u0661\n\n"),
        stream("comments", ":\n: data: x\n:data: y\ndata: a\n:z\n\n", "message/null/a"),
        stream("unknown fields", "datax: x\nDATA: y\n data: z\nfoo\ndata: a\n\n", "message/null/a"),
        stream("a byte order mark", "\uFEFFdata: a\n\n", "message/null/a"),
        stream("only the first one goes", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", "message/null/b"),
        stream("a mark later", "data: a\n\n\uFEFFdata: b\n\n", "message/null/a"),
        stream("a mark and an end", "\uFEFF\n\ndata: a\n\n", "message/null/a"),
        stream("many ends", "\n\n\r\r\n\ndata: a\n\n\n\n", "message/null/a"),
        stream("cut off", "data: a\n\ndata: b\n", "message/null/a"),
        stream("cut off in a line", "data: a\n\ndata: b", "message/null/a"),
        stream("letters of several bytes", "data: ä€😀\n\n", "message/null/ä€😀"));
  }

  private static Arguments stream(String name, String text, String... said) {
    return Arguments.of(name, text, List.of(said));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("streams")
  void readsAStreamInPiecesOfAnySize(String name, String text, List<String> said) throws Exception {
    byte[] bytes = text.getBytes(UTF_8);
    for (int size = 1; size <= bytes.length; size++) {
      Notes notes = new Notes();
      SseParser parser = new SseParser(1_000, notes);
      for (int from = 0; from < bytes.length; from += size) {
        parser.feed(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)));
      }
      assertThat(notes.said).as("in pieces of %d", size).isEqualTo(said);
    }
  }

  @Test
  void readsRandomStreamsAlikeInOneAndInManyPieces() throws Exception {
    String[] parts = {
      "data", "event", "id", "retry", ":", " ", "\n", "\r", "\r\n", "\n\n", "x", "7", "\0", "\uFEFF"
    };
    Random random = new Random(SEED);
    for (int run = 0; run < 2_000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      Notes whole = new Notes();
      new SseParser(10_000, whole).feed(ByteBuffer.wrap(bytes));
      Notes pieces = new Notes();
      SseParser parser = new SseParser(10_000, pieces);
      for (int from = 0; from < bytes.length; ) {
        int count = Math.min(random.nextInt(4), bytes.length - from);
        parser.feed(ByteBuffer.wrap(bytes, from, count));
        from += count;
      }
      assertThat(pieces.said).as("run %d, seed %d", run, SEED).isEqualTo(whole.said);
    }
  }

  @Test
  void refusesWhatIsLargerThanTheLimit() throws Exception {
    Notes notes = new Notes();
    SseParser parser = new SseParser(100, notes);
    parser.feed(bytes("data: " + "x".repeat(100) + "\n\n"));
    assertThat(notes.said).hasSize(1);

    for (String large :
        List.of(
            "data: " + "x".repeat(120) + "\n\n",
            "data: " + "x".repeat(60) + "\ndata: " + "x".repeat(60) + "\n\n",
            "x".repeat(200),
            "data: x\n".repeat(80),
            "data\n".repeat(200))) {
      SseParser fresh = new SseParser(100, new Notes());
      assertThatThrownBy(() -> fresh.feed(bytes(large)))
          .as(large)
          .isInstanceOf(MessageTooLargeException.class)
          .hasMessage("A message is larger than the limit of 100 bytes.");
    }
  }

  @Test
  void forgetsAnEventBeforeTheNextOne() throws Exception {
    Notes notes = new Notes();
    SseParser parser = new SseParser(100, notes);
    for (int i = 0; i < 50; i++) {
      parser.feed(bytes("data: " + "x".repeat(90) + "\n\n: ping\n\n"));
    }
    assertThat(notes.said).hasSize(50);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
