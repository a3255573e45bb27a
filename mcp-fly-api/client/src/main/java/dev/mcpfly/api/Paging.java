package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Page;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Walks through pages lazily, with one request per page. */
final class Paging {
  private Paging() {}

  static <T> Stream<Page<T>> pages(
      @Nullable String start, Function<@Nullable String, Page<T>> read) {
    Iterator<Page<T>> pages =
        new Iterator<>() {
          private @Nullable String cursor = start;
          private boolean done;

          @Override
          public boolean hasNext() {
            return !done;
          }

          @Override
          public Page<T> next() {
            if (done) {
              throw new NoSuchElementException();
            }
            Page<T> page = read.apply(cursor);
            String following = page.nextCursor().orElse(null);
            // A server that returns the same cursor again would be read for ever.
            done = following == null || following.equals(cursor);
            cursor = following;
            return page;
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  static <T> Page<T> page(JsonObject json, String field, Function<JsonObject, T> model) {
    return new Page<>(json, json.objects(field).stream().map(model).toList());
  }
}
