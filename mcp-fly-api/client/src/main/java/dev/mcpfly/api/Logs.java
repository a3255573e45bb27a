package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.LogEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The log of one app. */
public final class Logs {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(64);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final int FAILURES_IN_A_ROW = 10;

  private final CallEngine engine;
  private final String app;

  Logs(CallEngine engine, String app) {
    this.engine = engine;
    this.app = app;
  }

  /** Returns the latest lines: {@code GET /api/v1/apps/{app}/logs} at api.fly.io. */
  public LogEntry.Page page() {
    return page(q -> {});
  }

  /** Returns a page of the log; the query can set where it starts. */
  public LogEntry.Page page(Consumer<Query> query) {
    Query chosen = new Query();
    query.accept(chosen);
    return page(chosen, chosen.nextToken);
  }

  /** Follows the log from its latest lines on; see {@link #follow(Consumer)}. */
  public Stream<LogEntry> follow() {
    return follow(q -> {});
  }

  /**
   * Follows the log: the stream waits for further lines and ends only when it is closed or its
   * thread is interrupted. It polls often while lines arrive, and every 4 seconds while none do.
   *
   * @throws FlyException out of the stream, when the app or the right to read is gone, or after 10
   *     failures in a row
   */
  public Stream<LogEntry> follow(Consumer<Query> query) {
    Query chosen = new Query();
    query.accept(chosen);
    Follower follower = new Follower(chosen);
    return StreamSupport.stream(follower, false).onClose(() -> follower.closed.set(true));
  }

  private LogEntry.Page page(Query query, @Nullable String nextToken) {
    Answer answer =
        engine.send(
            new OperationCall(FlyOperation.LOGS_PAGE, app)
                .query("next_token", nextToken == null ? "" : nextToken)
                .query("instance", query.machine)
                .query("region", query.region));
    JsonObject json = answer.object();
    return answer.read(
        () -> {
          List<LogEntry> entries = new ArrayList<>();
          for (JsonObject item : json.objects("data")) {
            JsonObject attributes = item.object("attributes");
            entries.add(new LogEntry(attributes == null ? item : attributes));
          }
          JsonObject meta = json.object("meta");
          return new LogEntry.Page(
              entries,
              Optional.ofNullable(meta == null ? null : meta.text("next_token"))
                  .filter(token -> !token.isEmpty()));
        });
  }

  /** Reads page after page. */
  private final class Follower extends Spliterators.AbstractSpliterator<LogEntry> {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Queue<LogEntry> ready = new ArrayDeque<>();
    private final Query query;
    private @Nullable String token;
    private Duration pause = FIRST_PAUSE;
    private int failures;

    Follower(Query query) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
      this.query = query;
      this.token = query.nextToken;
    }

    @Override
    public boolean tryAdvance(Consumer<? super LogEntry> action) {
      while (ready.isEmpty()) {
        if (closed.get() || Thread.currentThread().isInterrupted() || !fill()) {
          return false;
        }
      }
      action.accept(ready.remove());
      return true;
    }

    /** Reads a page, or waits for one; false if the thread was interrupted. */
    private boolean fill() {
      boolean empty;
      try {
        LogEntry.Page page = page(query, token);
        failures = 0;
        token = page.nextToken().orElse(token);
        ready.addAll(page.entries());
        empty = page.entries().isEmpty();
      } catch (CallInterruptedException e) {
        return false;
      } catch (NotFoundException | ApiException.Unauthorized | ApiException.Forbidden e) {
        throw e;
      } catch (FlyException e) {
        failures++;
        if (failures >= FAILURES_IN_A_ROW) {
          throw e;
        }
        empty = true;
      }
      if (!empty) {
        pause = FIRST_PAUSE;
        return true;
      }
      try {
        engine.settings.sleeper.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
      return true;
    }
  }

  /** Which lines to read. */
  public static final class Query {
    private @Nullable String machine;
    private @Nullable String region;
    private @Nullable String nextToken;

    private Query() {}

    /** Reads only lines of one machine. */
    public Query machine(String id) {
      this.machine = Rules.notBlank("instance", id);
      return this;
    }

    /** Reads only lines of one region. */
    public Query region(String region) {
      this.region = Rules.notBlank("region", region);
      return this;
    }

    /** Starts where an earlier page ended. */
    public Query from(String nextToken) {
      this.nextToken = nextToken;
      return this;
    }
  }
}
